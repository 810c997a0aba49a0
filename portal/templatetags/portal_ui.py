"""The pages' small parts: status, amount, date, hash, field, error summary, pager.

Every part says in words what it shows in colour or shape, and none needs script or inline style.
"""

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from approvals import wording
from approvals.choices import CaseStatus
from approvals.rules import allow
from assets.wording import kind_text
from portal.look.programs import program_text
from portal.look.verbs import verb_phrase

register = template.Library()

#: Icon of every tone, the library's colour for its tag, and tone of every state; the word comes from the state itself.
_ICONS = {"good": "✓", "wait": "◷", "stop": "✕", "quiet": "·", "alert": "!"}
_COLOURS = {"good": "green", "wait": "yellow", "stop": "red", "quiet": "grey", "alert": "orange"}
_STATES = {
    "good": "live passed pass met closed confirmed reconciled active accepted holds good",
    "wait": (
        "wait missing awaiting_confirmation open here placed released in_progress waiting signed broadcast mined requested"
        " referred"
    ),
    "stop": "stop rejected not_eligible broken lost refused",
    "quiet": "quiet later ended withdrawn cancelled inactive",
    "alert": "void expired returned return needs_person unmet alert",
}
_URDU = re.compile("[\u0600-\u06ff]")
TONES = {state: tone for tone, states in _STATES.items() for state in states.split()}


def status_mark(state: str, word: Any) -> SafeString:
    """A state as icon and word; colour only repeats it."""
    tone = TONES.get(str(state), "quiet")
    return format_html(
        '<strong class="govuk-tag govuk-tag--{}"><span class="portal-icon" aria-hidden="true">{}</span> {}</strong>',
        _COLOURS[tone],
        _ICONS[tone],
        word,
    )


register.simple_tag(status_mark, name="status_tag")


register.filter("date_text", wording.date_text)
register.filter("moment_text", wording.moment_text)
register.filter("units_text", wording.units_text)
register.filter("name_text", wording.name_text)
register.filter("kind_text", kind_text)


@register.filter
def grouped(value: Any, places: int | None = None) -> str:
    """A number with narrow spaces between thousands, in full, with its own decimals or those that are asked for."""
    return "" if value is None or value == "" else wording.number_text(Decimal(value), places)


@register.filter
def usd(value: Decimal) -> str:
    """An amount in dollars within a sentence."""
    return wording.amount_text(value, "USD")


@register.filter
def billions(value: Decimal) -> str:
    """An amount in dollars for a headline; the exact one stands beside it."""
    return wording.billions_text(value, "USD")


@register.filter
def whole(value: Decimal) -> int:
    """An amount without its decimals, for a bar."""
    return int(value)


@register.simple_tag
def amount(value: Any, currency: str = "") -> SafeString | str:
    """An amount in full: the currency before the number, two decimals, kept on one line and readable from both sides."""
    if value is None or value == "":
        return none_recorded()
    number = Decimal(value)
    return format_html(
        '<data class="portal-amount" value="{}"><bdi>{}</bdi></data>',
        f"{number:.2f}",
        wording.amount_text(number, currency),
    )


@register.simple_tag
def units(value: Any) -> SafeString | str:
    """A number of whole units."""
    if value is None or value == "":
        return none_recorded()
    return format_html(
        '<data class="portal-amount" value="{}"><bdi>{}</bdi></data>',
        f"{Decimal(value):.0f}",
        wording.number_text(value, 0),
    )


@register.simple_tag
def day(value: datetime.date | None) -> SafeString | str:
    """A date in words."""
    if value is None:
        return none_recorded()
    return format_html('<time class="portal-day" datetime="{}">{}</time>', value.isoformat(), wording.date_text(value))


@register.simple_tag
def moment(value: datetime.datetime | None) -> SafeString | str:
    """A moment of the wall clock, in Karachi's time."""
    if value is None:
        return none_recorded()
    return format_html(
        '<time datetime="{}">{}</time>', value.astimezone(datetime.UTC).isoformat(), wording.moment_text(value)
    )


@register.simple_tag
def short_hash(value: str) -> SafeString | str:
    """A hash or address: cut by the page's width, while the text itself is complete, so that copying gives all of it."""
    if not value:
        return none_recorded()
    return format_html('<code class="portal-hash" dir="ltr" title="{}">{}</code>', value, value)


@register.simple_tag
def full_hash(value: str) -> SafeString | str:
    """A hash or address in full, over as many lines as it takes."""
    if not value:
        return none_recorded()
    return format_html('<code class="portal-hash-full" dir="ltr">{}</code>', value)


register.filter(verb_phrase)
register.filter(program_text)


@register.filter
def as_written(text: Any) -> SafeString:
    """What people wrote, in its own direction whatever runs around it. Lines stay lines."""
    return format_html('<bdi class="portal-written">{}</bdi>', text)


@register.filter
def as_recorded(text: Any) -> SafeString:
    """What stands in the trail, in the trail's language and its direction; in their own where people's Urdu came in."""
    if _URDU.search(str(text)):
        return as_written(text)
    return format_html('<bdi class="portal-written" lang="en" dir="ltr">{}</bdi>', text)


@register.filter
def as_code(text: Any) -> SafeString:
    """A reference or a code: in its own direction, and never divided at its hyphen."""
    return format_html('<bdi class="portal-code">{}</bdi>', text)


@register.simple_tag
def case_name(case: Any, *, is_link: bool = False) -> SafeString:
    """A case by its reference and its asset."""
    reference = as_code(case.reference)
    if is_link:
        reference = format_html(
            '<a class="govuk-link" href="{}">{}</a>', reverse("approvals:case", args=[case.reference]), reference
        )
    return format_html('<span class="portal-case">{} · {}</span>', reference, as_written(case.subject_label))


