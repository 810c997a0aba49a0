"""People: creating them, ending their access, and the first administrator."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from approvals.choices import Role
from approvals.exceptions import InvalidInput, NotPermitted, WrongState
from approvals.models import AuditEvent
from portal.accounts.services import create_first_administrator, create_person, deactivate_person

PASSWORD = "a long enough pass phrase"


def person(cast: Any, **fields: Any) -> Any:
    return create_person(
        **{
            "actor": cast.administrator,
            "username": "second-approver",
            "full_name": "Second Approver",
            "role": Role.APPROVER,
            "password": PASSWORD,
            **fields,
        }
    )


def test_an_administrator_creates_a_person_who_must_replace_the_password(cast: Any) -> None:
    created = person(cast)
    assert created.check_password(PASSWORD)
    assert created.must_change_password
    event = AuditEvent.objects.get(verb="person_created", subject=f"person:{created.pk}")
    assert event.actor == cast.administrator
    assert PASSWORD.encode() not in bytes(event.content)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.BODY_OFFICER)])
def test_nobody_but_an_administrator_creates_people(cast: Any, role: Role) -> None:
    other = get_user_model().objects.filter(role=role).first()
    with pytest.raises(NotPermitted):
        person(cast, actor=other)
    assert not get_user_model().objects.filter(username="second-approver").exists()
    assert AuditEvent.objects.filter(verb="refused", actor=other).exists()


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"username": "auditor"}, "in use"),
        ({"username": "No Spaces Allowed"}, "small letters"),
        ({"username": ".."}, "small letters"),
        ({"full_name": "   "}, "full name"),
        ({"full_name": "x" * 151}, "150"),
        ({"role": "minister"}, "no role"),
        ({"role": Role.BODY_OFFICER}, "A body is given"),
        ({"role": Role.BODY_OFFICER, "body_code": "NOBODY"}, "no body"),
        ({"body_code": "LAW"}, "A body is given"),
        ({"password": "too short"}, "15"),
        ({"password": "second-approver-1"}, "similar"),
    ],
)
def test_impossible_people_are_refused_with_the_reason(cast: Any, fields: dict[str, Any], word: str) -> None:
    before = get_user_model().objects.count()
    with pytest.raises(InvalidInput, match=word):
        person(cast, **fields)
    assert get_user_model().objects.count() == before


def test_the_database_itself_keeps_officers_and_bodies_together(cast: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        get_user_model().objects.filter(pk=cast.auditor.pk).update(body_code="LAW")


def test_deactivating_ends_every_running_session_at_once(cast: Any, client: Client) -> None:
    client.force_login(cast.approver)
    assert client.get("/").status_code == 200
    deactivate_person(actor=cast.administrator, person=cast.approver)
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_session_from_before_stays_ended_even_if_the_person_is_taken_up_again(cast: Any, client: Client) -> None:
    client.force_login(cast.approver)
    deactivate_person(actor=cast.administrator, person=cast.approver)
    get_user_model().objects.filter(pk=cast.approver.pk).update(is_active=True)
    assert client.get("/").status_code == 302


def test_a_deactivated_person_can_do_no_act(cast: Any) -> None:
    deactivate_person(actor=cast.administrator, person=cast.programme_lead)
    cast.programme_lead.refresh_from_db()
    from approvals.rules import allow

    assert not allow(cast.programme_lead, "record_memorandum")


def test_nobody_deactivates_themselves_or_somebody_twice(cast: Any) -> None:
    with pytest.raises(InvalidInput):
        deactivate_person(actor=cast.administrator, person=cast.administrator)
    deactivate_person(actor=cast.administrator, person=cast.auditor)
    with pytest.raises(WrongState):
        deactivate_person(actor=cast.administrator, person=cast.auditor)
    with pytest.raises(NotPermitted):
        deactivate_person(actor=cast.programme_lead, person=cast.adviser)


@pytest.mark.django_db
def test_the_first_administrator_comes_with_a_password_that_is_shown_once() -> None:
    out = StringIO()
    call_command("create_administrator", stdout=out)
    password = out.getvalue().rsplit(": ", 1)[1].strip()
    created = get_user_model().objects.get(role=Role.ADMINISTRATOR)
    assert created.check_password(password)
    assert len(password) >= 20
    assert created.must_change_password
    event = AuditEvent.objects.get(verb="person_created")
    assert event.actor is None
    assert password.encode() not in bytes(event.content)


@pytest.mark.django_db
def test_the_first_administrators_password_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n", encoding="utf-8")
    out = StringIO()
    call_command("create_administrator", password_file=file, stdout=out)
    assert get_user_model().objects.get().check_password(PASSWORD)
    assert PASSWORD not in out.getvalue()


@pytest.mark.django_db
def test_a_missing_or_weak_password_file_creates_nobody(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("create_administrator", password_file=tmp_path / "none")
    file = tmp_path / "password"
    file.write_text("short\n", encoding="utf-8")
    with pytest.raises(CommandError, match="15"):
        call_command("create_administrator", password_file=file)
    assert not get_user_model().objects.exists()


def test_there_is_one_first_administrator(cast: Any) -> None:
    with pytest.raises(CommandError, match="administrator already"):
        call_command("create_administrator", username="another")
    with pytest.raises(WrongState):
        create_first_administrator(username="another", full_name="Another", password=PASSWORD)
