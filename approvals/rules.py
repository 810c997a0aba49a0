"""Who may do what: one page of access policy.

An action maps to predicates, all of which must hold. Services ask it to decide, pages and API ask it what to offer.
The other apps add their actions from their own `rules` through `permit`. An action that nobody listed is refused.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.choices import Role
from approvals.exceptions import NotPermitted

Predicate = Callable[[Any, Any], bool]

_permissions: dict[str, tuple[Predicate, ...]] = {}
_sentences: dict[str, Any] = {}
_duties: dict[str, Any] = {}


def has_role(*roles: Role) -> Predicate:
    """Whether the person has one of these roles."""

    def predicate(actor: Any, subject: Any) -> bool:
        return getattr(actor, "role", None) in roles

    return predicate


def of_the_body(actor: Any, subject: Any) -> bool:
    """Whether the person is an officer of the body that `subject` names (a code, or something with `body_id`)."""
    code = subject if isinstance(subject, str) else getattr(subject, "body_id", None)
    return bool(code) and actor.role == Role.BODY_OFFICER and actor.body_code == code


def permit(action: str, *predicates: Predicate, sentence: Any, duty: Any) -> None:
    """Lists an action with its predicates, the sentence that a refused person reads, and what it is as a duty."""
    if action in _permissions:
        raise ValueError(f"The action {action} is listed twice.")
    _permissions[action] = predicates
    _sentences[action] = sentence
    _duties[action] = duty


def allow(actor: Any, action: str, subject: Any = None) -> bool:
    """Whether `actor` may do `action` on `subject`. No actor, an inactive one or an unknown action: no."""
    predicates = _permissions.get(action)
    if not predicates or actor is None or not getattr(actor, "is_active", False):
        return False
    return all(predicate(actor, subject) for predicate in predicates)


def require(actor: Any, action: str, subject: Any = None, *, key: str = "") -> None:
    """Raises NotPermitted with a sentence unless `actor` may do `action` on `subject`."""
    if not allow(actor, action, subject):
        sentence = _sentences.get(action, gettext_lazy("Nobody may do this."))
        raise NotPermitted(
            _("%(reason)s Ask someone who has this duty, or the administrator if it should be yours.")
            % {"reason": sentence},
            subject=key,
        )


def duties_of(role: str) -> list[Any]:
    """What the role may do, on records of its own body where that matters, in the order in which the rules list it."""
    somebody = SimpleNamespace(role=role, is_active=True, body_code="OWN")
    return [duty for action, duty in _duties.items() if allow(somebody, action, "OWN")]


def known_actions() -> tuple[str, ...]:
    """Every action of the policy."""
    return tuple(sorted(_permissions))


#: Who reads the study's pages. Advisers read through the API, administrators look after people.
READERS = (
    Role.CASE_OFFICER,
    Role.APPROVER,
    Role.TREASURY_OPERATOR,
    Role.PROGRAMME_LEAD,
    Role.GATE_CHAIR,
    Role.BODY_OFFICER,
    Role.AUDITOR,
)

permit(
    "read_study",
    has_role(*READERS),
    sentence=gettext_lazy("Only officials of the study and auditors read these pages; advisers use the API."),
    duty=gettext_lazy("Reads the pages of the study"),
)
permit(
    "record_memorandum",
    has_role(Role.PROGRAMME_LEAD),
    sentence=gettext_lazy("Only the programme lead records the memorandum."),
    duty=gettext_lazy("Records the memorandum"),
)
permit(
    "store_document",
    has_role(
        Role.CASE_OFFICER,
        Role.APPROVER,
        Role.TREASURY_OPERATOR,
        Role.PROGRAMME_LEAD,
        Role.GATE_CHAIR,
        Role.BODY_OFFICER,
    ),
    sentence=gettext_lazy("Only officials store evidence papers."),
    duty=gettext_lazy("Stores evidence papers"),
)
permit(
    "open_case",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer opens a case."),
    duty=gettext_lazy("Opens a case"),
)
permit(
    "withdraw_case",
    has_role(Role.CASE_OFFICER, Role.PROGRAMME_LEAD),
    sentence=gettext_lazy("Only a case officer or the programme lead withdraws a case."),
    duty=gettext_lazy("Withdraws a case"),
)
permit(
    "attest_for_programme",
    has_role(Role.PROGRAMME_LEAD),
    sentence=gettext_lazy("Only the programme lead attests for the whole programme or a kind of asset."),
    duty=gettext_lazy("Attests for the whole programme or a kind of asset"),
)
permit(
    "attest_for_case",
    has_role(Role.CASE_OFFICER, Role.PROGRAMME_LEAD),
    sentence=gettext_lazy("Only a case officer or the programme lead attests for a case."),
    duty=gettext_lazy("Attests for a case"),
)
permit(
    "rule_on_gate",
    has_role(Role.GATE_CHAIR),
    sentence=gettext_lazy("Only the chair of the gates, who never owns the project, rules on a gate."),
    duty=gettext_lazy("Rules on the gates, and never owns the project"),
)
permit(
    "resume_case",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer takes a returned case up again."),
    duty=gettext_lazy("Takes a returned case up again"),
)
permit(
    "record_signoff",
    of_the_body,
    sentence=gettext_lazy("Only an officer of the body itself records, confirms or withdraws its decision."),
    duty=gettext_lazy("Records, confirms or withdraws the decision of its own body"),
)
