"""What waits for each role on its home page."""

import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from approvals.services.trail import record_event
from portal.accounts.trail import record_signed_in
from portal.dashboards.home.waiting import Waiting
from tests.stories import BILL_12M, WHEAT
from tokenisation.models import Break, ReconciliationRun
from tokenisation.services.orders import place_mint_order, release_mint_order
from tokenisation.services.transitions import call_for_person


def home(person: Any) -> Any:
    """The person's home page."""
    client = Client()
    client.force_login(person)
    return client.get("/")


def waiting(person: Any) -> dict[str, list[Waiting]]:
    """What waits for the person, by the heading under which it stands."""
    return {group.heading: group.items for group in home(person).context["page"].groups}


def test_the_case_officer_sees_assets_without_a_case_and_what_cases_miss(story: Any, cast: Any) -> None:
    case = story.proposed(BILL_12M)
    story.registered(WHEAT)
    groups = waiting(cast.case_officer)
    (asset,) = groups["Assets without a case"]
    assert asset.url == f"/assets/{WHEAT}/propose/"
    (missing,) = groups["Cases whose gate is closed, and what is missing"]
    assert missing.url == f"/cases/{case.reference}/"
    assert "G0 Mandate and scope is closed. 3 criteria are not met yet, the first of them: Mandate letter exists." in (
        missing.note
    )


def test_in_urdu_a_thing_to_do_is_a_sentence_of_urdu_that_keeps_the_asset_apart(story: Any, cast: Any) -> None:
    case = story.proposed(BILL_12M)
    story.registered(WHEAT)
    client = Client()
    client.force_login(cast.case_officer)
    client.cookies["django_language"] = "ur"
    page = client.get("/").content.decode()
    assert f">\u2066{case.reference} {case.subject_label}\u2069</a>" in page
    assert ">\u2068Wheat reserve\u2069 " in page


def test_an_asset_without_a_case_is_due_while_it_can_still_be_proposed(story: Any, cast: Any, on_date: Any) -> None:
    story.registered(WHEAT)
    story.registered(1)  # the bill that matures on 2 April
    dues = {item.title: (item.since, item.due) for item in waiting(cast.case_officer)["Assets without a case"]}
    registered = datetime.date(2026, 1, 2)
    assert dues == {
        "Propose Wheat reserve for study": (registered, datetime.date(2026, 6, 12)),
        "Propose MTB 3M for study": (registered, datetime.date(2026, 4, 1)),
    }


def test_a_case_is_overdue_once_the_planned_window_of_its_stage_is_over(story: Any, cast: Any, on_date: Any) -> None:
    case = story.proposed(BILL_12M)
    window_ends = case.memorandum.month_window(1)[1]
    on_date(window_ends)
    (item,) = waiting(cast.case_officer)["Cases whose gate is closed, and what is missing"]
    assert (item.is_overdue, item.age) == (False, f"Waiting {(window_ends - case.opened_on).days} days")
    on_date(window_ends + datetime.timedelta(days=1))
    (item,) = waiting(cast.case_officer)["Cases whose gate is closed, and what is missing"]
    assert item.is_overdue
    assert "Was due on 11 January 2026." in item.note


def test_the_approver_sees_valuations_to_accept(story: Any, cast: Any, paper: Any) -> None:
    from assets.services.valuations import record_valuation

    instrument = story.registered(BILL_12M)
    assert waiting(cast.approver)["Valuations that wait for your acceptance"] == []
    valuation = record_valuation(
        actor=cast.case_officer,
        instrument=instrument,
        as_at=datetime.date(2026, 1, 2),
        source="A second look",
        document=paper(cast.case_officer),
    )
    (item,) = waiting(cast.approver)["Valuations that wait for your acceptance"]
    assert item.url == f"/assets/{BILL_12M}/valuations/{valuation.pk}/accept/"
    assert (item.since, item.due) == (valuation.recorded_on, datetime.date(2026, 6, 12))


