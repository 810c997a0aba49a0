"""A person for every role, named by role."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

from approvals.choices import Role
from approvals.models import Body

#: What the two officers of a body do; the second stands behind what the first recorded.
DUTIES = (gettext_noop("Recording Officer"), gettext_noop("Confirming Officer"))
#: The bodies that decide on some sample asset's test mint; each has a recording and a confirming officer.
DECIDING_BODIES = ("FIN-DMO", "FIN-SEC", "LAW", "SBP-DMMD", "PVARA", "FMU", "SHARIAH", "OWNER")


@dataclass(frozen=True)
class Person:
    """One member of the cast."""

    username: str
    full_name: str
    role: Role
    body_code: str = ""
    duty: str = ""


def officials() -> list[Person]:
    """Everybody who belongs to no body."""
    return [
        Person("administrator", gettext_noop("Administrator"), Role.ADMINISTRATOR),
        Person("programme-lead", gettext_noop("Programme Lead, Finance Division"), Role.PROGRAMME_LEAD),
        Person("case-officer", gettext_noop("Case Officer, Debt Management Office"), Role.CASE_OFFICER),
        Person("approver", gettext_noop("Approver, Debt Management Office"), Role.APPROVER),
        Person("treasury-operator-1", gettext_noop("First Treasury Operator"), Role.TREASURY_OPERATOR),
        Person("treasury-operator-2", gettext_noop("Second Treasury Operator"), Role.TREASURY_OPERATOR),
        Person("gate-chair", gettext_noop("Chair of the Gates"), Role.GATE_CHAIR),
        Person("auditor", gettext_noop("Auditor, Auditor-General's Office"), Role.AUDITOR),
        Person("adviser", gettext_noop("Adviser, Binance Investments"), Role.ADVISER),
    ]


def officers(bodies: dict[str, Body]) -> list[Person]:
    """Two officers for every body that decides."""
    return [
        Person(
            f"{code.lower()}-{duty.split()[0].lower()}",
            f"{duty}, {bodies[code].name}"[:150],
            Role.BODY_OFFICER,
            code,
            duty,
        )
        for code in DECIDING_BODIES
        for duty in DUTIES
    ]


class Cast:
    """The people by what they do: `cast.case_officer`, `cast.recorder("LAW")`."""

    def __init__(self, people: dict[str, Any]) -> None:
        self._people = people

    def __getattr__(self, name: str) -> Any:
        try:
            return self._people[name.replace("_", "-")]
        except KeyError:
            raise AttributeError(name) from None

    def recorder(self, body_code: str) -> Any:
        """The officer who records the body's decisions."""
        return self._people[f"{body_code.lower()}-recording"]

    def confirmer(self, body_code: str) -> Any:
        """The officer who confirms them."""
        return self._people[f"{body_code.lower()}-confirming"]

    @property
    def first_treasury_operator(self) -> Any:
        """The one who orders."""
        return self._people["treasury-operator-1"]

    @property
    def second_treasury_operator(self) -> Any:
        """The one who releases."""
        return self._people["treasury-operator-2"]

    def everybody(self) -> list[Any]:
        """All of them, in the order of their making."""
        return list(self._people.values())
