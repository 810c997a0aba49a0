"""The pages' small parts: status, amount, date, hash, field, error summary, pager.

Every part says in words what it shows in colour or shape, and none needs script or inline style.
"""

import datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from approvals.choices import CaseStatus

register = template.Library()

THIN_SPACE = "\u202f"

#: Icon of every tone, and tone of every state; the word comes from the state itself.
_ICONS = {"good": "✓", "wait": "◷", "stop": "✕", "quiet": "·", "alert": "!"}
_STATES = {
    "good": "live passed pass met closed confirmed reconciled active accepted holds good",
    "wait": (
        "missing awaiting_confirmation open here placed released in_progress waiting signed broadcast mined requested"
        " referred"
    ),
    "stop": "rejected not_eligible stop broken lost refused",
    "quiet": "later ended withdrawn cancelled inactive",
    "alert": "void expired returned return needs_person unmet alert",
}
TONES = {state: tone for tone, states in _STATES.items() for state in states.split()}

#: How acts read in a timeline; what is not listed is shown as it is written in the trail.
VERBS = {
    "business_date_advanced": _("moved the business date"),
    "case_closed": _("closed the case"),
    "case_not_eligible": _("ended the case: not eligible"),
    "case_opened": _("opened the case"),
    "case_rejected": _("ended the case: rejected"),
    "case_resumed": _("took the case up again"),
    "case_withdrawn": _("withdrew the case"),
    "chain_rolled_back": _("found the chain rolled back"),
    "condition_closed": _("closed a condition"),
    "contracts_proven": _("ran the proof of the contracts"),
    "criterion_attested": _("attested a criterion"),
    "deployment_requested": _("requested the test token"),
    "document_stored": _("stored a paper"),
    "dossier_frozen": _("froze the dossier"),
    "epoch_lost": _("found the chain lost"),
    "epoch_opened": _("opened a chain epoch"),
    "gate_ruled": _("ruled on a gate"),
    "instrument_amended": _("amended the asset"),
    "instrument_found_not_eligible": _("found the asset not eligible"),
    "instrument_registered": _("registered the asset"),
    "investor_registered": _("registered a test investor"),
    "legal_fact_recorded": _("recorded a legal fact"),
    "memorandum_recorded": _("recorded the memorandum"),
    "operation_broadcast": _("sent a transaction"),
    "operation_cancelled": _("cancelled a transaction"),
    "operation_cancelled_at_nonce": _("made sure that a transaction can never land"),
    "operation_confirmed": _("saw a transaction confirmed"),
    "operation_lost_with_chain": _("lost a transaction with its chain"),
    "operation_mined": _("saw a transaction in a block"),
    "operation_needs_person": _("stopped a transaction for a person"),
    "operation_reorganised": _("saw a transaction leave its block"),
    "operation_replaced": _("replaced a transaction by one with a higher fee"),
    "operation_resumed": _("sent a transaction back to work"),
    "operation_signed": _("signed a transaction"),
    "operation_unconfirmed": _("saw a transaction leave the chain"),
    "order_cancelled": _("cancelled a mint order"),
    "order_confirmed": _("saw a mint order confirmed"),
    "order_in_progress": _("began to mint an order"),
    "order_lost_with_chain": _("lost a mint order with its chain"),
    "order_needs_person": _("stopped a mint order for a person"),
    "order_placed": _("placed a mint order"),
    "order_reconciled": _("reconciled a mint order"),
    "order_released": _("released a mint order"),
    "order_resumed": _("sent a mint order back to work"),
    "order_unconfirmed": _("saw a mint order leave the chain"),
    "person_created": _("created a person"),
    "person_deactivated": _("deactivated a person"),
    "proposal_submitted": _("proposed the asset"),
    "rate_recorded": _("recorded an exchange rate"),
    "reference_data_loaded": _("loaded the reference data"),
    "refused": _("was refused"),
    "rehearsal_created": _("made this database a rehearsal"),
    "sign_in_refused": _("refused a sign-in"),
    "signed_in": _("signed in"),
    "signed_out": _("signed out"),
    "signoff_confirmed": _("confirmed a body's decision"),
    "signoff_recorded": _("recorded a body's decision"),
    "signoff_withdrawn": _("withdrew a body's decision"),
    "token_breaks_found": _("found that register and chain disagree"),
    "token_deployed": _("saw the token deployed"),
    "token_reconciled": _("compared register and chain"),
    "valuation_accepted": _("accepted a valuation"),
    "valuation_recorded": _("recorded a valuation"),
}


@register.inclusion_tag("components/status_tag.html")
def status_tag(state: str, word: Any) -> dict[str, Any]:
    """A state as icon and word; colour only repeats it."""
    tone = TONES.get(str(state), "quiet")
    return {"tone": tone, "icon": _ICONS[tone], "word": word}