def test_the_gate_chair_sees_what_is_ready_apart_from_what_is_not(story: Any, cast: Any) -> None:
    case = story.proposed()
    groups = waiting(cast.gate_chair)
    assert (len(groups["Ready for your ruling"]), len(groups["Not ready yet"])) == (0, 1)
    html = home(cast.gate_chair).content.decode()
    assert "Nothing waits for you" in html
    assert "Not ready yet (1)" in html
    story.attested(case, "G0")
    assert "One thing waits for you" in home(cast.gate_chair).content.decode()
    groups = waiting(cast.gate_chair)
    assert [item.url for item in groups["Ready for your ruling"]] == [f"/cases/{case.reference}/gates/G0/rule/"]
    assert groups["Not ready yet"] == []


def test_a_bodys_officers_see_what_waits_for_them_and_only_for_them(
    case_in_stage_6: Any, cast: Any, story: Any
) -> None:
    heading = "Cases that wait for your body"
    (item,) = waiting(cast.recorder("LAW"))[heading]
    assert item.url == f"/cases/{case_in_stage_6.reference}/decisions/record/LAW/"
    assert item.since == case_in_stage_6.visits.last().entered_on
    assert waiting(cast.recorder("SHARIAH"))[heading] == []
    story.decided(case_in_stage_6, "LAW")
    assert waiting(cast.recorder("LAW"))[heading] == []


def test_the_treasury_operator_sees_cases_in_stage_6_without_a_token(case_in_stage_6: Any, cast: Any) -> None:
    groups = waiting(cast.first_treasury_operator)
    assert [item.url for item in groups["In stage 6, without a test token"]] == [
        f"/orders/token/{case_in_stage_6.reference}/"
    ]
    assert groups["Past the sign-off gate, without an order"] == []


def test_what_the_chain_keeps_waiting_has_its_age_and_the_due_date_of_its_case(
    case_with_token: Any, cast: Any, investors: Any, on_date: Any
) -> None:
    case, token = case_with_token
    (holder,) = investors(1)
    order, released = [
        place_mint_order(actor=cast.first_treasury_operator, case=case, allocations=[(holder, 5)]) for _ in range(2)
    ]
    release_mint_order(actor=cast.second_treasury_operator, order=released)
    call_for_person(released.operations.get(kind="issue"), "The node does not answer.")
    with transaction.atomic():
        run = ReconciliationRun.objects.create(
            deployment=token, block_number=1, block_hash="0x1", supply=1, issued=1, recorded=0, in_flight=0, holders=1,
            agrees=False,
        )  # fmt: skip
        Break.objects.create(
            deployment=token, kind="supply", item="x", expected="0", found="1", sentence="One too many", opened_by=run
        )
        record_event(actor=None, verb="token_breaks_found", subject=token.key, label=token, data={})
    began = order.placed_on
    on_date(began + datetime.timedelta(days=3))
    groups = waiting(cast.second_treasury_operator)
    for heading in (
        "Stopped, and waiting for a person",
        "Where register and chain differ",
        "Orders for you to release",
    ):
        (item,) = groups[heading]
        assert (item.age, item.due) == ("Waiting 3 days", case.memorandum.month_window(6)[1]), heading
    (item,) = waiting(cast.auditor)["Where register and chain differ"]
    assert item.since == began


def test_the_overview_says_how_many_working_days_the_oldest_case_waits(case_in_stage_6: Any, cast: Any) -> None:
    assert case_in_stage_6.visits.last().entered_on == datetime.date(2026, 1, 2)  # a Friday; it is Monday, 18 May
    client = Client()
    client.force_login(cast.auditor)
    page = client.get("/overview/")
    assert {found["days"] for found in page.context["waiting_bodies"]} == {19 * 5 + 1}
    assert "96 working days" in page.content.decode()


