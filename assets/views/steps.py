"""The pages on which an asset's terms are entered, one thing at a time; registering and amending share them.

The kind is asked first, and then only what an asset of this kind has. What was entered for another kind stays in the
draft, so that it is there again for one who goes back to that kind.
"""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from approvals.models import Draft
from approvals.views.acts import ActPage, Step
from assets.fact_groups import LAW_FACTS, PLACE_FACTS, POOL_FACTS
from assets.kinds import facts_of_other_kinds

ASSET_STEPS = (
    Step(_("Kind"), ("instrument_type",)),
    Step(_("What it is"), ("name", "asset_class", "isin", "cfi", "fisn", "dti", "commodity", "grade", "description")),
    Step(
        _("Parties and title"),
        (
            "issuer",
            "issuer_lei",
            "obligor",
            "obligor_lei",
            "guarantor",
            "asset_owner",
            "title_status",
            "eligibility",
            "eligibility_reason",
        ),
    ),
    Step(
        _("Amounts"),
        (
            "currency",
            "nominal_amount",
            "denomination",
            "minimum_subscription",
            "quantity",
            "quantity_unit",
            "unit_price",
            "unit_price_currency",
            "price_unit",
            "price_source",
            "price_date",
            "shrinkage_pct",
            "haircut_pct",
        ),
    ),
    Step(
        _("Terms and return"),
        (
            "issue_date",
            "maturity_date",
            "return_type",
            "rate_pct",
            "reference_rate",
            "margin_bps",
            "payments_per_year",
            "first_payment_date",
            "day_count",
            "business_day_convention",
            "issue_yield_pct",
            "issue_price",
            "auction_number",
        ),
    ),
    Step(
        _("The pool behind the certificates"),
        POOL_FACTS,
    ),
    Step(
        _("Where it is and who looked at it"),
        PLACE_FACTS,
    ),
    Step(
        _("Law and administration"),
        (*LAW_FACTS, "note"),
    ),
)


def steps_without(names: Collection[str]) -> tuple[Step, ...]:
    """The steps without these fields; a step that has none left is left out."""
    steps = (Step(step.title, tuple(name for name in step.fields if name not in names)) for step in ASSET_STEPS)
    return tuple(step for step in steps if step.fields)


class TermsPage(ActPage):
    """An act with an asset's terms: the kind first, then the terms of that kind."""

    #: Empty as long as nobody entered it.
    kind: str
    without: Collection[str]

    def load(self, **kwargs: Any) -> None:
        """The kind as far as it was entered, and what is asked for it."""
        super().load(**kwargs)
        self._ask_for(self._draft())

    def kind_of(self, draft: Draft | None) -> str:
        """The kind that was entered."""
        entered = draft.answers.get("instrument_type") if draft else None
        return str((entered or self.request.POST.getlist("instrument_type") or [""])[-1])

    def left_out(self) -> Collection[str]:
        """Facts that are not asked for, because they are another kind's."""
        return facts_of_other_kinds(self.kind)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The terms that are asked for."""
        return super().get_form_kwargs() | {"without": self.without, "kind": self.kind}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many parts there are follows from the kind, so nothing is said of it before."""
        return super().get_context_data(**kwargs) | ({} if self.kind else {"step_count": None})

    def _ask_for(self, draft: Draft | None) -> None:
        self.kind = self.kind_of(draft)
        self.without = self.left_out()
        self.steps = steps_without(self.without)

    def _keep(self, request: HttpRequest) -> Draft:
        draft = super()._keep(request)
        self._ask_for(draft)
        return draft

    def _step(self) -> int:
        return super()._step() if self.kind else 1
