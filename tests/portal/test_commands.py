"""The commands with which a portal on a ministry's own servers begins."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from approvals.models import AuditEvent, Body, GateCriterion, Memorandum, RequiredSignOff
from portal.accounts.models import User

MEMORANDUM = {
    "title": "Memorandum of understanding",
    "parties": "Ministry of Finance, Pakistan; Binance Investments Co., Ltd.",
    "signed_on": "2025-12-12",
    "ceiling_usd": "2000000000.00",
    "terms": "Non-binding.",
}

pytestmark = pytest.mark.django_db


def said(command: str, **options: Any) -> str:
    out = io.StringIO()
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def lead() -> User:
    return User.objects.create_user(username="lead", full_name="Programme Lead", role="programme_lead")


def test_reference_data_are_loaded_once_and_brought_up_to_date_afterwards() -> None:
    assert "gate criteria" in said("load_reference_data")
    Body.objects.filter(code="LAW").update(name="Somebody else")
    said("load_reference_data")
    assert Body.objects.get(code="LAW").name == "Law and Justice Division"
    assert (Body.objects.count(), GateCriterion.objects.count()) == (23, 22)
    assert RequiredSignOff.objects.filter(instrument_type="MTB", tier="test_mint").count() == 6
    assert AuditEvent.objects.filter(verb="reference_data_loaded").count() == 1


def test_the_memorandum_is_recorded_under_the_programme_leads_name(lead: User) -> None:
    assert "2026-06-12" in said("record_memorandum", **{"as": "lead"}, **MEMORANDUM)
    assert Memorandum.objects.get().ceiling_usd == 2_000_000_000
    assert AuditEvent.objects.get(verb="memorandum_recorded").actor == lead


def test_a_command_by_somebody_without_the_right_is_refused_with_a_sentence_and_recorded() -> None:
    User.objects.create_user(username="auditor", full_name="Auditor", role="auditor")
    with pytest.raises(CommandError, match="Only the programme lead"):
        said("record_memorandum", **{"as": "auditor"}, **MEMORANDUM)
    assert not Memorandum.objects.exists()
    assert AuditEvent.objects.filter(verb="refused", actor__username="auditor").exists()


def test_a_command_by_nobody_known_is_refused(lead: User) -> None:
    User.objects.filter(pk=lead.pk).update(is_active=False)
    for name in ("lead", "nobody"):
        with pytest.raises(CommandError, match="no active person"):
            said("record_memorandum", **{"as": name}, **MEMORANDUM)


def test_an_administrator_lets_people_in_and_registers_an_advisers_client() -> None:
    said("load_reference_data")
    User.objects.create_user(username="administrator", full_name="Administrator", role="administrator")
    words = said(
        "create_person",
        **{"as": "administrator", "username": "law-1", "full_name": "Officer", "role": "body_officer", "body": "LAW"},
    )
    person = User.objects.get(username="law-1")
    assert person.check_password(words.split()[-1])
    assert person.must_change_password
    words = said("register_api_client", **{"as": "administrator", "name": "Binance Investments"})
    assert "client secret" in words
    assert words.split("client secret")[1].split()[0] not in str(
        list(AuditEvent.objects.values_list("content", flat=True))
    )
