"""Errors of the API: one shape, stable words, and nothing about the inside."""

import json
from typing import Any

import pytest
from django.http import Http404
from django.test import Client, RequestFactory, override_settings
from rest_framework.exceptions import NotAuthenticated, Throttled, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from approvals import exceptions as domain
from portal.api.problems import MEDIA_TYPE, problem_of
from portal.api.throttling import Rate, count
from portal.errors import server_error
from tokenisation.chain.errors import NodeUnreachable, WrongChain


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (domain.InvalidInput("x"), 422, "invalid_input"),
        (domain.NotPermitted("x"), 403, "not_permitted"),
        (domain.SamePerson("x"), 403, "same_person"),
        (domain.WrongState("x"), 409, "wrong_state"),
        (domain.GateClosed("x"), 409, "gate_closed"),
        (domain.OutsideMemorandum("x"), 409, "outside_memorandum"),
        (domain.NotEligible("x"), 409, "not_eligible"),
        (domain.OverCeiling("x"), 409, "over_ceiling"),
        (NodeUnreachable("x"), 503, "node_unreachable"),
        (WrongChain("x"), 409, "wrong_chain"),
        (NotAuthenticated(), 401, "not_authenticated"),
        (Http404(), 404, "not_found"),
        (ValidationError({"stage": ["no"]}), 400, "invalid_input"),
        (Throttled(wait=7), 429, "throttled"),
    ],
)
def test_every_refusal_has_a_status_and_a_stable_word(error: Exception, status: int, code: str) -> None:
    answer = problem_of(error, {})
    assert answer is not None
    assert answer.status_code == status
    assert answer.data["code"] == code
    assert answer.data["type"] == f"/api/problems/{code}"
    assert answer.data["status"] == status
    assert answer.data["detail"]
    assert answer.content_type == MEDIA_TYPE


def test_a_fault_of_the_program_is_no_refusal() -> None:
    assert problem_of(ZeroDivisionError(), {}) is None


def test_every_domain_error_is_listed_here() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind} | {other for child in kind.__subclasses__() for other in below(child)}

    for kind in below(domain.DomainError):
        code = kind.code  # type: ignore[attr-defined]
        assert code == code.lower()
        assert " " not in code


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/cases/", "/api/v1/cases", "/api/v1/nothing/"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_is_a_problem_in_json(path: str, method: str) -> None:
    answer = getattr(Client(), method)(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == MEDIA_TYPE
    assert answer.json()["code"] == "not_found"
    assert answer.json()["request_id"] == answer["X-Request-Id"]


@pytest.mark.django_db
def test_without_a_token_the_answer_tells_how_to_sign_in() -> None:
    answer = Client().get("/api/v1/cases/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == MEDIA_TYPE


def test_a_view_that_was_mounted_without_a_permission_lets_nobody_in(cast: Any) -> None:
    class Forgotten(APIView):
        def get(self, request: Any) -> Any:
            raise AssertionError("reached")

    request = APIRequestFactory().get("/")
    force_authenticate(request, user=cast.adviser)
    assert Forgotten.as_view()(request).status_code == 403


def test_the_apps_views_are_closed_until_they_are_mounted() -> None:
    from approvals.api.views import CaseDetailView, CaseListView
    from assets.api.views import AssetDetailView, AssetListView
    from portal.api.permissions import Nobody

    for view in (CaseDetailView, CaseListView, AssetDetailView, AssetListView):
        assert view.permission_classes == [Nobody]
        assert issubclass(view, APIView)
        assert not issubclass(view, ListAPIView) or view.pagination_class is not None


def test_an_error_500_is_json_below_the_api_and_says_nothing_about_the_inside() -> None:
    answer = server_error(RequestFactory().get("/api/v1/cases/"))
    assert answer.status_code == 500
    assert json.loads(answer.content)["code"] == "internal_error"


@override_settings()
def test_requests_are_counted_in_steps_that_cannot_be_lost() -> None:
    from concurrent.futures import ThreadPoolExecutor
    from uuid import uuid4

    key, rate = f"test:{uuid4()}", Rate(requests=20, seconds=86_400)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: count(key, rate), range(60)))
    assert sum(answer == 0 for answer in answers) == 20
    assert all(0 <= answer <= 86_400 for answer in answers)