@register.filter
def grouped(value: Any, places: int | None = None) -> str:
    """A number with thin spaces between thousands, in full, with the decimals that it has or that are asked for."""
    if value is None or value == "":
        return ""
    number = Decimal(value)
    text = f"{number:,f}" if places is None else f"{number:,.{places}f}"
    return text.replace(",", THIN_SPACE).replace("-", "\u2212")


@register.simple_tag
def amount(value: Any, currency: str = "") -> SafeString | str:
    """An amount in full: the currency before the number, two decimals, kept on one line and readable from both sides."""
    if value is None or value == "":
        return _none()
    number = Decimal(value)
    return format_html(
        '<data class="amount" value="{}"><bdi>{}{}{}</bdi></data>',
        f"{number:.2f}",
        currency,
        THIN_SPACE if currency else "",
        grouped(number, 2),
    )


@register.simple_tag
def units(value: Any) -> SafeString | str:
    """A number of whole units."""
    if value is None or value == "":
        return _none()
    return format_html(
        '<data class="amount" value="{}"><bdi>{}</bdi></data>', f"{Decimal(value):.0f}", grouped(value, 0)
    )


@register.simple_tag
def day(value: datetime.date | None) -> SafeString | str:
    """A date in words."""
    if value is None:
        return _none()
    return format_html('<time class="day" datetime="{}">{}</time>', value.isoformat(), format_date(value, "j F Y"))


@register.simple_tag
def moment(value: datetime.datetime | None) -> SafeString | str:
    """A moment of the wall clock, in Karachi's time."""
    if value is None:
        return _none()
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}">{}</time>',
        value.astimezone(datetime.UTC).isoformat(),
        format_date(local, "j F Y, H:i:s") + f"{THIN_SPACE}PKT",
    )


@register.simple_tag
def short_hash(value: str) -> SafeString | str:
    """A hash or address: cut by the page's width, while the text itself is complete, so that copying gives all of it."""
    if not value:
        return _none()
    return format_html('<code class="hash" dir="ltr" title="{}">{}</code>', value, value)


@register.simple_tag
def full_hash(value: str) -> SafeString | str:
    """A hash or address in full, over as many lines as it takes."""
    if not value:
        return _none()
    return format_html('<code class="hash-full" dir="ltr">{}</code>', value)


@register.filter
def verb_phrase(verb: str) -> Any:
    """An act of the trail in words."""
    return VERBS.get(verb) or verb.replace("_", " ")


@register.filter
def case_status_word(status: str) -> Any:
    """The word for a case's status where only the value was read."""
    return CaseStatus(status).label if status in CaseStatus.values else status


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: template.Context, events: Any) -> dict[str, Any]:
    """Acts one below the other: who, for which body, what, when. Readers of the trail also get its entries."""
    role = getattr(context.get("user"), "role", "")
    return {"events": events, "links_trail": role in ("auditor", "programme_lead")}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """What has to be put right, at the top of the page, each linked with its field."""
    items = [{"text": text, "target": ""} for text in form.non_field_errors()]
    for bound in form:
        items += [{"text": f"{bound.label}: {text}", "target": _first_id(bound)} for text in bound.errors]
    return {"items": items}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with label, hint and error, each tied to the input for those who hear the page."""
    widget = bound.field.widget
    is_group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    identifier = bound.id_for_label or bound.auto_id
    described = []
    if bound.help_text:
        described.append(f"{bound.auto_id}_hint")
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
    attributes: dict[str, Any] = {"placeholder": False}  # the label says it, and stays when something is typed
    if described and not is_group:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors and not is_group:
        attributes["aria-invalid"] = "true"
    if not is_group and not isinstance(widget, forms.CheckboxInput | forms.Select):
        attributes["class"] = "input"
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attributes),
        "is_group": is_group,
        "is_checkbox": isinstance(widget, forms.CheckboxInput),
        "options": list(bound.subwidgets) if is_group else [],
        "identifier": identifier,
        "described": " ".join(described),
        "is_optional": not bound.field.required,
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Any) -> dict[str, Any]:
    """Links to the previous and next page that keep every filter."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: template.Context, name: str, label: Any, numeric: bool = False) -> dict[str, Any]:
    """A column header that sorts its list: rising first, falling when asked again."""
    asked = context["request"].GET.get("sort", "")
    now = "descending" if asked == f"-{name}" else "ascending" if asked == name else ""
    return {
        "request": context["request"],
        "label": label,
        "numeric": numeric,
        "now": now,
        "next": f"-{name}" if asked == name else name,
        "arrow": {"ascending": "↑", "descending": "↓"}.get(now, "↕"),
    }


@register.inclusion_tag("components/empty_state.html")
def empty_state(sentence: Any, hint: Any = "") -> dict[str, Any]:
    """What a list says that has nothing to show."""
    return {"sentence": sentence, "hint": hint}


def _none() -> SafeString:
    return format_html('<span class="none" role="img" aria-label="{}">\u2013</span>', _("none"))


def _first_id(bound: BoundField) -> str:
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id