def test_the_overview_names_what_waits_for_a_decision_alone(story: Any, cast: Any, on_date: Any) -> None:
    case = story.proposed()

    def decisions() -> list[tuple[str, str]]:
        client = Client()
        client.force_login(cast.approver)
        return [(item.title, item.url) for item in client.get("/overview/").context["decide_now"]]

    assert decisions() == []
    story.attested(case, "G0")
    ruling = (f"Rule on G0 of {case.reference} {case.subject_label}", f"/cases/{case.reference}/")
    assert decisions() == [ruling]
    on_date(datetime.date(2026, 5, 14))
    assert decisions() == [ruling, ("Extend the memorandum, or let it end", "/memorandum/")]


def test_the_programme_lead_sees_the_day_and_the_ceiling(story: Any, cast: Any, on_date: Any) -> None:
    story.proposed()
    on_date(datetime.date(2026, 6, 1))
    response = home(cast.programme_lead)
    assert "Day 171 of 182" in response.content.decode()
    assert response.context["in_scope"] + response.context["headroom"] == 2_000_000_000


@pytest.mark.parametrize("reader", ["programme_lead", "auditor", "case_officer", "approver"])
def test_everybody_in_the_study_reads_the_overview(reader: str, story: Any, cast: Any) -> None:
    story.proposed()
    client = Client()
    client.force_login(getattr(cast, reader))
    response = client.get("/overview/")
    assert [row.cases for row in response.context["stages"]] == [1, 0, 0, 0, 0, 0]


def test_what_changed_are_the_acts_of_others_since_the_sign_in_before_this_one(story: Any, cast: Any) -> None:
    story.registered(BILL_12M)
    record_signed_in(person=cast.approver)
    record_signed_in(person=cast.approver)
    story.proposed(WHEAT)
    changes = home(cast.approver).context["changes"]
    assert changes.since is not None
    assert {event.subject_label for event in changes.events if event.verb == "instrument_registered"} == {
        "Wheat reserve"
    }
    assert cast.approver.full_name not in {event.actor_name for event in changes.events}


def test_everything_that_changed_is_one_link_away(story: Any, cast: Any) -> None:
    record_signed_in(person=cast.approver)
    record_signed_in(person=cast.approver)
    assert 'href="/changed/"' not in home(cast.approver).content.decode()
    for number in range(60):
        record_event(actor=cast.case_officer, verb="rate_recorded", subject=f"rate:{number}", label=f"Rate {number}")
    assert 'href="/changed/"' in home(cast.approver).content.decode()
    client = Client()
    client.force_login(cast.approver)
    newest = client.get("/changed/")
    older = client.get(f"/changed/?before={newest.context['page'].older}")
    labels = [event.subject_label for page in (newest, older) for event in page.context["page"].object_list]
    assert labels == [f"Rate {number}" for number in reversed(range(60))]
    assert "Older entries" in newest.content.decode()
    assert "Older entries" not in older.content.decode()


def test_at_a_first_visit_the_latest_acts_are_shown(story: Any, cast: Any) -> None:
    story.proposed()
    changes = home(cast.auditor).context["changes"]
    assert changes.since is None
    assert "case_opened" in [event.verb for event in changes.events]


def test_home_pages_ask_the_database_no_more_often_for_more_assets(
    story: Any, cast: Any, django_assert_max_num_queries: Any
) -> None:
    for number in (BILL_12M, WHEAT):
        story.registered(number)
    client = Client()
    client.force_login(cast.case_officer)
    with django_assert_max_num_queries(30):
        client.get("/")


def test_after_its_end_the_memorandum_is_shown_as_lapsed(plan: Any, cast: Any, on_date: Any) -> None:
    on_date(datetime.date(2026, 6, 13))
    assert "The memorandum ended on 12 June 2026" in home(cast.programme_lead).content.decode()


def test_the_administrator_sees_who_has_no_second_factor(cast: Any) -> None:
    items = waiting(cast.administrator)["People without a second factor"]
    assert [item.title for item in items] == sorted(item.title for item in items)
    assert cast.case_officer.full_name in [item.title for item in items]


def test_the_adviser_is_led_to_the_api(cast: Any) -> None:
    assert "http://testserver/api/v1/" in home(cast.adviser).content.decode()
