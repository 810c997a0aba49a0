"""What advisers read: the assets and cases under study, their public part, in a fixed number of queries."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.models import Case
from approvals.selectors import passed_gates, standing_of_signoffs
from approvals.services.cases import withdraw_case
from assets.models import Instrument
from portal.accounts.services import register_api_client
from tests.portal.test_api_oauth import machine, token_of
from tests.stories import BILL_12M, BOND, SUKUK, Story

Get = Callable[..., Any]

#: What officials write among themselves, or who they are.
INTERNAL = ("note", "registered_by", "eligibility_reason", "encumbrance_amount", "version")


@pytest.fixture
def get(cast: Any) -> Get:
    token = token_of(register_api_client(actor=cast.administrator, name="Adviser"))

    def read(path: str, **query: Any) -> Any:
        return machine().get(f"/api/v1/{path}", query, HTTP_AUTHORIZATION=f"Bearer {token}")

    return read


def test_an_asset_is_seen_once_it_is_proposed_and_also_after_its_case_has_ended(get: Get, story: Story) -> None:
    asset = story.registered(BILL_12M)
    assert get("assets/").json()["results"] == []
    assert get(f"assets/{asset.number}/").status_code == 404
    case = story.proposed(BOND)
    assert [row["number"] for row in get("assets/").json()["results"]] == [BOND]
    withdraw_case(actor=story.cast.case_officer, case=case, reason="The issuer asked for it.")
    row = get("assets/").json()["results"][0]
    assert (row["number"], row["status"], row["case"]) == (BOND, "withdrawn", case.reference)


def test_an_assets_terms_come_with_decimals_as_strings_and_without_notes(get: Get, story: Story) -> None:
    case = story.proposed(BOND)
    asset = Instrument.objects.get(number=BOND)
    found = get(f"assets/{BOND}/").json()
    assert found["key"] == asset.key
    assert found["security"]["nominal_amount"] == f"{asset.security.nominal_amount:.2f}"
    assert (found["pool"], found["lot"], found["holding"]) == (None, None, None)
    assert found["value_usd"] == f"{case.proposal.value_usd:.2f}"
    assert found["units"] == case.proposal.units
    assert found["maturity_date"] == str(asset.maturity_date)
    assert not set(INTERNAL) & set(found)
    assert asset.note
    assert asset.note not in str(found)


def test_a_case_shows_its_gates_and_sign_offs_and_nothing_of_the_letters(get: Get, story: Story) -> None:
    case = story.in_stage_6(BOND)
    signoff = story.decided(case, "LAW", reason="A reason among officials")
    case.refresh_from_db()
    answer = get(f"cases/{case.reference}/")
    found = answer.json()
    assert found["asset"] == case.subject_key
    assert found["stage"] == 6
    assert set(found["gates_passed"]) == passed_gates(case) == {"G0", "G1", "G2", "G3", "G4"}
    assert [(row["body"], row["state"]) for row in found["required_signoffs"]] == [
        (row.required.body_id, row.state.value) for row in standing_of_signoffs(case)
    ]
    assert {row["body"]: row["state"] for row in found["required_signoffs"]}["LAW"] == "live"
    text = answer.content.decode()
    for hidden in (signoff.letter_reference, signoff.reason, signoff.document.title, signoff.document.sha256):
        assert hidden not in text


def test_a_changed_dossier_closes_the_sign_off_gate_in_the_api_as_in_the_rules(get: Get, story: Story) -> None:
    case = story.signed_by_all(story.in_stage_6(BOND))
    Case.objects.filter(pk=case.pk).update(dossier_digest="0" * 64)
    case.refresh_from_db()
    found = get(f"cases/{case.reference}/").json()
    assert {row["state"] for row in found["required_signoffs"]} == {"void"}
    assert set(found["gates_passed"]) == passed_gates(case)


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("assets/", {"instrument_type": "PIB_FIXED"}, [BOND]),
        ("assets/", {"currency": "pkr"}, [BILL_12M, BOND, SUKUK]),
        ("assets/", {"currency": "EUR"}, []),
        ("assets/", {"stage": 1, "status": "open"}, [BILL_12M, BOND]),
        ("assets/", {"status": "withdrawn"}, [SUKUK]),
        ("cases/", {"status": "withdrawn"}, [SUKUK]),
        ("cases/", {"stage": 2}, []),
        ("cases/", {"instrument_type": "PIB_FIXED"}, [BOND]),
    ],
)
def test_lists_are_narrowed(get: Get, story: Story, path: str, query: dict[str, Any], expected: list[int]) -> None:
    for number in (BILL_12M, BOND):
        story.proposed(number)
    withdraw_case(actor=story.cast.case_officer, case=story.proposed(SUKUK), reason="Not now.")
    keys = {asset.key: asset.number for asset in Instrument.objects.all()}
    rows = get(path, **query).json()["results"]
    assert sorted(keys[row["key"] if path == "assets/" else row["asset"]] for row in rows) == expected


@pytest.mark.parametrize(
    ("path", "query"),
    [("assets/", {"status": "sleeping"}), ("assets/", {"stage": "x"}), ("cases/", {"cursor": "nonsense"})],
)
def test_an_impossible_filter_is_a_problem_and_not_an_empty_list(get: Get, path: str, query: dict[str, Any]) -> None:
    answer = get(path, **query)
    assert answer.status_code in (400, 404)
    assert answer.json()["type"].startswith("/api/problems/")


def test_pages_go_on_by_cursor_and_show_every_row_once(get: Get, story: Story) -> None:
    for number in (BILL_12M, BOND, SUKUK):
        story.proposed(number)
    seen: list[int] = []
    path = "assets/?page_size=1"
    while path and len(seen) < 9:
        page = get(path).json()
        assert len(page["results"]) == 1
        seen += [row["number"] for row in page["results"]]
        path = (page["next"] or "").partition("/api/v1/")[2]
    assert seen == [BILL_12M, BOND, SUKUK]


@pytest.mark.parametrize("path", ["assets/", "cases/"])
def test_ten_rows_cost_as_many_queries_as_one(get: Get, story: Story, path: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert get(path).status_code == 200
        return len(captured)

    first = story.in_stage_6(BILL_12M)
    story.decided(first, "LAW")
    one = queries()
    for number in (BOND, SUKUK, 5, 7, 2):
        story.proposed(number)
    assert queries() == one
    assert one <= 12


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["assets/", "assets/4/", "cases/", "cases/CASE-0001/"])
def test_nothing_can_be_changed_through_the_api(cast: Any, method: str, path: str) -> None:
    token = token_of(register_api_client(actor=cast.administrator, name="Adviser"))
    answer = getattr(machine(), method)(f"/api/v1/{path}", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"


def test_every_answer_is_json_whatever_is_asked_for(get: Get, cast: Any) -> None:
    token = token_of(register_api_client(actor=cast.administrator, name="Other"))
    answer = machine().get("/api/v1/cases/", HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_ACCEPT="text/html")
    assert answer["Content-Type"].startswith("application/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_description_is_valid_openapi_3_1_without_a_warning(tmp_path: Any) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))


def test_the_description_says_how_to_sign_in_and_which_scope_opens_what(get: Get) -> None:
    schema = get("schema/").json()
    assert schema["openapi"] == "3.1.0"
    flow = schema["components"]["securitySchemes"]["clientCredentials"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "/api/oauth/token/"
    assert set(flow["scopes"]) == {"assets:read", "cases:read"}
    operations = {path: item["get"]["security"] for path, item in schema["paths"].items()}
    assert operations == {
        "/api/v1/assets/": [{"clientCredentials": ["assets:read"]}],
        "/api/v1/assets/{number}/": [{"clientCredentials": ["assets:read"]}],
        "/api/v1/cases/": [{"clientCredentials": ["cases:read"]}],
        "/api/v1/cases/{reference}/": [{"clientCredentials": ["cases:read"]}],
    }
    for item in schema["paths"].values():
        assert set(item) == {"get"}
        problem = item["get"]["responses"]["default"]["content"]["application/problem+json"]
        assert problem["schema"]["$ref"].endswith("/Problem")


def test_the_description_itself_is_for_advisers_only() -> None:
    assert machine().get("/api/v1/schema/").status_code == 401


def test_dates_are_plain_and_the_day_is_the_studys(get: Get, story: Story) -> None:
    case = story.proposed(BOND)
    assert get(f"cases/{case.reference}/").json()["opened_on"] == str(datetime.date(2026, 1, 2))
