"""API clients and their tokens: hashed at rest, short, of one service user, and dead the moment the person is."""

import base64
import datetime
import hashlib
import itertools
import os
import time
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from django.utils.http import urlencode

from approvals.choices import Role
from approvals.exceptions import InvalidInput, NotPermitted, WrongState
from approvals.models import AuditEvent
from portal.accounts.services import deactivate_person, register_api_client, retire_api_client
from portal.api.models import AdviserAccessToken, ApiClient
from portal.api.oauth import SECRET_RATE

TOKEN = "/api/oauth/token/"
REVOKE = "/api/oauth/revoke/"
CASES = "/api/v1/cases/"
_addresses = itertools.count(1)


def machine() -> Client:
    """A machine at an address of its own, since requests are counted by address and the counts outlive a test."""
    return Client(REMOTE_ADDR=f"fd01:{os.getpid() % 65536:x}:{time.time_ns() % 65536:x}:{next(_addresses):x}::1")


def ask_token(credentials: tuple[str, str], *, client: Client | None = None, **form: str) -> Any:
    basic = base64.b64encode(":".join(credentials).encode()).decode()
    return (client or machine()).post(
        TOKEN, {"grant_type": "client_credentials", **form}, HTTP_AUTHORIZATION=f"Basic {basic}"
    )


def token_of(credentials: tuple[str, str], **form: str) -> str:
    answer = ask_token(credentials, **form)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["access_token"])


def read(token: str, path: str = CASES, **headers: str) -> Any:
    return machine().get(path, HTTP_AUTHORIZATION=f"Bearer {token}", **headers)


@pytest.fixture
def credentials(cast: Any) -> tuple[str, str]:
    return register_api_client(actor=cast.administrator, name="Binance Investments")


def test_a_token_opens_the_api_as_the_clients_service_user(credentials: tuple[str, str]) -> None:
    answer = ask_token(credentials)
    assert answer.json()["expires_in"] == 900
    assert answer.json()["token_type"] == "Bearer"
    assert answer["Cache-Control"] == "no-store"
    assert "refresh_token" not in answer.json()
    assert read(answer.json()["access_token"]).status_code == 200
    stored = AdviserAccessToken.objects.get()
    assert stored.user.username == "api-binance-investments"
    assert stored.user.role == Role.ADVISER
    assert not stored.user.has_usable_password()


def test_the_database_holds_neither_token_nor_secret(credentials: tuple[str, str]) -> None:
    token = token_of(credentials)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            if table == "django_session":
                continue
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS r WHERE r::text LIKE %s OR r::text LIKE %s',
                [f"%{token}%", f"%{credentials[1]}%"],
            )
            assert cursor.fetchone()[0] == 0, table
    assert AdviserAccessToken.objects.get().token_checksum == hashlib.sha256(token.encode()).hexdigest()
    assert "token" not in {field.column for field in AdviserAccessToken._meta.get_fields() if hasattr(field, "column")}


def test_a_token_says_nothing_when_it_is_printed(credentials: tuple[str, str]) -> None:
    token = token_of(credentials)
    stored = AdviserAccessToken.objects.get()
    assert token not in f"{stored} {stored!r} {stored.__dict__}"


def test_an_expired_token_is_refused_and_swept_with_the_next(credentials: tuple[str, str]) -> None:
    token = token_of(credentials)
    AdviserAccessToken.objects.update(expires=timezone.now() - datetime.timedelta(seconds=1))
    answer = read(token)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]
    token_of(credentials)
    assert AdviserAccessToken.objects.count() == 1


def test_the_librarys_own_sweeper_works_with_our_models(credentials: tuple[str, str]) -> None:
    token_of(credentials)
    AdviserAccessToken.objects.update(expires=timezone.now() - datetime.timedelta(seconds=1))
    call_command("cleartokens")
    assert not AdviserAccessToken.objects.exists()


def test_deactivating_the_service_user_refuses_running_tokens_and_new_ones_at_once(
    credentials: tuple[str, str], cast: Any
) -> None:
    token = token_of(credentials)
    user = get_user_model().objects.get(username="api-binance-investments")
    deactivate_person(actor=cast.administrator, person=user)
    assert read(token).status_code == 401
    assert ask_token(credentials).status_code == 401
    assert not AdviserAccessToken.objects.exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.CASE_OFFICER}])
def test_the_person_behind_a_token_is_looked_at_with_every_request(
    credentials: tuple[str, str], change: dict[str, Any]
) -> None:
    token = token_of(credentials)
    get_user_model().objects.filter(username="api-binance-investments").update(**change)
    assert read(token).status_code == 401


def test_a_retired_clients_tokens_die_and_the_second_clients_live(credentials: tuple[str, str], cast: Any) -> None:
    second = register_api_client(actor=cast.administrator, name="Binance Investments")
    old, new = token_of(credentials), token_of(second)
    with pytest.raises(WrongState, match="2 API clients"):
        register_api_client(actor=cast.administrator, name="Binance Investments")
    retire_api_client(actor=cast.administrator, client_id=credentials[0])
    assert read(old).status_code == 401
    assert ask_token(credentials).status_code == 401
    assert read(new).status_code == 200
    assert AdviserAccessToken.objects.get().user == ApiClient.objects.get(client_id=second[0]).user
    with pytest.raises(WrongState):
        retire_api_client(actor=cast.administrator, client_id=credentials[0])


