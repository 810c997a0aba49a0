"""Signing in: nothing without it, every attempt recorded, guessing limited, a second factor outside a rehearsal."""

import itertools
import os
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.urls.exceptions import Resolver404

from approvals.choices import Role
from approvals.models import AuditEvent
from portal.accounts.forms import CODE_LIMITS
from portal.accounts.services import create_first_administrator, create_person

PASSWORD = "a long enough pass phrase"
_addresses = itertools.count(1)


def browser(**more: str) -> Client:
    """A browser at an address of its own, since guesses are counted by address and the counts outlive a test."""
    number = next(_addresses)
    return Client(REMOTE_ADDR=f"fd00:{os.getpid() % 65536:x}:{time.time_ns() % 65536:x}:{number:x}::1", **more)


@pytest.fixture
def official(cast: Any) -> Any:
    person = create_person(
        actor=cast.administrator, username="official", full_name="Official", role=Role.APPROVER, password=PASSWORD
    )
    get_user_model().objects.filter(pk=person.pk).update(must_change_password=False)
    person.refresh_from_db()
    return person


@pytest.fixture
def outside(db: None) -> Any:
    """A person in a database that is no rehearsal."""
    person = create_first_administrator(username="administrator", full_name="Administrator", password=PASSWORD)
    get_user_model().objects.filter(pk=person.pk).update(must_change_password=False)
    person.refresh_from_db()
    return person


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("account_login"), {"login": username, "password": password, **more})


def prove_again(client: Client) -> None:
    """The password once more, as the library asks before a second factor changes."""
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(answer["Location"], {"password": PASSWORD})["Location"] == reverse("mfa_activate_totp")


def code_of(person: Any) -> str:
    return code_from(decrypt(Authenticator.objects.get(user=person, type="totp").data["secret"]))


def code_from(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.parametrize(
    "path", ["/", "/cases/", "/assets/", "/orders/", "/trail/", "/no-such-page/", "/accounts/2fa/"]
)
def test_every_page_leads_to_the_sign_in_first(db: None, path: str) -> None:
    answer = browser().get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={path}"


def test_what_is_posted_without_a_sign_in_changes_nothing(cast: Any) -> None:
    answer = browser().post("/assets/1/propose/", {"units": "1"})
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/"


def test_signing_in_and_out_stands_in_the_trail(official: Any) -> None:
    client = browser()
    assert sign_in(client, "official").status_code == 302
    assert client.get("/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/").status_code == 302
    verbs = list(AuditEvent.objects.filter(actor=official).values_list("verb", flat=True))
    assert verbs == ["signed_in", "signed_out"]


def test_signing_out_needs_a_post(official: Any) -> None:
    client = browser()
    sign_in(client, "official")
    client.get(reverse("account_logout"))
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("username", ["official", "nobody-of-this-name"])
def test_a_failed_sign_in_is_recorded_without_its_password(official: Any, username: str) -> None:
    answer = sign_in(browser(), username, "a wrong pass phrase that is secret")
    assert answer.status_code == 200
    event = AuditEvent.objects.get(verb="sign_in_refused")
    assert event.actor is None
    assert username in event.subject_label
    for stored in AuditEvent.objects.all():
        assert b"secret" not in bytes(stored.content)


def test_a_deactivated_person_reads_the_same_words_as_after_a_wrong_password(official: Any) -> None:
    wrong = sign_in(browser(), "official", "a wrong pass phrase entirely")
    get_user_model().objects.filter(pk=official.pk).update(is_active=False)
    closed = sign_in(browser(), "official")
    assert closed.status_code == wrong.status_code == 200
    assert closed.context["form"].non_field_errors() == wrong.context["form"].non_field_errors()
    assert AuditEvent.objects.filter(verb="sign_in_refused").count() == 2


def test_guessing_is_stopped_after_five_wrong_passwords_even_with_the_right_one(official: Any) -> None:
    client = browser()
    for _ in range(5):
        sign_in(client, "official", "a wrong pass phrase entirely")
    assert sign_in(client, "official").status_code == 200
    assert client.get("/").status_code == 302
    assert AuditEvent.objects.filter(verb="sign_in_refused").count() == 5


def test_guessing_from_one_address_locks_nobody_out_elsewhere(official: Any) -> None:
    guesser = browser()
    for _ in range(6):
        sign_in(guesser, "official", "a wrong pass phrase entirely")
    assert sign_in(browser(), "official").status_code == 302


def test_a_sign_in_that_cannot_be_counted_is_refused(official: Any, settings: Any) -> None:
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
    }
    client = browser()
    answer = sign_in(client, "official")
    assert answer.status_code == 503
    assert "Redis" in answer.content.decode()
    assert not Session.objects.exists()
    assert not AuditEvent.objects.filter(verb="signed_in").exists()


