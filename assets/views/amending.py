"""Amending an asset: the terms of the version that the person read, one thing at a time, and what follows from it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.choices import SignOffState
from approvals.models import Case, Draft
from approvals.selectors import SignOffStanding, standing_of_signoffs
from approvals.wording import number_text
from assets.asset_form import AmendmentForm
from assets.choices import Eligibility
from assets.dossier_sections import MATERIAL
from assets.facts import changes_between, stated_facts, stored_forms
from assets.family import facts_of, label_of
from assets.models import Instrument
from assets.selectors import live_case
from assets.services.instruments import RESERVED_FACTS, amend_instrument
from assets.views.acts import AssetActPage
from assets.views.steps import TermsPage
from assets.wording import fact_text

#: States of decisions that an amendment leaves as they are, because they count no more or never were.
_PAST = (SignOffState.MISSING, SignOffState.VOID, SignOffState.WITHDRAWN)


@dataclass(frozen=True)
class Change:
    """One term that will change: its label, and both values in words."""

    label: str
    before: str
    after: str


class AmendAsset(TermsPage, AssetActPage):
    """A case officer changes terms of the version that they read."""

    action = "amend_instrument"
    counts = True
    form_class = AmendmentForm
    facts_template = "assets/parts/amendment_facts.html"
    heading = _("Amend this asset")
    button = _("Record the amendment")

    def load(self, **kwargs: Any) -> None:
        """The asset, and what follows from its live case."""
        super().load(**kwargs)
        self.consequence = self._consequence(is_material=True)
        if self.live is not None:
            self.next_steps = _t(
                "The case's page shows the dossier in force and which bodies have still to decide on it."
            )

    @cached_property
    def live(self) -> Case | None:
        """The asset's live case."""
        return live_case(self.asset)

    @cached_property
    def still(self) -> frozenset[str]:
        """Terms that nobody can change now."""
        return _still(self.asset, self.live)

    def kind_of(self, draft: Draft | None) -> str:
        """The kind that was entered, or that stands; while a case lives it stands still."""
        stands = str(self.asset.instrument_type)
        return stands if self.live else super().kind_of(draft) or stands

    def left_out(self) -> Collection[str]:
        """Another kind's terms and those that stand still. What stands in the register of this kind can be corrected."""
        others = set(super().left_out())
        if self.kind == self.asset.instrument_type:
            others -= {name for name in others if facts_of(self.asset).get(name) not in (None, "")}
        return self.still | others

    def get_form_kwargs(self) -> dict[str, Any]:
        """The terms as they stand."""
        return super().get_form_kwargs() | {"instance": self.asset}

    def get_initial(self) -> dict[str, Any]:
        """The version as this person sees it now: posting it later shows whether it was amended meanwhile."""
        return {"version": self.asset.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What can change, what cannot, whose decisions fall; before the last button, what will change."""
        context = super().get_context_data(
            live_case=self.live,
            still=[label_of(name) for name in sorted(self.still & RESERVED_FACTS)],
            falling=_falling(self.live),
            **kwargs,
        )
        if "answers" in kwargs:
            changed = _changed(self.asset, kwargs["form"].changes())
            context["is_checked"] = True
            context["changes"] = [_change(self.asset, kwargs["form"].changes(), name) for name in changed]
            context["consequence"] = self._consequence(is_material=bool(MATERIAL & set(changed)))
        return context

    def perform(self, form: Any) -> Instrument:
        """Hands over to the service."""
        return amend_instrument(
            actor=self.request.user,
            instrument=self.asset,
            version=form.cleaned_data["version"],
            **form.changes(),
        )

    def done_message(self, result: Any) -> Any:
        """Names the version, or says that nothing was changed."""
        if result.version == self.asset.version:
            return _t("Nothing was changed: what you entered stands in the register already.")
        return _t("The asset is amended and stands at version %(number)s.") % {"number": number_text(result.version)}

    def _consequence(self, *, is_material: bool) -> str:
        register = _t("The register shows the amended terms; the trail keeps the former ones.")
        if self.live is None:
            return register
        if not is_material:
            return f"{register} " + _t(
                "What you changed is no part of the dossier, so the decisions on %(case)s stay in force."
            ) % {"case": self.live}
        return f"{register} " + _t(
            "The dossier of %(case)s changes with them: every decision that a body took on the former dossier becomes "
            "void and must be taken again, and a test token of the former dossier is minted no more."
        ) % {"case": self.live}


def _still(asset: Instrument, live: Case | None) -> frozenset[str]:
    """Terms that nobody can change now."""
    still = set(RESERVED_FACTS) if live is not None else set()
    if asset.eligibility == Eligibility.NOT_ELIGIBLE:
        still |= {"eligibility", "eligibility_reason"}
    return frozenset(still)


def _falling(live: Case | None) -> list[SignOffStanding]:
    """The decisions on the dossier in force, which a change of the dossier makes void."""
    if live is None:
        return []
    return [row for row in standing_of_signoffs(live) if row.state not in _PAST]


def _changed(asset: Instrument, entered: dict[str, Any]) -> list[str]:
    """The names of the facts that differ, in the order of the form."""
    differing = changes_between(stated_facts(asset), stored_forms(facts_of(asset) | entered))
    return [name for name in entered if name in differing]


def _change(asset: Instrument, entered: dict[str, Any], name: str) -> Change:
    before = facts_of(asset)
    return Change(label_of(name), fact_text(name, before), fact_text(name, before | entered))
