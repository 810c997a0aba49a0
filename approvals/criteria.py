"""The rule book's own computed criteria."""

from django.utils.translation import gettext as _

from approvals.choices import SignOffState
from approvals.gates import Answer, computed_criterion
from approvals.models import Case
from approvals.selectors import open_conditions_precedent, standing_of_signoffs


@computed_criterion("G5-1")
def every_required_signoff_is_live(case: Case) -> Answer:
    """Every body that the table requires for a test mint has answered as it must, on the dossier in force."""
    rows = standing_of_signoffs(case)
    if not rows:
        return Answer(False, _("No body is listed for this kind of asset, so nobody can sign it off."))
    missing = [row.sentence for row in rows if not row.satisfied]
    if missing:
        return Answer(False, _("Not in force: %(bodies)s.") % {"bodies": "; ".join(missing)})
    if any(row.state == SignOffState.REJECTED for row in rows):
        return Answer(False, _("A body has rejected."))
    return Answer(True, _("All %(count)s required sign-offs are in force on this dossier.") % {"count": len(rows)})


@computed_criterion("G5-2")
def conditions_precedent_are_closed(case: Case) -> Answer:
    """Every condition precedent of a live approval is closed with evidence."""
    still_open = open_conditions_precedent(case)
    if still_open:
        return Answer(
            False,
            _("Still open: %(conditions)s.") % {"conditions": "; ".join(condition.text for condition in still_open)},
        )
    return Answer(True, _("No condition precedent is open."))
