"""What was done to an asset, from the audit trail, in words: what an amendment changed, and the figures of other acts.

The trail keeps facts as text in the form in which they are stored. An amount is read with the currency of its time, so the
asset's facts are taken back amendment by amendment from as they stand now. What is not understood, because the register
has changed since, is shown as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from approvals.canonical import read_canonical
from approvals.models import AuditEvent, Document
from assets.act_figures import figures_of
from assets.facts import stated_facts
from assets.family import field_of, label_of
from assets.models import Benchmark, Instrument
from assets.selectors import history
from assets.wording import fact_text

#: Acts that the asset's own page shows; the page of its history has all.
LATEST = 5
AMENDED, REGISTERED = "instrument_amended", "instrument_registered"


@dataclass(frozen=True)
class ChangedFact:
    """One fact in words, as it was before and as it has been since."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class StatedFact:
    """One fact or figure in words."""

    label: str
    text: str


@dataclass(frozen=True)
class Change:
    """One act on the asset with what it changed or stated. `version` is that of the asset since an amendment."""

    event: AuditEvent
    version: int | None = None
    changed: list[ChangedFact] = field(default_factory=list)
    stated: list[StatedFact] = field(default_factory=list)
    figures: list[StatedFact] = field(default_factory=list)
    papers: list[Document] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """Whether anything but the act itself is known in words; if not, its label in the trail has to do."""
        return bool(self.changed or self.stated or self.figures or self.papers)


def latest_changes(asset: Instrument) -> list[Change]:
    """The last few acts on the asset, newest first."""
    return changes_among(asset, history(asset)[:LATEST])


def changes_among(asset: Instrument, events: Iterable[AuditEvent]) -> list[Change]:
    """Acts on the asset that follow each other, newest first; four queries at most, however many they are."""
    events = list(events)
    read = [(event, _data(event)) for event in events]
    papers = _papers(data for _event, data in read)
    words = _Words()
    facts = _facts_after(asset, events[0]) if events else {}
    told = []
    for event, data in read:
        before = after = facts
        if event.verb == AMENDED:
            before, after = _before(facts, data), {**facts, **{name: pair[1] for name, pair in _changed(data).items()}}
        told.append(
            Change(
                event,
                version=_version(data) if event.verb == AMENDED else None,
                changed=[
                    ChangedFact(words.label(name), words.text(name, before), words.text(name, after))
                    for name in _changed(data)
                ]
                if event.verb == AMENDED
                else [],
                stated=list(_stated(words, data)) if event.verb == REGISTERED else [],
                figures=[StatedFact(*pair) for pair in figures_of(event.verb, data, facts)],
                papers=[papers[data["document"]]] if data.get("document") in papers else [],
            )
        )
        facts = before
    return told


def _facts_after(asset: Instrument, event: AuditEvent) -> dict[str, str]:
    """The asset's facts as they stood once the event was written: as they are now, without what was amended since."""
    facts = stated_facts(asset)
    for later in history(asset).filter(verb=AMENDED, pk__gt=event.pk):
        facts = _before(facts, _data(later))
    return facts


def _before(facts: Mapping[str, str], data: Mapping[str, Any]) -> dict[str, str]:
    return {**facts, **{name: former for name, (former, _later) in _changed(data).items()}}


def _changed(data: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Former and later form of each fact, by name; what an old event has in another form is left to its label."""
    pairs = data.get("changed")
    if not isinstance(pairs, Mapping):
        return {}
    return {
        name: (str(pair[0]), str(pair[1])) for name, pair in pairs.items() if isinstance(pair, list) and len(pair) == 2
    }


def _version(data: Mapping[str, Any]) -> int | None:
    version = data.get("version")
    return version if isinstance(version, int) else None


def _stated(words: _Words, data: Mapping[str, Any]) -> Iterator[StatedFact]:
    terms = data.get("terms")
    if isinstance(terms, Mapping):
        for name, value in terms.items():
            if value:
                yield StatedFact(words.label(name), words.text(name, terms))


def _papers(every: Iterable[Mapping[str, Any]]) -> dict[str, Document]:
    """The papers that the events name by their SHA-256, without their bytes; of equal ones that stored first."""
    digests = {data["document"] for data in every if data.get("document")}
    if not digests:
        return {}
    found = Document.objects.filter(sha256__in=digests).defer("content").order_by("-pk")
    return {paper.sha256: paper for paper in found}


def _data(event: AuditEvent) -> dict[str, Any]:
    """What the event says beside its columns; nothing where its bytes cannot be read, which its check on the trail shows."""
    try:
        data = read_canonical(event.content).get("data")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


class _Words:
    """Facts in words, each benchmark's name looked up once for all of them."""

    def label(self, name: str) -> str:
        """What the fact is called; its name in the trail where the register does not have it any more."""
        try:
            return label_of(name)
        except FieldDoesNotExist:
            return name

    def text(self, name: str, facts: Mapping[str, Any]) -> str:
        """The fact as people read it, with the currency and unit that stand beside it; as it was written where it must be."""
        try:
            if facts.get(name) and isinstance(field_of(name), models.ForeignKey):
                return str(self._benchmarks.get(facts[name], facts[name]))
            return fact_text(name, facts)
        except (FieldDoesNotExist, ValueError, ArithmeticError):
            return str(facts.get(name, ""))

    @cached_property
    def _benchmarks(self) -> dict[Any, Benchmark]:
        return Benchmark.objects.in_bulk()
