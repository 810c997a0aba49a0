"""Registering the addresses of the duties' keys, so that only workers need the key folder."""

from approvals.services.acts import act
from approvals.services.trail import record_event
from tokenisation.choices import Duty
from tokenisation.keystores import duty_addresses
from tokenisation.models import DutyKey


@act
def register_keys() -> list[DutyKey]:
    """Registers every address of the key folder that is not the duty's present one; returns what was new.

    Raises KeyUnavailable where a key is missing.
    """
    present = {key.duty: key.address for key in DutyKey.objects.all()}
    return [
        _register(Duty(duty), address) for duty, address in duty_addresses().items() if present.get(duty) != address
    ]


def _register(duty: Duty, address: str) -> DutyKey:
    key = DutyKey.objects.create(duty=duty, address=address)
    record_event(
        actor=None,
        verb="key_registered",
        subject=f"key:{key.pk}",
        label=key,
        data={"duty": duty.value, "address": address},
    )
    return key
