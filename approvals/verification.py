"""Checking the trail: what is stored must hash to its leaf, and its columns must say what was hashed."""

from collections.abc import Iterator
from dataclasses import dataclass

from approvals.canonical import leaf_hash, read_canonical
from approvals.models import AuditEvent
from approvals.services.trail import event_content


@dataclass(frozen=True)
class Fault:
    """An event that is not as it was written."""

    event: AuditEvent
    sentence: str


def fault_of(event: AuditEvent) -> Fault | None:
    """What is wrong with one event, or None."""
    if leaf_hash(event.content) != bytes(event.leaf_hash):
        return Fault(event, f"Event {event.pk}: the stored bytes do not hash to the stored leaf.")
    stored = read_canonical(event.content)
    for name, value in event_content(event).items():
        if stored.get(name) != value:
            return Fault(
                event, f"Event {event.pk}: the column {name} says {value!r}, the hashed bytes {stored.get(name)!r}."
            )
    return None


def faults() -> Iterator[Fault]:
    """Every fault of the trail, oldest event first, in constant memory."""
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=2000):
        if fault := fault_of(event):
            yield fault
