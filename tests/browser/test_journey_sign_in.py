"""Signing in for the first time and ever after: password and app, recovery codes, a passkey, another language."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from approvals.choices import Role
from approvals.models import AuditEvent
from tests.browser.journey import Person

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("language", ["en", "ur"])]


@pytest.fixture
def portal(committed_db: Any) -> Iterator[Any]:
    """The portal under the one name of this machine at which browsers let passkeys be used."""
    server = LiveServer("localhost:0")
    yield server
    server.stop()


def test_whoever_has_no_second_factor_is_led_to_it_and_comes_back_with_a_recovery_code(
    plan: Any, cast: Any, at_a_browser: Any
) -> None:
    officer: Person = at_a_browser(cast.case_officer, has_app=False)
    officer.page.goto("/assets/")
    officer.gives_password()
    officer.shows_again_who_they_are()
    officer.sets_up_the_app()
    assert officer.app is not None
    assert len(set(officer.app.recovery_codes)) == 10
    assert AuditEvent.objects.filter(actor=officer.user, verb="second_factor_added").exists()

    officer.follows("Home")
    officer.arrives("Nothing waits for you")
    officer.signs_out()
    used = officer.app.recovery_codes[0]
    officer.signs_in(has_phone=False)
    officer.follows("Security")
    officer.arrives("Security of your account")
    officer.sees_fact("Authenticator app", officer.word("Set up"))
    assert len(Authenticator.objects.get(user=officer.user, type="recovery_codes").wrap().get_unused_codes()) == 9

    officer.signs_out()
    officer.gives_password()
    officer.enters({"Code": used})
    officer.presses("Sign in")
    officer.arrives("Enter your code")
    expect(officer.field("Code")).to_have_attribute("aria-invalid", "true")


def test_an_approver_adds_a_passkey_and_signs_in_with_it_alone(story: Any, cast: Any, at_a_browser: Any) -> None:
    approver: Person = at_a_browser(cast.approver)
    approver.keeps_passkeys()
    approver.begins()
    approver.follows("Security")
    approver.follows("Add one")
    approver.shows_again_who_they_are()
    approver.arrives("Add a passkey")
    approver.enters({"Name": "MINISTRY-LAPTOP-7"})
    approver.field("Passwordless").check()
    approver.presses("Add the passkey")
    approver.arrives("Security of your account")
    approver.sees_fact("Passkeys", approver.word("Set up"))
    approver.follows("See your passkeys")
    approver.arrives("Passkeys")
    approver.sees("MINISTRY-LAPTOP-7")
    assert AuditEvent.objects.filter(actor=approver.user, verb="second_factor_added").exists()

    approver.signs_out()
    approver.presses("Sign in with a passkey")
    approver.is_signed_in()
    approver.arrives("Nothing waits for you")
    assert Authenticator.objects.get(user=approver.user, type="webauthn").last_used_at is not None
    assert AuditEvent.objects.filter(actor=approver.user, verb="signed_in").count() == 2


def test_an_administrator_adds_a_person_who_makes_the_account_their_own(
    plan: Any, cast: Any, at_a_browser: Any
) -> None:
    administrator: Person = at_a_browser(cast.administrator)
    administrator.begins()
    administrator.follows("People")
    administrator.presses("Add a person")
    administrator.arrives("Add a person")
    administrator.enters({"Full name": "Second Officer, Law Division", "Username": "law-second"})
    administrator.chooses(Role.BODY_OFFICER.label)
    administrator.field("Body").select_option("LAW")
    administrator.checks(
        {
            "Full name": "Second Officer, Law Division",
            "Role": administrator.word(Role.BODY_OFFICER.label),
            "Body": administrator.word("Law and Justice Division"),
        }
    )
    assert not get_user_model().objects.filter(username="law-second").exists()
    administrator.presses("Add the person")
    administrator.arrives("The person is added")
    administrator.sees_fact("Username", "law-second")
    first_password = administrator.facts("First password").inner_text().strip()
    administrator.presses("I have noted it; go on")
    administrator.arrives_at("Second Officer, Law Division")
    administrator.reads("Has to replace the first password")
    expect(administrator.page.locator("body")).not_to_contain_text(first_password)

    person = get_user_model().objects.get(username="law-second")
    assert (person.role, person.body_code, person.must_change_password) == (Role.BODY_OFFICER, "LAW", True)
    newcomer: Person = at_a_browser(person, password=first_password, has_app=False)
    newcomer.page.goto("/")
    newcomer.gives_password()
    newcomer.chooses_own_password("a pass phrase of my very own")
    newcomer.shows_again_who_they_are()
    newcomer.sets_up_the_app()
    newcomer.follows("Home")
    newcomer.arrives("Nothing waits for you")

    administrator.page.reload()
    administrator.sees_fact("Second factor", administrator.word("Authenticator app"))
    expect(administrator.page.get_by_role("main")).not_to_contain_text(
        administrator.word("Has to replace the first password")
    )
    person.refresh_from_db()
    assert person.check_password(newcomer.password)
    assert not person.check_password(first_password)


def test_an_adviser_reads_in_the_browser_that_they_work_through_the_api(
    plan: Any, cast: Any, at_a_browser: Any, portal: Any, language: str
) -> None:
    adviser: Person = at_a_browser(cast.adviser, language={"en": "ur", "ur": "en"}[language])
    adviser.page.goto("/")
    adviser.arrives("Sign in")
    adviser.switches_language(language)
    adviser.signs_in()
    adviser.arrives(Role.ADVISER.label)
    adviser.reads(
        "It lists the assets and cases that are in scope for you. Advice never approves, signs off, orders or mints."
    )
    adviser.sees(f"{portal.url}/api/v1/")
    assert adviser.page.get_by_role("navigation").get_by_role("link").all_inner_texts() == [adviser.word("Home")]
    for address in ("/assets/", "/cases/", "/orders/", "/trail/", "/people/", "/overview/"):
        answer = adviser.page.goto(address)
        assert answer is not None
        assert answer.status == 403
        adviser.reads_own_language()
