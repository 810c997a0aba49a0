"""The speed of a revaluation beside the bare computation of its figures and one bulk write of them."""

import datetime
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from approvals.business_date import business_date
from approvals.choices import Role
from approvals.models import Document
from approvals.services.documents import store_document
from assets.choices import ValuationBasis
from assets.listing import PARTS
from assets.models import Benchmark, ExchangeRate, Instrument, Revaluation, Valuation, ValuationAcceptance
from assets.models.register_import import ImportMode
from assets.money import BASE, QUOTE
from assets.selectors import circumstances_on
from assets.services.fixings import record_fixing
from assets.services.imports import carry_out_import, check_run, start_import
from assets.services.rates import record_rate
from assets.services.revaluations import CHUNK, record_revaluation, to_revalue
from assets.services.valuations import stored_figures
from assets.valuing import Circumstances, usual_basis, value
from portal.benchmarks.asset_files import write_asset_file
from portal.benchmarks.ratios import Ratio

#: The least share of the speed of the bare work.
GOAL = 1 / 2
#: The yield in percent a year at which every security that can be was accepted last.
YIELD = Decimal("11.2500")

Say = Callable[[str], Any]
#: An asset, the basis of its valuation and the quote that it needs.
Task = tuple[Instrument, ValuationBasis, Decimal | None]


def measured(say: Say, rows: int = 11_000) -> list[Ratio]:
    """Revalues a register of mixed assets in the database of this process, a migrated scratch one.

    Both value the same assets on the same bases: every security at the yield at which it was accepted last. The bare work
    has them in memory, computes the figures and writes them by one `bulk_create`; it is rolled back. The revaluation also
    reads and locks the assets, their last yields and liens, and leaves its entry in the trail.
    """
    officer, approver = _person("officer", Role.CASE_OFFICER), _person("approver", Role.APPROVER)
    today = business_date()
    document = store_document(actor=officer, title="Benchmark", file_name="note.txt", content=b"Illustrative.")
    rate = record_rate(
        actor=officer, base=BASE, quote=QUOTE, rate=Decimal("280.00"), on_date=today, source="Benchmark, illustrative"
    )
    _fixings(officer, today)
    _register(officer, rows)
    circumstances = circumstances_on(today, rate)
    tasks = _accepted(_tasks(today), circumstances, officer, approver, document, rate)
    say(f"{len(tasks):,} assets to revalue, {sum(quote is not None for _, _, quote in tasks):,} of them at a yield.")
    bare_seconds = _bare(tasks, circumstances, officer, document, rate)
    say(f"Computed and written bare in {bare_seconds:.2f} s.")
    begin = time.perf_counter()
    revaluation = record_revaluation(actor=officer, as_at=today, source="Benchmark", document=document)
    seconds = time.perf_counter() - begin
    say(f"Revalued in {seconds:.2f} s.")
    _require_all(revaluation, tasks)
    return [
        Ratio(
            what="Revaluation of mixed assets",
            bare="computing the same figures and one bulk write of them",
            count=len(tasks),
            seconds=seconds,
            bare_seconds=bare_seconds,
            goal=GOAL,
        )
    ]


def _person(name: str, role: Role) -> Any:
    person, _is_new = get_user_model().objects.get_or_create(
        username=f"benchmark.{name}", defaults={"full_name": f"Benchmark {name}", "role": role}
    )
    return person


def _fixings(officer: Any, today: datetime.date) -> None:
    """A fixing of every benchmark for each month of four years, so that every floater's periods have begun with one."""
    for benchmark in Benchmark.objects.all():
        for months in range(48):
            record_fixing(
                actor=officer,
                benchmark=benchmark,
                on_date=today - datetime.timedelta(days=30 * months),
                value_pct=Decimal("11.0000"),
                source="Benchmark, illustrative",
            )


def _register(officer: Any, rows: int) -> None:
    """So many further assets of every kind, by the register's own import."""
    first = (Instrument.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    with TemporaryDirectory() as folder:
        path = Path(folder) / "assets.csv"
        write_asset_file(path, rows=rows, first_number=first)
        with path.open("rb") as file:
            run = start_import(actor=officer, file=file, file_name=path.name)
        if run.is_open:
            run = check_run(run)
        carry_out_import(actor=officer, run=run, mode=ImportMode.ALL_OR_NOTHING)


def _tasks(today: datetime.date) -> list[Task]:
    """The assets that a revaluation is about, in memory with their parts."""
    assets = list(to_revalue(today).select_related(*PARTS).order_by("pk"))
    return [
        (asset, ValuationBasis.YIELD, YIELD) if asset.is_security else (asset, usual_basis(asset), None)
        for asset in assets
    ]


def _accepted(
    tasks: list[Task],
    circumstances: Circumstances,
    officer: Any,
    approver: Any,
    document: Document,
    rate: ExchangeRate,
) -> list[Task]:
    """Accepts a valuation of every asset, and gives the tasks at the yields that these left behind."""
    stored = Valuation.objects.bulk_create(_valuations(tasks, circumstances, officer, document, rate), batch_size=CHUNK)
    ValuationAcceptance.objects.bulk_create(
        (
            ValuationAcceptance(valuation=valuation, accepted_by=approver, accepted_on=circumstances.as_at)
            for valuation in stored
        ),
        batch_size=CHUNK,
    )
    return [(asset, basis, valuation.yield_pct) for (asset, basis, _), valuation in zip(tasks, stored, strict=True)]


def _bare(
    tasks: list[Task], circumstances: Circumstances, officer: Any, document: Document, rate: ExchangeRate
) -> float:
    """Seconds to compute and to write the figures, and nothing else."""
    with transaction.atomic():
        begin = time.perf_counter()
        Valuation.objects.bulk_create(_valuations(tasks, circumstances, officer, document, rate), batch_size=CHUNK)
        seconds = time.perf_counter() - begin
        transaction.set_rollback(True)
    return seconds


def _valuations(
    tasks: list[Task], circumstances: Circumstances, officer: Any, document: Document, rate: ExchangeRate
) -> list[Valuation]:
    return [
        Valuation(
            instrument=asset,
            as_at=circumstances.as_at,
            exchange_rate=rate,
            source="Benchmark",
            document=document,
            recorded_by=officer,
            recorded_on=circumstances.as_at,
            **stored_figures(value(asset, basis, circumstances, quote=quote)),
        )
        for asset, basis, quote in tasks
    ]


def _require_all(revaluation: Revaluation, tasks: list[Task]) -> None:
    """Raises LookupError unless the revaluation valued what the bare work did, so that the two can be compared."""
    done = revaluation.valuations.count()
    if done != len(tasks) or revaluation.left_out:
        raise LookupError(f"{done:,} of {len(tasks):,} assets were revalued; {revaluation.left_out[:3]}")
