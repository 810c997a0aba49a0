"""The pages of the market's holidays."""

import datetime
from typing import Any

import pytest

from assets.models import Holiday
from assets.services.holidays import cancel_holiday, record_holiday
from tests.officials import Official
from tests.portal.test_pages_every import signed_in, sound
from tests.portal.test_pages_rates import downloaded

KASHMIR_DAY, PAKISTAN_DAY, EID = (datetime.date(2026, *day) for day in ((2, 5), (3, 23), (3, 20)))
LIST = "/assets/holidays/"


@pytest.fixture
def officer(story: Any, cast: Any) -> Official:
    """A case officer's browser, with three holidays on record, one of them cancelled."""
    for day, name in ((KASHMIR_DAY, "Kashmir Solidarity Day"), (PAKISTAN_DAY, "Pakistan Day"), (EID, "Eid-ul-Fitr")):
        record_holiday(actor=cast.case_officer, on_date=day, name=name, source="State Bank circular")
    eid = Holiday.objects.get(on_date=EID)
    cancel_holiday(actor=cast.case_officer, holiday=eid, reason="The moon was seen a day later.")
    return Official(cast.case_officer)


def names(response: Any) -> list[str]:
    return [record.name for record in response.context["page"].object_list]


@pytest.mark.parametrize("address", ["/assets/", "/assets/rates/", "/assets/fixings/"])
def test_register_rates_and_fixings_lead_to_the_holidays(officer: Official, address: str) -> None:
    assert f'href="{LIST}"' in officer.get(address).content.decode()


def test_the_list_says_day_of_the_week_source_and_what_became_of_a_holiday(officer: Official) -> None:
    page = officer.get(LIST)
    sound(page)
    html = page.content.decode()
    assert names(page) == ["Pakistan Day", "Eid-ul-Fitr", "Kashmir Solidarity Day"]
    for words in ("Monday", "State Bank circular", "Cancelled", "The moon was seen a day later."):
        assert words in html


def test_holidays_are_searched_filtered_sorted_and_taken_away(officer: Official) -> None:
    assert names(officer.get(f"{LIST}?search=pakistan")) == ["Pakistan Day"]
    assert names(officer.get(f"{LIST}?standing=cancelled")) == ["Eid-ul-Fitr"]
    assert names(officer.get(f"{LIST}?standing=in-force&sort=date")) == ["Kashmir Solidarity Day", "Pakistan Day"]
    assert names(officer.get(f"{LIST}?since=2026-03-01&until=2026-03-20")) == ["Eid-ul-Fitr"]
    assert len(names(officer.get(f"{LIST}?standing=nonsense&since=nonsense&sort=nonsense&page=nonsense"))) == 3
    (row,) = downloaded(officer.get(f"{LIST}?standing=cancelled&download=csv"))
    assert (row["Date"], row["Day of the week"], row["Status"], row["Reason"]) == (
        "2026-03-20",
        "Friday",
        "Cancelled",
        "The moon was seen a day later.",
    )


def test_the_queries_of_the_list_do_not_grow_with_its_rows(
    officer: Official, cast: Any, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    officer.get(LIST)
    with django_assert_max_num_queries(20) as few:
        officer.get(LIST)
    for ahead in range(60):
        day = datetime.date(2027, 1, 1) + ahead * datetime.timedelta(days=1)
        by = {"recorded_by": cast.case_officer, "recorded_on": KASHMIR_DAY}
        Holiday.objects.create(on_date=day, name="Illustrative", source="Illustrative", **by)
    with django_assert_num_queries(len(few)):
        assert officer.get(LIST).context["page"].paginator.num_pages == 2


def test_a_case_officer_records_a_holiday_that_lies_ahead(officer: Official) -> None:
    entered = {"on_date": "2026-08-14", "name": "Independence Day", "source": "State Bank circular"}
    assert officer.acts(f"{LIST}record/", entered).status_code == 302
    assert "Independence Day" in officer.get(LIST).content.decode()


def test_a_second_holiday_of_a_day_is_refused_with_a_sentence(officer: Official) -> None:
    entered = {"on_date": "2026-03-23", "name": "Another", "source": "Another"}
    answer = officer.acts(f"{LIST}record/", entered)
    assert answer.status_code == 422
    assert "23 March 2026 is a holiday already" in answer.content.decode()


def test_a_case_officer_cancels_a_holiday_with_a_reason(officer: Official) -> None:
    found = Holiday.objects.get(on_date=PAKISTAN_DAY)
    address = f"{LIST}{found.pk}/cancel/"
    assert f'href="{address}"' in officer.get(LIST).content.decode()
    page = officer.get(address)
    sound(page)
    assert "Pakistan Day" in page.content.decode()
    assert officer.acts(address, {"reason": "Recorded for the wrong year."}).status_code == 302
    assert found not in Holiday.in_force()
    again = officer.acts(address, {"reason": "Once more"})
    assert again.status_code == 422
    assert "This holiday is cancelled already." in again.content.decode()


def test_who_may_not_record_sees_the_list_without_its_acts(officer: Official, cast: Any) -> None:
    html = sound_page(cast.auditor)
    assert "record/" not in html
    assert "/cancel/" not in html


def sound_page(person: Any) -> str:
    """The list as this person reads it."""
    response = signed_in(person).get(LIST)
    sound(response)
    return str(response.content.decode())


@pytest.mark.django_db
def test_before_a_holiday_is_recorded_the_list_says_so(cast: Any) -> None:
    assert "No holiday is recorded." in sound_page(cast.auditor)
