"""The pages' building blocks: sections, summary lists, tables, task lists, notices, ladders.

A page is put together from these, so that its markup, its names for screen readers and its look come from one place.
`/components/` shows each of them with its states and how it is written.
"""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from portal.look.words import words
from portal.templatetags.portal_ui import status_mark

register = template.Library()


@register.simple_block_tag
def section(content: str, heading: Any, name: str = "") -> SafeString:
    """A part of a page under a heading of its own; `name` is its place in the address, else made from the heading."""
    identifier = name or slugify(heading, allow_unicode=True)
    return format_html(
        '<section class="portal-section" aria-labelledby="{}"><h2 class="govuk-heading-m" id="{}">{}</h2>{}</section>',
        identifier,
        identifier,
        heading,
        content,
    )


@register.simple_block_tag
def summary_list(content: str) -> SafeString:
    """Facts of one record, each a `summary_row`."""
    return format_html('<dl class="govuk-summary-list">{}</dl>', content)


@register.simple_block_tag
def summary_row(content: str, label: Any, url: str = "", link: Any = "", about: Any = "") -> SafeString:
    """One fact. With `url` and `link` it has a way to change it; `about` completes the link for those who hear it."""
    action = (
        format_html(
            '<dd class="govuk-summary-list__actions"><a class="govuk-link" href="{}">{}'
            '<span class="govuk-visually-hidden"> {}</span></a></dd>',
            url,
            link,
            about or label,
        )
        if url
        else ""
    )
    return format_html(
        '<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd>{}</div>',
        label,
        content,
        action,
    )


@register.simple_block_tag
def table(content: str, caption: Any, is_wide: bool = False, is_caption_hidden: bool = False) -> SafeString:
    """A table with its caption. A wide one becomes cards earlier than others when the page has no room for it."""
    return format_html(
        '<table class="govuk-table{}"><caption class="govuk-table__caption govuk-table__caption--{}">{}</caption>{}'
        "</table>",
        " portal-table-wide" if is_wide else "",
        "s govuk-visually-hidden" if is_caption_hidden else "s",
        caption,
        content,
    )


@register.simple_block_tag
def columns(content: str) -> SafeString:
    """The head of a table: its `column`s."""
    return format_html(
        '<thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead>',
        content,
    )


@register.simple_tag
def column(label: Any, is_number: bool = False) -> SafeString:
    """The head of one column."""
    return format_html(
        '<th scope="col" class="govuk-table__header{}">{}</th>',
        " govuk-table__header--numeric" if is_number else "",
        label,
    )


@register.simple_block_tag
def rows(content: str) -> SafeString:
    """The body of a table."""
    return format_html('<tbody class="govuk-table__body">{}</tbody>', content)


@register.simple_block_tag
def total_rows(content: str) -> SafeString:
    """The foot of a table: sums."""
    return format_html('<tfoot class="govuk-table__foot">{}</tfoot>', content)


@register.simple_block_tag
def row(content: str) -> SafeString:
    """One row of a table."""
    return format_html('<tr class="govuk-table__row">{}</tr>', content)


@register.simple_block_tag
def row_head(content: str) -> SafeString:
    """The cell that names a row."""
    return format_html('<th scope="row" class="govuk-table__header">{}</th>', content)


@register.simple_block_tag
def cell(content: str, label: Any, is_number: bool = False) -> SafeString:
    """One cell; its column's label stands before it where the table becomes cards."""
    return format_html(
        '<td class="govuk-table__cell{}" data-label="{}">{}</td>',
        " govuk-table__cell--numeric" if is_number else "",
        label,
        content,
    )


@register.simple_block_tag
def task_list(content: str) -> SafeString:
    """What waits for a person, each a `task`."""
    return format_html('<ul class="govuk-task-list">{}</ul>', content)