@register.simple_tag
def dated(what: Any, when: datetime.date) -> SafeString | str:
    """A person or a paper's number, where there is one, with the day or the moment that belongs to it."""
    time = moment(when) if isinstance(when, datetime.datetime) else day(when)
    return (
        format_html(str(_("{what}, {time}")), what=as_written(wording.name_text(str(what))), time=time)
        if what
        else time
    )


@register.filter
def actor(event: Any) -> SafeString:
    """Who acted, as the trail has the name; what nobody did, the portal did by itself."""
    return (
        as_written(wording.name_text(event.actor_name)) if event.actor_id else format_html("{}", _("The portal itself"))
    )


@register.filter
def is_about_actor(event: Any) -> bool:
    """Whether a person acted on nobody but themselves, so that their name need not be said twice."""
    return bool(event.actor_id) and event.subject == f"person:{event.actor_id}"


@register.filter
def percent(value: Any) -> str:
    """A rate in per cent."""
    return "" if value is None or value == "" else wording.percent_text(Decimal(value))


@register.filter
def in_full(value: Any) -> str:
    """A rate of exchange: two decimals, or as many more as it has."""
    return wording.trimmed_text(Decimal(value))


@register.filter
def basis_points(value: Any) -> str:
    """A margin in hundredths of a per cent, with the word."""
    number = int(value)
    return ngettext("%(count)s basis point", "%(count)s basis points", number) % {
        "count": wording.isolated(wording.number_text(number))
    }


@register.filter
def per_hundred(value: Any) -> str:
    """A price for each hundred of nominal amount."""
    return _t("%(price)s for each 100") % {"price": wording.isolated(wording.number_text(Decimal(value)))}


@register.filter
def field_label(record: Any, name: str) -> str:
    """What a field of a record is called, wherever it is shown."""
    return capfirst(str(record._meta.get_field(name).verbose_name))


@register.filter
def case_status_word(status: str) -> Any:
    """The word for a case's status where only the value was read."""
    return CaseStatus(status).label if status in CaseStatus.values else status


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: template.Context, events: Any, is_example: bool = False) -> dict[str, Any]:
    """Acts one below the other: who, for which body, what, when. Readers of the trail also get its entries."""
    return {"events": events, "links_trail": not is_example and allow(context.get("user"), "read_trail")}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any, only: Iterable[BoundField] | None = None, is_example: bool = False) -> dict[str, Any]:
    """What has to be put right, at the top of the page, each linked with its field; `only` names the page's own fields.

    An example takes no focus.
    """
    items = [{"text": text, "target": ""} for text in form.non_field_errors()]
    for bound in form if only is None else only:
        items += [{"text": f"{bound.label}: {text}", "target": _first_id(bound)} for text in bound.errors]
    return {"items": items, "is_example": is_example}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with label, hint and error, each tied to the input for those who hear the page."""
    widget = bound.field.widget
    is_group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    is_checkbox = isinstance(widget, forms.CheckboxInput)
    described = []
    if bound.help_text:
        described.append(f"{bound.auto_id}_hint")
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
    attributes: dict[str, Any] = {"class": _control_class(widget, has_errors=bool(bound.errors))}
    if is_group:
        widget.attrs.update(attributes)
    else:
        attributes["placeholder"] = False  # the label says it, and stays when something is typed
        if described:
            attributes["aria-describedby"] = " ".join(described)
        if bound.errors:
            attributes["aria-invalid"] = "true"
    return {
        "bound": bound,
        "control": "" if is_group else bound.as_widget(attrs=attributes),
        "is_group": is_group,
        "is_checkbox": is_checkbox,
        "shape": "checkboxes" if isinstance(widget, forms.CheckboxSelectMultiple) else "radios",
        "options": list(bound.subwidgets) if is_group else [],
        "identifier": bound.id_for_label or bound.auto_id,
        "described": " ".join(described),
        "is_optional": not bound.field.required and not is_checkbox,
    }


def _control_class(widget: forms.Widget, *, has_errors: bool) -> str:
    """The component that an input is, and whether something is wrong with it."""
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return "govuk-checkboxes__input"
    if isinstance(widget, forms.RadioSelect):
        return "govuk-radios__input"
    kinds = ((forms.Select, "select"), (forms.Textarea, "textarea"), (forms.FileInput, "file-upload"))
    name = next((name for kind, name in kinds if isinstance(widget, kind)), "input")
    return f"govuk-{name} govuk-{name}--error" if has_errors else f"govuk-{name}"


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Any) -> dict[str, Any]:
    """Links to the other pages of a list; every filter stays."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "request": context["request"], "numbers": numbers}


@register.inclusion_tag("components/sort_column.html", takes_context=True)
def sort_column(context: template.Context, column: Any) -> dict[str, Any]:
    """The head of a list's column, which sorts: rising first, falling when asked again."""
    asked = context["request"].GET.get("sort", "")
    now = {column.name: "ascending", f"-{column.name}": "descending"}.get(asked, "")
    return {
        "request": context["request"],
        "column": column,
        "now": now,
        "next": f"-{column.name}" if now == "ascending" else column.name,
        "arrow": {"ascending": "↑", "descending": "↓"}.get(now, "↕"),
    }


@register.inclusion_tag("components/empty_state.html")
def empty_state(sentence: Any, hint: Any = "") -> dict[str, Any]:
    """What a list says that has nothing to show."""
    return {"sentence": sentence, "hint": hint}


def none_recorded() -> SafeString:
    """The dash of what nobody recorded, with its word for those who hear the page."""
    return format_html('<span class="portal-none" role="img" aria-label="{}">\u2013</span>', _("none"))


def _first_id(bound: BoundField) -> str:
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id
