"""One valuation with its workings."""

from typing import Any

from django.shortcuts import get_object_or_404

from approvals.exceptions import InvalidInput
from approvals.rules import allow
from approvals.views.base import ReadPage
from assets.models import Valuation
from assets.services.valuations import comes_out_the_same, recomputed
from assets.views.register import AssetMixin
from assets.workings import steps_of


class ValuationPage(AssetMixin, ReadPage):
    """A valuation: what counts, what the asset is worth, every step between, and whether it comes out the same today."""

    template_name = "assets/valuation.html"
    valuation: Valuation

    def load(self, **kwargs: Any) -> None:
        """The asset and its valuation."""
        super().load(**kwargs)
        self.valuation = get_object_or_404(
            Valuation.objects.select_related(
                "exchange_rate", "document", "recorded_by", "acceptance__accepted_by"
            ).defer("document__content"),
            instrument=self.asset,
            pk=kwargs["valuation"],
        )
        self.valuation.instrument = self.asset

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The figures and their steps."""
        valuation, user = self.valuation, self.request.user
        acceptance = getattr(valuation, "acceptance", None)
        again = comes_out_the_same(valuation)
        return super().get_context_data(
            valuation=valuation,
            steps=steps_of(valuation),
            acceptance=acceptance,
            may_accept=acceptance is None
            and valuation.recorded_by_id != user.pk
            and allow(user, "accept_valuation", valuation),
            again=again,
            why_not_again="" if again else _why_not(valuation),
            **kwargs,
        )


def _why_not(valuation: Valuation) -> str:
    """Why nothing can be computed from the facts of today; empty where it can."""
    try:
        recomputed(valuation)
    except InvalidInput as refusal:
        return refusal.message
    return ""
