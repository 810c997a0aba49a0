"""Every address, every role, every method: what the reviewed table says, and nothing that it does not list."""

import copy
import io
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from approvals.business_date import business_date
from approvals.models import AuditEvent, Body, Document, SignOff, SignOffCondition
from approvals.services.signoffs import record_signoff
from assets.files.writing import csv_table
from assets.imports.examples import template
from assets.models import CeilingBreach, RegisterImport, Valuation
from assets.services.holidays import record_holiday
from assets.services.imports import start_import
from assets.services.rates import record_rate
from assets.services.revaluations import record_revaluation
from portal.accounts.services import register_api_client
from tests.factories import chain_epoch
from tests.portal.access_matrix import METHODS, PEOPLE, TABLE, Route, as_row, expected, outcome, routes
from tests.portal.test_api_oauth import machine, token_of
from tests.stories import BILL_12M, BOND, Story
from tokenisation.models import ChainOperation, MintOrder, TokenDeployment

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
#: Where everybody manages their own sign-in, the auditor as well; nothing of the study is there.
OWN_ACCOUNT = "accounts/"
#: Where everybody asks and nothing changes, although a file has to be posted for it.
QUESTIONS = "check-paper/"


@pytest.fixture
def arguments(story: Story) -> dict[str, dict[str, Any]]:
    """Real records for the parameters of the addresses."""
    case = story.in_stage_6(BOND)
    waiting = record_signoff(
        actor=story.cast.recorder("LAW"),
        case=case,
        body=Body.objects.get(code="LAW"),
        dossier_digest=case.dossier_digest,
        decision="approve_with_conditions",
        legal_basis="Illustrative",
        letter_reference="LAW/1",
        document=story.paper(story.cast.recorder("LAW")),
        decided_on=case.visits.last().entered_on,
        conditions=["Illustrative condition"],
    )
    waiting_for_value = story.registered(BILL_12M)
    deployment = TokenDeployment.objects.create(
        case=case,
        epoch=chain_epoch(),
        dossier_digest=case.dossier_digest,
        name="Test",
        symbol="TEST",
        cap=case.proposal.units,
        deployment_id="0x" + "1" * 64,
        roles={},
        code_hash="0" * 64,
        requested_by=story.cast.first_treasury_operator,
        requested_on=case.opened_on,
    )
    order = MintOrder.objects.create(
        reference="MO-0001",
        case=case,
        deployment=deployment,
        units=1,
        placed_by=story.cast.first_treasury_operator,
        placed_on=case.opened_on,
    )
    stopped = ChainOperation.objects.create(
        kind="issue",
        deployment=deployment,
        order=order,
        batch=1,
        operation_id="0x" + "2" * 64,
        duty="issuer",
        payload={"recipients": ["0x" + "3" * 40], "units": [1]},
        state="needs_person",
        epoch=deployment.epoch,
        attention="The sign-off gate was passed but no longer holds.",
    )
    breach = breach_of_the_ceiling(story)
    holiday = record_holiday(
        actor=story.cast.case_officer, on_date=case.opened_on, name="Illustrative holiday", source="Illustrative"
    )
    revaluation = record_revaluation(
        actor=story.cast.case_officer,
        as_at=business_date(),
        source="Illustrative",
        document=story.paper(story.cast.case_officer, "Revaluation note"),
    )
    return {
        "people/": {"username": story.cast.approver.username, "client_id": "no-such-client"},
        "accounts/2fa/passkeys/": {"pk": 1},
        "charts/": {"name": "ceiling", "form": "csv"},
        "cases/": {
            "reference": case.reference,
            "gate": "G5",
            "criterion": "G0-1",
            "body": "LAW",
            "signoff": waiting.pk,
            "condition": SignOffCondition.objects.get().pk,
            "digest": case.dossier_digest,
        },
        "papers/": {"paper": Document.objects.latest("pk").pk},
        "done/": {"event_id": AuditEvent.objects.get(verb="signoff_recorded").event_id},
        "assets/": {
            "number": waiting_for_value.number,
            "valuation": Valuation.objects.get(instrument=waiting_for_value, revaluation=None).pk,
            "paper": Valuation.objects.get(instrument=waiting_for_value, revaluation=None).document_id,
            "breach": breach.pk,
            "holiday": holiday.pk,
            "run": checked_file(story).pk,
            "revaluation": revaluation.pk,
        },
        "orders/": {"reference": order.reference},
        "orders/operations/": {"operation": stopped.pk},
        "orders/place/": {"reference": case.reference},
        "orders/token/": {"reference": case.reference},
        "trail/": {"event_id": AuditEvent.objects.latest("pk").event_id},
        "api/v1/assets/": {"number": BOND},
        "api/v1/cases/": {"reference": case.reference},
    }


def checked_file(story: Story) -> RegisterImport:
    """A file of one asset that was looked at and not imported yet."""
    header, examples = template()
    text = "".join(csv_table(header, examples[:1]))
    return start_import(actor=story.cast.case_officer, file=io.BytesIO(text.encode()), file_name="assets.csv")