def test_the_cache_is_shared_and_is_not_the_brokers_database() -> None:
    from portal.settings.security import cache_address

    assert settings.CACHES["default"]["BACKEND"].endswith("RedisCache")
    assert settings.CACHES["default"]["LOCATION"] != settings.REDIS_URL
    assert cache_address("redis://:word@host:6379/0") == "redis://:word@host:6379/1"
    assert cache_address("rediss://host:6379") == "rediss://host:6379/1"
    assert cache_address("unix:///run/redis.sock?db=2") == "unix:///run/redis.sock?db=2"
    cache.add("test-shared", 1, timeout=5)
    assert caches["default"].get("test-shared") == 1


def test_nobody_is_led_to_another_site_after_signing_in(official: Any) -> None:
    answer = sign_in(browser(), "official", next="https://example.org/")
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    "name", ["signup", "email", "reset_password", "inactive", "set_password", "request_login_code"]
)
def test_sign_up_mail_and_password_reset_have_no_route(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"account_{name}")


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "inactive/", "login/code/", "phone/change/"])
def test_the_librarys_other_addresses_are_unknown(path: str) -> None:
    with pytest.raises(Resolver404):
        resolve(f"/accounts/{path}")


def test_pages_are_kept_in_no_cache(official: Any) -> None:
    client = browser()
    assert client.get(reverse("account_login"))["Cache-Control"] == "no-store"
    client.force_login(official)
    assert client.get("/")["Cache-Control"] == "no-store"
    assert client.get("/health/")["Cache-Control"] == "no-store"


def test_in_a_rehearsal_a_second_factor_is_offered_and_not_demanded(official: Any) -> None:
    client = browser()
    client.force_login(official)
    assert client.get("/").status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200