@register.simple_tag
def task(title: Any, url: str, state: str, word: Any, hint: Any = "", name: str = "") -> SafeString:
    """One thing to do: what, why or since when, and how it stands. `name` is unique on its page.

    The title is a sentence of the page's language; names within it are kept apart where it is made.
    """
    identifier = f"task-{name or slugify(title, allow_unicode=True)}"
    return format_html(
        '<li class="govuk-task-list__item govuk-task-list__item--with-link"><div class="govuk-task-list__name-and-hint">'
        '<a class="govuk-link govuk-task-list__link" href="{}" aria-describedby="{}">{}</a>{}</div>'
        '<div class="govuk-task-list__status" id="{}">{}</div></li>',
        url,
        f"{identifier}-status",
        title,
        format_html('<div class="govuk-task-list__hint">{}</div>', hint) if hint else "",
        f"{identifier}-status",
        status_mark(state, word),
    )


@register.simple_block_tag
def notice(content: str, tone: str = "quiet") -> SafeString:
    """Something to know before reading on, in the tone of a state: `good`, `wait`, `alert`, `stop` or `quiet`."""
    return format_html('<div class="portal-notice portal-notice-{}">{}</div>', tone, content)


@register.simple_block_tag
def details(content: str, summary: Any) -> SafeString:
    """More for those who want it, closed at first."""
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        summary,
        content,
    )


@register.simple_tag
def act_link(url: str, text: Any, kind: str = "first") -> SafeString:
    """A way to an act's page, as a button: the `first` thing to do here, a `second` one, or a `grave` one."""
    more = {"first": "", "second": " govuk-button--secondary", "grave": " govuk-button--warning"}[kind]
    return format_html('<a class="govuk-button{}" href="{}" draggable="false">{}</a>', more, url, text)


@register.simple_tag
def act_to(text: Any, name: str, *arguments: Any, kind: str = "first") -> SafeString:
    """The same by the name of the act's address and what it takes."""
    return act_link(reverse(name, args=arguments), text, kind)


@register.simple_block_tag
def headlines(content: str) -> SafeString:
    """The few figures of a page that are read first, each a `headline`."""
    return format_html('<dl class="portal-headlines">{}</dl>', content)


@register.simple_block_tag
def headline(content: str, label: Any, figure: Any) -> SafeString:
    """One figure, with what it counts before it and what belongs to it beneath."""
    return format_html(
        '<div><dt>{}</dt><dd><span class="portal-headline">{}</span>{}</dd></div>', label, figure, content
    )


@register.simple_tag
def progress(value: int, maximum: int, label: Any) -> SafeString:
    """A bar; the figures themselves stand in words beside it."""
    return format_html(
        '<progress class="portal-progress" value="{}" max="{}" aria-label="{}">{}</progress>',
        value,
        maximum,
        label,
        f"{value} / {maximum}",
    )


@register.simple_block_tag
def ladder(content: str) -> SafeString:
    """The steps of long work in their order, each a `rung`."""
    return format_html('<ol class="portal-ladder">{}</ol>', content)


@register.simple_block_tag
def rung(content: str, standing: str, word: Any) -> SafeString:
    """One step of a ladder: `done`, `now`, `later` or `stopped`; `word` says so to those who do not see the mark."""
    marks = {"done": "\u2713", "now": "", "later": "", "stopped": "\u2715"}
    return format_html(
        '<li class="portal-ladder-{}"{}><span class="portal-ladder-mark" aria-hidden="true">{}</span>'
        '<span class="govuk-visually-hidden">{}: </span>{}</li>',
        standing,
        SafeString(' aria-current="step"') if standing == "now" else "",
        marks[standing],
        word,
        content,
    )


@register.simple_tag
def term(name: str, text: Any = "") -> SafeString:
    """A term of the study at its first use on a page: its meaning on hovering, and a link to the page of words.

    `name` is the glossary's term in English; `text` stands in its place where the sentence needs another form. Raises
    KeyError for a term that the glossary does not have.
    """
    word = words()[name]
    return format_html(
        '<a class="govuk-link portal-term" href="{}#{}" title="{}">{}</a>',
        reverse("words"),
        word.place,
        word.local_definition,
        text or word.local_term,
    )
