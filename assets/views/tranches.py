"""Recording a re-opening of a security."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.business_date import business_date
from approvals.choices import PaperKind
from approvals.views.base import with_paper
from assets.forms import TrancheForm
from assets.services.tranches import record_tranche
from assets.views.acts import AssetActPage


class RecordTranche(AssetActPage):
    """More of a security, sold at another price."""

    action = "record_tranche"
    counts = True
    form_class = TrancheForm
    heading = _("Record a re-opening")
    consequence = _(
        "The nominal amount grows by the face of the tranche, so the security must be valued anew before it is proposed. "
        "What it pays and its maturity stay as they are."
    )
    button = _("Record the re-opening")
    done = _("The re-opening is recorded. Record a valuation of the larger amount next.")

    def load(self, **kwargs: Any) -> None:
        """The asset; anything but a security is never opened again."""
        super().load(**kwargs)
        if not self.asset.is_security:
            raise Http404(_t("Only a security is opened again."))

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"settlement_date": business_date()}

    def perform(self, form: Any) -> Any:
        """Paper and tranche as one act."""
        names = ("settlement_date", "face", "clean_price", "auction_number")
        return with_paper(
            record_tranche,
            actor=self.request.user,
            paper_kind=PaperKind.ASSET,
            instrument=self.asset,
            **{name: form.cleaned_data[name] for name in names},
            **form.paper_arguments(),
        )
