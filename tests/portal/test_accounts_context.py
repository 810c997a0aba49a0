"""What every page knows: the business date, whether it is a rehearsal, and where the person may go."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from approvals.rules import allow
from portal.context import portal
from tests.conftest import SIGNING_DATE


def context_of(user: Any, path: str = "/") -> dict[str, Any]:
    request = RequestFactory().get(path)
    request.user = user
    return portal(request)


def test_a_rehearsal_says_so_and_gives_its_own_date(cast: Any) -> None:
    context = context_of(cast.auditor)
    assert bool(context["is_rehearsal"])
    assert context["business_date"] == SIGNING_DATE
    assert context["role"] == "auditor"


@pytest.mark.django_db
def test_outside_a_rehearsal_the_date_is_the_calendars() -> None:
    context = context_of(AnonymousUser())
    assert not context["is_rehearsal"]
    today = datetime.datetime.now(datetime.UTC).date()
    assert str(context["business_date"]) in {str(today + datetime.timedelta(days=days)) for days in (0, 1)}
    assert context["role"] == ""
    assert context["navigation"] == []


def test_both_answers_cost_one_query_and_none_where_nobody_asks(cast: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        context = context_of(cast.auditor)
    with django_assert_num_queries(1):
        assert str(context["business_date"])
        assert bool(context["is_rehearsal"])


@pytest.mark.parametrize("name", ["case_officer", "auditor", "programme_lead", "administrator", "adviser"])
def test_the_navigation_offers_what_the_rules_allow(cast: Any, name: str) -> None:
    person = getattr(cast, name)
    urls = [entry.url for entry in context_of(person)["navigation"]]
    assert urls[0] == "/"
    assert ("/cases/" in urls) == allow(person, "read_study")
    assert ("/trail/" in urls) == allow(person, "read_trail")


def test_the_navigation_marks_where_the_person_is(cast: Any) -> None:
    current = [entry.url for entry in context_of(cast.auditor, "/cases/CASE-0001/")["navigation"] if entry.current]
    assert current == ["/cases/"]