def breach_of_the_ceiling(story: Story) -> CeilingBreach:
    """One that a rate opened and that can be resolved, since a later rate brought the value back."""
    for rate, source in (("20", "Illustrative outlier"), ("280", "Illustrative correction")):
        record_rate(
            actor=story.cast.case_officer,
            base="USD",
            quote="PKR",
            rate=Decimal(rate),
            on_date=business_date(),
            source=source,
        )
    return CeilingBreach.objects.get()


@pytest.fixture
def clients(story: Story) -> dict[str, Client]:
    """A browser for every role, one without a sign-in, and an adviser's program."""
    cast = story.cast
    people = {
        "case_officer": cast.case_officer,
        "approver": cast.approver,
        "treasury_operator": cast.second_treasury_operator,
        "programme_lead": cast.programme_lead,
        "gate_chair": cast.gate_chair,
        "body_officer": cast.confirmer("LAW"),
        "auditor": cast.auditor,
        "administrator": cast.administrator,
        "adviser": cast.adviser,
    }
    browsers = {"anonymous": machine()}
    for name, person in people.items():
        person.set_password("a long enough pass phrase")
        person.save(update_fields=["password"])
        browsers[name] = machine()
        browsers[name].force_login(person)
    token = token_of(register_api_client(actor=cast.administrator, name="Adviser"))
    browsers["api_client"] = Client(REMOTE_ADDR="fd02::1", HTTP_AUTHORIZATION=f"Bearer {token}")
    return browsers


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever a request changed is undone, so that every request meets the same records."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client: Client, method: str, path: str) -> str:
    cookies = copy.deepcopy(client.cookies)
    with taken_back():
        result = outcome(client.generic(method, path))
    client.cookies = cookies  # who signed out is signed in again, as the database says
    return result


def observe(
    route: Route, method: str, clients: dict[str, Client], arguments: dict[str, dict[str, Any]]
) -> dict[str, str]:
    path = route.path(arguments)
    return {person: ask(clients[person], method, path) for person in PEOPLE}


def test_every_address_treats_every_role_as_the_reviewed_table_says(
    clients: dict[str, Client], arguments: dict[str, dict[str, Any]]
) -> None:
    table = expected()
    missing, wrong = [], []
    for route, method in itertools.product(routes(), METHODS):
        observed = observe(route, method, clients, arguments)
        row = table.pop((route.pattern, method), None)
        if row is None:
            missing.append(as_row(route.pattern, method, observed))
        else:
            wrong += [
                f"{method} {route.pattern}: {person} is expected to meet {row[person]!r} and meets {observed[person]!r}"
                for person in PEOPLE
                if row[person] != observed[person]
            ]
    if os.environ.get("ACCESS_MATRIX_MISSING"):
        Path(os.environ["ACCESS_MATRIX_MISSING"]).write_text("\n".join(missing) + "\n", encoding="utf-8")
    assert not wrong, "\n".join(wrong)
    assert not missing, f"Review these lines and add them to {TABLE.name}:\n" + "\n".join(missing)
    assert not table, f"These addresses are gone; take their lines out of {TABLE.name}: {sorted(table)}"


def test_an_auditor_changes_nothing_anywhere(clients: dict[str, Client], arguments: dict[str, dict[str, Any]]) -> None:
    for route, method in itertools.product(routes(), UNSAFE):
        if route.pattern.startswith(OWN_ACCOUNT):
            continue
        before = SignOff.objects.count(), MintOrder.objects.values_list("status", flat=True).get()
        with transaction.atomic():
            result = outcome(clients["auditor"].generic(method, route.path(arguments)))
            refused_only = not AuditEvent.objects.filter(actor__role="auditor").exclude(verb="refused").exists()
            after = SignOff.objects.count(), MintOrder.objects.values_list("status", flat=True).get()
            transaction.set_rollback(True)
        assert refused_only, (method, route.pattern)
        assert before == after, (method, route.pattern)
        if not route.pattern.startswith(("api/oauth/", QUESTIONS)):  # a client's secret decides there, not a sign-in
            assert result in ("refused", "unsupported", "token", "unknown"), (method, route.pattern, result)


def test_the_reviewed_table_itself_lets_no_auditor_or_stranger_act() -> None:
    for (pattern, method), row in expected().items():
        if method == "POST" and not pattern.startswith((OWN_ACCOUNT, "api/oauth/", QUESTIONS)):
            assert row["auditor"] != "enter", pattern
            assert row["anonymous"] != "enter", pattern
            assert row["adviser"] != "enter", pattern
            assert row["api_client"] != "enter", pattern


def test_an_address_whose_parameters_nobody_filled_fails_with_its_name() -> None:
    with pytest.raises(LookupError, match="number"):
        Route("assets/<int:number>/new/", ("number",)).path({"cases/": {"number": 1}})
