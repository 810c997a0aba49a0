"""The child of `manage.py demo` that lives through the study against servers that run already."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from approvals.exceptions import DomainError
from approvals.models import AuditEvent, Body, Case, SignOff
from portal.demo.people import Cast, Person, officers, officials
from portal.demo.record import write_record
from portal.demo.script import play
from portal.demo.study import study_script
from portal.demo.tokens import WorkerTooLate
from portal.settings.env import VAR


class Command(BaseCommand):
    help = "Lives through the study as people in their roles and writes var/demo.json. Started by `demo`."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address under which the portal is served meanwhile."""
        parser.add_argument("--portal-url", required=True)

    def handle(self, *args: Any, portal_url: str, **options: Any) -> None:
        """Prepares what is missing, plays every step not yet done, and shows the table."""
        console = Console(
            file=self.stdout, force_terminal=sys.stdout.isatty(), width=None if sys.stdout.isatty() else 160
        )
        try:
            password = _password(VAR / "demo-password")
            cast = _people(password)
            script = study_script(cast)
            with _progress(console) as progress:
                bar = progress.add_task("The study", total=len(script.steps))
                played = play(
                    script,
                    tell=lambda line: console.print(line, markup=False, highlight=False),
                    progress=lambda done, total: progress.update(bar, completed=done),
                )
        except (DomainError, WorkerTooLate) as problem:
            raise CommandError(str(problem)) from problem
        if not played:
            console.print("Everything was done by an earlier run; nothing is done twice.")
        record = write_record(VAR / "demo.json", portal_url=portal_url, password=password)
        console.print(_table(record))
        console.print(
            f"Papers, people and assets are illustrative. {AuditEvent.objects.count()} acts stand in the audit trail.",
            markup=False,
        )


def _password(path: Path) -> str:
    """The rehearsal's one password, made once and kept beside the data, readable by its owner alone."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        password = "-".join(secrets.token_hex(3) for _ in range(3))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(password)
    return password


@transaction.atomic
def _people(password: str) -> Cast:
    """The cast, made where missing; the service user of the adviser's API client gets no password."""
    manager = get_user_model().objects
    people: list[Person] = [*officials(), *officers({body.code: body for body in Body.objects.all()})]
    existing = {person.username: person for person in manager.all()}
    for person in people:
        if person.username not in existing:
            existing[person.username] = manager.create_user(  # type: ignore[attr-defined]
                username=person.username,
                full_name=person.full_name,
                role=person.role,
                body_code=person.body_code,
                password=password,
            )
        elif not existing[person.username].check_password(password):
            existing[person.username].set_password(password)
            existing[person.username].save(update_fields=["password"])
    return Cast(existing)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )


def _table(record: dict[str, Any]) -> Table:
    """Asset, case, sign-offs, units, token, transaction and block of every order, and what the others came to."""
    table = Table(title="Test only - no legal title", show_lines=True)
    for heading in ("Asset", "Case", "Status", "Sign-offs", "Units", "Token", "Last transaction", "Block"):
        table.add_column(heading, overflow="fold")
    from tokenisation.models import Issuance

    by_case = {order["case"]: order for order in record["orders"]}
    for case in Case.objects.select_related("stage"):
        signed = SignOff.objects.filter(case=case).exclude(confirmation=None).count()
        order = by_case.get(case.reference)
        last = (
            Issuance.objects.filter(order__reference=order["reference"]).order_by("block_number").last()
            if order
            else None
        )
        table.add_row(
            case.subject_label,
            case.reference,
            f"{case.get_status_display()}, stage {case.stage_id}",
            str(signed),
            f"{order['units']:,}" if order else "",
            order["token_address"] if order else "",
            last.tx_hash if last else "",
            str(last.block_number) if last else "",
        )
    return table
