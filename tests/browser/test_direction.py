"""What stands on one side in English stands on the other in Urdu; figures stand on the right in both."""

from typing import Any

import pytest

from tests.browser.forms import SEND, sent

pytestmark = pytest.mark.slow
both_languages = pytest.mark.parametrize(
    ("language", "start", "end"), [("en", "Left", "Right"), ("ur", "Right", "Left")]
)
STYLE = "(element, names) => names.map(name => getComputedStyle(element)[name])"


@both_languages
def test_the_bar_beside_a_wrong_field_stands_where_lines_begin(
    language: str, start: str, end: str, opened: Any, cast: Any
) -> None:
    page = opened(cast.case_officer, language=language).page
    page.goto("/assets/register/")
    sent(page, SEND)
    names = [f"border{start}Width", f"border{start}Style", f"border{end}Width"]
    assert page.locator(".govuk-form-group--error").first.evaluate(STYLE, names) == ["5px", "solid", "0px"]


@both_languages
def test_the_arrow_of_closed_details_points_to_where_lines_end(
    language: str, start: str, end: str, opened: Any, cast: Any, case_in_stage_6: Any
) -> None:
    page = opened(cast.auditor, language=language).page
    page.goto(f"/cases/{case_in_stage_6.reference}/dossiers/{case_in_stage_6.dossier_digest}/")
    path, coloured = page.locator(".govuk-details__summary").first.evaluate(
        "(summary, side) => { const style = getComputedStyle(summary, '::before');"
        " return [style.clipPath, style[`border${side}Color`] === getComputedStyle(summary).color]; }",
        start,
    )
    assert (
        path
        == {
            "Left": "polygon(0% 0%, 100% 50%, 0% 100%)",
            "Right": "polygon(100% 0px, 0px 50%, 100% 100%)",
        }[start]
    )
    assert coloured


@both_languages
def test_the_decimals_of_a_column_stand_below_each_other_on_the_right(
    language: str, start: str, end: str, opened: Any, cast: Any, case_in_stage_6: Any
) -> None:
    page = opened(cast.auditor, language=language, width=1600).page
    page.goto("/assets/")
    amounts = page.locator("td.govuk-table__cell--numeric .portal-amount")
    ends = {round(box["x"] + box["width"]) for one in amounts.all() if (box := one.bounding_box()) is not None}
    assert amounts.count() >= 1
    assert len(ends) == 1
    assert page.locator("td.govuk-table__cell--numeric").first.evaluate(STYLE, ["textAlign"]) == [
        {"en": "end", "ur": "start"}[language]
    ]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_neither_a_reference_nor_a_code_is_divided_at_its_hyphen(
    language: str, opened: Any, cast: Any, case_in_stage_6: Any
) -> None:
    page = opened(cast.auditor, language=language, width=1024).page
    for address in ("/cases/", f"/cases/{case_in_stage_6.reference}/"):
        page.goto(address)
        codes = page.locator("main .portal-code")
        assert codes.count() > 0
        assert [
            code.inner_text() for code in codes.all() if code.evaluate("one => one.getClientRects().length") > 1
        ] == []