def test_a_client_ends_its_own_token_and_nobody_elses(credentials: tuple[str, str], cast: Any) -> None:
    other = register_api_client(actor=cast.administrator, name="Another Adviser")
    token = token_of(credentials)

    def revoke(by: tuple[str, str]) -> int:
        basic = base64.b64encode(":".join(by).encode()).decode()
        return machine().post(REVOKE, {"token": token}, HTTP_AUTHORIZATION=f"Basic {basic}").status_code

    assert revoke(other) == 200
    assert read(token).status_code == 200
    assert revoke(("unknown", "wrong")) == 401
    assert read(token).status_code == 200
    assert revoke(credentials) == 200
    assert read(token).status_code == 401


@pytest.mark.parametrize("wrong", ["secret", "client"])
def test_a_wrong_secret_gives_no_token_and_is_recorded_without_it(credentials: tuple[str, str], wrong: str) -> None:
    tried = (credentials[0], "guessed-secret") if wrong == "secret" else ("nobody", "guessed-secret")
    assert ask_token(tried).status_code == 401
    event = AuditEvent.objects.get(verb="sign_in_refused")
    assert tried[0] in event.subject_label
    assert b"guessed-secret" not in bytes(event.content)


@pytest.mark.parametrize(
    "grant",
    ["", "password", "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code", "x"],
)
def test_no_other_grant_is_offered(credentials: tuple[str, str], grant: str) -> None:
    answer = ask_token(credentials, grant_type=grant, username="auditor", password="x")
    assert answer.status_code == 400
    assert answer.json()["error"] == "unsupported_grant_type"


def test_a_token_holds_the_scopes_that_were_asked_for_and_no_unknown_one(credentials: tuple[str, str]) -> None:
    narrow = token_of(credentials, scope="assets:read")
    assert read(narrow, "/api/v1/assets/").status_code == 200
    refused = read(narrow)
    assert refused.status_code == 403
    assert refused.json()["code"] == "permission_denied"
    assert ask_token(credentials, scope="cases:write").json()["error"] == "invalid_scope"


def test_a_token_in_the_address_is_not_taken(credentials: tuple[str, str]) -> None:
    token = token_of(credentials)
    assert machine().get(f"{CASES}?{urlencode({'access_token': token})}").status_code == 401


def test_a_browsers_session_does_not_open_the_api(cast: Any) -> None:
    client = machine()
    client.force_login(cast.adviser)
    answer = client.get(CASES)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_tokens_are_refused_after_too_many_requests_from_one_address(credentials: tuple[str, str]) -> None:
    client = machine()
    codes = [ask_token(("unknown", "wrong"), client=client).status_code for _ in range(SECRET_RATE.requests * 2 + 2)]
    assert codes[0] == 401
    assert 429 in codes  # a minute can turn over in the middle, but only once
    assert ask_token(credentials).status_code == 200


def test_tokens_are_refused_while_requests_cannot_be_counted(credentials: tuple[str, str], settings: Any) -> None:
    token = token_of(credentials)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    answer = ask_token(credentials)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert read(token).status_code == 200, "reading does no harm and stays open"


def test_only_an_administrator_registers_and_retires_clients(credentials: tuple[str, str], cast: Any) -> None:
    for act in (
        lambda: register_api_client(actor=cast.programme_lead, name="Other"),
        lambda: retire_api_client(actor=cast.programme_lead, client_id=credentials[0]),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert ApiClient.objects.filter(retired_at=None).count() == 1


@pytest.mark.parametrize("name", ["", "  ", "---", "بائنانس"])
def test_a_client_needs_a_name_that_gives_a_username(cast: Any, name: str) -> None:
    with pytest.raises(InvalidInput):
        register_api_client(actor=cast.administrator, name=name)
    assert not ApiClient.objects.exists()


def test_a_person_of_another_role_is_never_a_service_user(cast: Any) -> None:
    get_user_model().objects.create_user(username="api-somebody", full_name="Somebody", role=Role.APPROVER)
    with pytest.raises(WrongState):
        register_api_client(actor=cast.administrator, name="Somebody")


@pytest.mark.parametrize(
    "change",
    [
        {"client_type": "public"},
        {"authorization_grant_type": "password"},
        {"hash_client_secret": False},
    ],
)
def test_the_database_refuses_clients_of_another_kind(credentials: tuple[str, str], change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiClient.objects.update(**change)


def test_no_other_view_of_the_oauth_library_is_mounted() -> None:
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not {name for name in names if "authorize" in name or "introspect" in name or "device" in name}
    assert apps.get_app_config("oauth2_provider").name == "oauth2_provider"
    client = machine()
    for path in ("authorize/", "introspect/", "applications/", "device-authorization/", "register/"):
        assert client.get(f"/api/oauth/{path}").status_code == 404
        assert client.get(f"/o/{path}").status_code == 302  # only the sign-in
