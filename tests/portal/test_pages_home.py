"""What waits for each role on its home page."""

import datetime
from typing import Any

from django.test import Client

from tests.stories import BILL_12M, WHEAT


def home(person: Any) -> Any:
    """The person's home page."""
    client = Client()
    client.force_login(person)
    return client.get("/")


def test_the_case_officer_sees_assets_without_a_case_and_what_cases_miss(story: Any, cast: Any) -> None:
    story.proposed(BILL_12M)
    story.registered(WHEAT)
    response = home(cast.case_officer)
    assert [asset.number for asset in response.context["assets"]] == [WHEAT]
    assert [row.case.reference for row in response.context["rows"]] == ["CASE-0001"]
    assert "Mandate letter exists" in response.content.decode()


def test_the_approver_sees_valuations_to_accept(story: Any, cast: Any, paper: Any) -> None:
    from assets.services.valuations import record_valuation

    instrument = story.registered(BILL_12M)
    assert list(home(cast.approver).context["valuations"]) == []
    valuation = record_valuation(
        actor=cast.case_officer,
        instrument=instrument,
        as_at=datetime.date(2026, 1, 2),
        source="A second look",
        document=paper(cast.case_officer),
    )
    assert list(home(cast.approver).context["valuations"]) == [valuation]


def test_the_gate_chair_sees_what_is_ready_apart_from_what_is_not(story: Any, cast: Any) -> None:
    case = story.proposed()
    assert [row.case for row in home(cast.gate_chair).context["not_ready"]] == [case]
    story.attested(case, "G0")
    context = home(cast.gate_chair).context
    assert [row.case for row in context["ready"]] == [case]
    assert context["not_ready"] == []


def test_a_bodys_officers_see_what_waits_for_them_and_only_for_them(
    case_in_stage_6: Any, cast: Any, story: Any
) -> None:
    assert [case for case, _ in home(cast.recorder("LAW")).context["waiting"]] == [case_in_stage_6]
    assert home(cast.recorder("SHARIAH")).context["waiting"] == []
    story.decided(case_in_stage_6, "LAW")
    assert home(cast.recorder("LAW")).context["waiting"] == []


def test_the_treasury_operator_sees_cases_in_stage_6_without_a_token(case_in_stage_6: Any, cast: Any) -> None:
    context = home(cast.first_treasury_operator).context
    assert list(context["without_token"]) == [case_in_stage_6]
    assert list(context["past_g5"]) == []


def test_the_programme_lead_sees_the_day_the_ceiling_and_the_pipeline(story: Any, cast: Any, on_date: Any) -> None:
    story.proposed()
    on_date(datetime.date(2026, 6, 1))
    response = home(cast.programme_lead)
    html = response.content.decode()
    assert "Day 171 of 182" in html
    assert response.context["in_scope"] + response.context["headroom"] == 2_000_000_000
    assert [row["cases"] for row in response.context["stages"]] == [1, 0, 0, 0, 0, 0]


def test_after_its_end_the_memorandum_is_shown_as_lapsed(plan: Any, cast: Any, on_date: Any) -> None:
    on_date(datetime.date(2026, 6, 13))
    assert "The memorandum has lapsed" in home(cast.programme_lead).content.decode()


def test_the_administrator_sees_the_people(cast: Any) -> None:
    response = home(cast.administrator)
    assert list(response.context["people"]) == sorted(cast.everybody(), key=lambda person: person.full_name)


def test_the_adviser_is_led_to_the_api(cast: Any) -> None:
    assert "http://testserver/api/v1/" in home(cast.adviser).content.decode()
