"""The child of `manage.py demo` that lives through the study against servers that run already."""

import sys
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from approvals.exceptions import DomainError
from approvals.models import AuditEvent, Case, SignOff
from assets.models import Instrument
from portal.demo.enrolment import adviser_client, enrol_cast, kept_password
from portal.demo.record import write_record
from portal.demo.script import play
from portal.demo.study import study_script
from portal.demo.tokens import WorkerTooLate
from portal.settings.env import VAR
from tokenisation.models import Issuance


class Command(BaseCommand):
    help = "Lives through the study as people in their roles and writes var/demo.json. Started by `demo`."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address under which the portal is served meanwhile."""
        parser.add_argument("--portal-url", required=True)

    def handle(self, *args: Any, portal_url: str, **options: Any) -> None:
        """Prepares what is missing, plays every step not yet done, and shows the table."""
        console = Console(
            file=cast(IO[str], self.stdout),
            force_terminal=sys.stdout.isatty(),
            width=None if sys.stdout.isatty() else 160,
        )
        try:
            password = kept_password(VAR / "demo-password")
            people = enrol_cast(password)
            client = adviser_client(VAR / "adviser-client.json", administrator=people.administrator)
            script = study_script(people)
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
        record = write_record(VAR / "demo.json", portal_url=portal_url, password=password, client=client)
        console.print(_table(record))
        console.print(
            f"Papers, people and assets are illustrative. {AuditEvent.objects.count()} acts stand in the audit trail.",
            markup=False,
        )


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
    """Every asset with its case, sign-offs, units, token, last transaction and block, as far as it came."""
    table = Table(title="Test only - no legal title", show_lines=True)
    for heading in ("Asset", "Case", "Status", "Sign-offs", "Units", "Token", "Last transaction", "Block"):
        table.add_column(heading, overflow="fold")
    cases = {case.subject_key: case for case in Case.objects.select_related("stage")}
    orders = {order["case"]: order for order in record["orders"]}
    for asset in Instrument.objects.order_by("number"):
        case = cases.get(asset.key)
        if case is None:
            table.add_row(asset.name, "none", asset.get_eligibility_display())
            continue
        signed = SignOff.objects.filter(case=case).exclude(confirmation=None).count()
        status = f"{case.get_status_display()}, stage {case.stage_id}"
        table.add_row(asset.name, case.reference, status, str(signed), *_minted(orders.get(case.reference)))
    return table


def _minted(order: dict[str, Any] | None) -> tuple[str, ...]:
    """Units, token, last transaction and block of an order, or nothing."""
    if order is None:
        return ()
    last = Issuance.objects.filter(order__reference=order["reference"]).order_by("block_number", "pk").last()
    return (
        f"{order['units']:,}",
        order["token_address"],
        last.tx_hash if last else "",
        str(last.block_number) if last else "",
    )
