"""Loading the study's reference data: bodies, required sign-offs, stages, gates and their criteria.

The files in `approvals/data` are the team's recommendation; loading them again brings changed rows up to date.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import models

from approvals.models import Body, Gate, GateCriterion, RequiredSignOff, Stage
from approvals.services.acts import act
from approvals.services.trail import record_event

DATA = Path(__file__).resolve().parents[1] / "data"


@act
def load_reference_data(*, actor: Any = None) -> dict[str, int]:
    """Loads every file and returns the number of rows by kind. Writes one event where anything was new."""
    before = RequiredSignOff.objects.count() + GateCriterion.objects.count()
    counts = {
        "bodies": _upsert(Body, [_body(row) for row in read_rows("bodies.csv")], ["code"]),
        "required sign-offs": _upsert(
            RequiredSignOff,
            [_required(row) for row in read_rows("required_signoffs.csv")],
            ["instrument_type", "body", "tier"],
        ),
        "stages": _upsert(Stage, [_stage(row) for row in read_rows("stages.csv")], ["month"]),
        "gates": _upsert(Gate, [_gate(row) for row in read_rows("gates.csv")], ["code"]),
        "gate criteria": _upsert(
            GateCriterion, [GateCriterion(**_criterion(row)) for row in read_rows("gate_criteria.csv")], ["code"]
        ),
    }
    if RequiredSignOff.objects.count() + GateCriterion.objects.count() != before:
        record_event(
            actor=actor,
            verb="reference_data_loaded",
            subject="reference_data:1",
            label="Bodies, required sign-offs, stages, gates and criteria",
            data=counts,
        )
    return counts


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one data file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _upsert(model: type[models.Model], rows: Sequence[models.Model], unique: list[str]) -> int:
    updated = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in unique and not (field.primary_key and field.name == "id")
    ]
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=updated)
    return len(rows)


def _body(row: dict[str, str]) -> Body:
    return Body(**row)


def _required(row: dict[str, str]) -> RequiredSignOff:
    row["body_id"] = row.pop("body")
    return RequiredSignOff(**row)


def _stage(row: dict[str, str]) -> Stage:
    return Stage(
        month=int(row["month"]),
        theme=row["theme"],
        work_packages=row["work_packages"],
        deliverables=row["deliverables"],
    )


def _gate(row: dict[str, str]) -> Gate:
    return Gate(code=row["gate"], stage_id=int(row["month"]), title=row["title"], chair_rule=row["chair_rule"])


def _criterion(row: dict[str, str]) -> dict[str, str]:
    row["gate_id"] = row.pop("gate")
    return row
