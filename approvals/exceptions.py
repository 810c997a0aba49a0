"""Refusals that a person can understand: what happened, why, and what to do next."""


class DomainError(Exception):
    """A rule of the study refuses an act. The message is a sentence for the person; `code` is stable for programs.

    `subject` is the audit key of the record concerned (`case:12`), where one is known.
    """

    code = "refused"

    def __init__(self, message: object, *, subject: str = "") -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.subject = subject


class InvalidInput(DomainError):
    """What was entered cannot be right; nothing was changed."""

    code = "invalid_input"


class PaperRefused(InvalidInput):
    """A paper is not what it says, is dangerous or could not be looked at; no byte of it is kept, as a draft neither."""

    code = "paper_refused"


class NotPermitted(DomainError):
    """The person has no right to this act."""

    code = "not_permitted"


class SamePerson(NotPermitted):
    """A second person is needed, and this is the first one again."""

    code = "same_person"


class WrongState(DomainError):
    """The record is not, or no longer, in the state that the act needs."""

    code = "wrong_state"


class GateClosed(DomainError):
    """A gate's criteria are not all met."""

    code = "gate_closed"


class OutsideMemorandum(DomainError):
    """The business date lies outside the memorandum's window."""

    code = "outside_memorandum"


class NotEligible(DomainError):
    """The asset can never be taken through the study."""

    code = "not_eligible"


class OverCeiling(DomainError):
    """The memorandum's ceiling leaves no room."""

    code = "over_ceiling"