@pytest.mark.parametrize("path", ["/", "/cases/", "/trail/", "/accounts/2fa/", "/accounts/password/change/"])
def test_outside_a_rehearsal_a_person_without_a_second_factor_can_only_set_one_up(outside: Any, path: str) -> None:
    client = browser()
    sign_in(client, "administrator")
    assert client.get(path)["Location"] == reverse("mfa_activate_totp")
    assert client.post(path)["Location"] == reverse("mfa_activate_totp")
    prove_again(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_second_factor_is_set_up_asked_for_and_recorded(
    outside: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = browser()
    sign_in(client, "administrator")
    prove_again(client)
    form = client.get(reverse("mfa_activate_totp")).context["form"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("mfa_activate_totp"), {"code": code_from(form.secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    assert client.get("/").status_code == 200
    client.post(reverse("account_logout"))

    again = browser()
    assert sign_in(again, "administrator")["Location"] == reverse("mfa_authenticate")
    assert again.get("/").status_code == 302
    assert AuditEvent.objects.filter(verb="signed_in").count() == 1
    assert again.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert AuditEvent.objects.filter(verb="sign_in_refused").count() == 1
    again.post(reverse("mfa_authenticate"), {"code": code_of(outside)})
    assert again.get("/").status_code == 200
    assert AuditEvent.objects.filter(verb="signed_in").count() == 2
    assert AuditEvent.objects.filter(verb="second_factor_added").exists()


def test_guessing_codes_at_one_address_keeps_nobody_out_elsewhere(outside: Any) -> None:
    TOTP.activate(outside, "JBSWY3DPEHPK3PXP")
    guesser, owner = browser(), browser()
    for client in (guesser, owner):
        assert sign_in(client, "administrator")["Location"] == reverse("mfa_authenticate")
    for _ in range(6):
        guesser.post(reverse("mfa_authenticate"), {"code": "000000"})
    guesser.post(reverse("mfa_authenticate"), {"code": code_of(outside)})
    assert guesser.get("/").status_code == 302
    owner.post(reverse("mfa_authenticate"), {"code": code_of(outside)})
    assert owner.get("/").status_code == 200


def test_codes_guessed_from_many_addresses_reach_an_end(outside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CODE_LIMITS, "code_anywhere", "3/h/key")
    TOTP.activate(outside, "JBSWY3DPEHPK3PXP")
    for _ in range(3):
        client = browser()
        sign_in(client, "administrator")
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    last = browser()
    sign_in(last, "administrator")
    assert last.post(reverse("mfa_authenticate"), {"code": code_of(outside)}).status_code == 200
    assert last.get("/").status_code == 302


def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password_and_costs_the_same_hash(
    official: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, *rest: Any) -> str:
        hashed.append(password)
        return encode(self, password, *rest)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    answers = [sign_in(browser(), name, "a wrong pass phrase entirely") for name in ("official", "nobody-of-this-name")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].context["form"].non_field_errors() == answers[1].context["form"].non_field_errors()
    assert len(hashed) == 2


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_a_part_that_a_page_asks_for_without_a_sign_in_opens_the_whole_sign_in(
    outside: Any, is_signed_in: bool
) -> None:
    client = browser()
    if is_signed_in:
        sign_in(client, "administrator")
    led = client.get("/cases/?status=open", headers={"HX-Request": "true"})
    assert led.status_code == 204
    place = reverse("mfa_activate_totp") if is_signed_in else "/accounts/login/?next=/cases/%3Fstatus%3Dopen"
    assert led["HX-Redirect"] == place


def test_the_seed_of_a_second_factor_is_not_readable_in_the_database(outside: Any) -> None:
    TOTP.activate(outside, "JBSWY3DPEHPK3PXP")
    stored = str(Authenticator.objects.get(user=outside).data)
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert Authenticator.objects.get(user=outside).wrap().validate_code(code_from("JBSWY3DPEHPK3PXP"))


def test_a_password_that_somebody_else_chose_comes_first(outside: Any) -> None:
    get_user_model().objects.update(must_change_password=True)
    client = browser()
    sign_in(client, "administrator")
    assert client.get("/")["Location"] == reverse("account_change_password")
    new = "another pass phrase of my own"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    outside.refresh_from_db()
    assert outside.check_password(new)
    assert not outside.must_change_password
    assert AuditEvent.objects.filter(verb="password_changed", actor=outside).exists()
    assert client.get("/")["Location"] == reverse("mfa_activate_totp")


def test_changing_the_password_ends_the_persons_other_sessions(official: Any) -> None:
    one, other = browser(), browser()
    sign_in(one, "official")
    sign_in(other, "official")
    new = "another pass phrase of my own"
    one.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert other.get("/").status_code == 302


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0", "Firefox on Android"),
        ("curl/8.0", "An unknown program"),
        ("", "An unknown program"),
    ],
)
def test_sessions_name_the_browser_and_this_one_comes_first(official: Any, user_agent: str, words: str) -> None:
    earlier, this = browser(), browser(HTTP_USER_AGENT=user_agent)
    sign_in(earlier, "official")
    sign_in(this, "official")
    page = this.get(reverse("usersessions_list"))
    current, other = page.context["sessions"]
    assert (current.user_agent, other.user_agent) == (user_agent, "")
    assert current.created_at > other.created_at
    assert f">{words}</span>" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("/assets/", "/assets/"),
        ("/accounts/2fa/totp/activate/", "mfa_index"),
        ("https://elsewhere.example/", "mfa_index"),
    ],
)
def test_who_is_asked_again_who_they_are_has_a_way_back_within_the_portal(official: Any, asked: str, back: str) -> None:
    client = browser()
    sign_in(client, "official")
    page = client.get(reverse("account_reauthenticate"), {"next": asked}).content.decode()
    assert f'class="govuk-back-link" href="{back if back[0] == "/" else reverse(back)}"' in page


def test_somebody_without_a_password_finds_no_page_to_change_it(cast: Any) -> None:
    client = browser()
    client.force_login(cast.auditor)
    assert client.get(reverse("account_change_password")).status_code == 404


def test_forms_without_the_token_are_refused(official: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, "official").status_code == 403


def test_the_sign_in_page_names_no_other_way_in(db: None) -> None:
    page = browser().get(reverse("account_login")).content.decode().lower()
    assert not re.search(r'href="[^"]*(signup|reset|email)', page)
