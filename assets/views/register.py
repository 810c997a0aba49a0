"""The list of assets, and one asset with everything known about it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.business_date import business_date
from approvals.choices import LIVE_STATUSES
from approvals.models import Stage
from approvals.rules import allow
from approvals.views.base import PAGE_SIZE, ReadPage, RuledView
from assets.choices import Eligibility, InstrumentType, LegalFactKind, TitleStatus
from assets.models import Instrument, Valuation
from assets.selectors import history, legal_facts_of, register

#: What a list can be sorted by, and the columns behind it; what is empty comes last.
SORTS = {
    "number": "number",
    "name": "name",
    "kind": "instrument_type",
    "maturity": "maturity_date",
    "value": "value_usd",
    "stage": "case_stage",
}


class Register(ReadPage):
    """Every asset, searched, filtered, sorted and cut into pages; the number of queries does not grow with the rows."""

    template_name = "assets/register.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page of assets that the filters leave."""
        asked = {name: self.request.GET.get(name, "").strip() for name in ("search", "kind", "stage", "sort")}
        page = Paginator(listed_assets(**asked), PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            asked=asked,
            kinds=InstrumentType.choices,
            stages=Stage.objects.all(),
            may_register=allow(self.request.user, "register_instrument"),
            **kwargs,
        )


def listed_assets(*, search: str = "", kind: str = "", stage: str = "", sort: str = "") -> "QuerySet[Instrument]":
    """The assets that the filters leave, in order; `stage` is a number of live cases or `none` for never proposed."""
    assets = register()
    if search:
        assets = assets.filter(Q(name__icontains=search) | Q(isin__iexact=search) | Q(asset_owner__icontains=search))
    if kind in InstrumentType.values:
        assets = assets.filter(instrument_type=kind)
    if stage == "none":
        assets = assets.filter(case_reference=None)
    elif stage.isdecimal():
        assets = assets.filter(case_stage=int(stage[:4]), case_status__in=LIVE_STATUSES)
    column = F(SORTS.get(sort.removeprefix("-"), "number"))
    order = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True)
    return assets.order_by(order, "number")


class AssetMixin(RuledView):
    """A view of one asset, which the address names by its number in the register."""

    asset: Instrument

    def load(self, **kwargs: Any) -> None:
        """The asset."""
        self.asset = get_object_or_404(Instrument.objects.select_related("registered_by"), number=kwargs["number"])

    def rule_subject(self) -> Any:
        """The asset."""
        return self.asset

    def subject_key(self) -> str:
        """The asset's key in the trail."""
        return self.asset.key

    def asset_url(self) -> str:
        """The asset's page."""
        return reverse("assets:asset", args=[self.asset.number])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The asset."""
        return super().get_context_data(asset=self.asset, **kwargs)  # type: ignore[misc,no-any-return]


class AssetPage(AssetMixin, ReadPage):
    """Terms, parties, title, valuations, legal facts, cases and history of one asset."""

    template_name = "assets/asset.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is known, and what the rules let this person ask for."""
        user, asset = self.request.user, self.asset
        proposals = list(asset.proposals.select_related("case__stage", "proposed_by", "valuation").order_by("-id"))
        valuations = list(
            asset.valuations.select_related("recorded_by", "acceptance__accepted_by", "exchange_rate", "document")
            .defer("document__content")
            .order_by("-as_at", "-id")
        )
        legal_facts = list(legal_facts_of(asset).defer("document__content"))
        has_live_case = any(proposal.case.status in LIVE_STATUSES for proposal in proposals)
        is_eligible = (
            asset.eligibility != Eligibility.NOT_ELIGIBLE and asset.title_status != TitleStatus.NOT_FEDERAL_PROPERTY
        )
        return super().get_context_data(
            valuations=[
                {
                    "valuation": valuation,
                    "acceptance": getattr(valuation, "acceptance", None),
                    "may_accept": not hasattr(valuation, "acceptance")
                    and valuation.recorded_by_id != user.pk
                    and allow(user, "accept_valuation", valuation),
                }
                for valuation in valuations
            ],
            legal_facts=legal_facts,
            title_proof=next((fact for fact in legal_facts if fact.kind == LegalFactKind.TITLE_PROOF), None),
            lien_fact=next((fact for fact in legal_facts if fact.kind != LegalFactKind.TITLE_PROOF), None),
            proposals=proposals,
            is_eligible=is_eligible,
            why_not_proposable=self._why_not_proposable(is_eligible, has_live_case, valuations),
            may_propose=is_eligible
            and not has_live_case
            and not (asset.maturity_date and asset.maturity_date <= business_date())
            and allow(user, "submit_proposal", asset),
            may_record_fact=allow(user, "record_legal_fact", asset),
            may_value=allow(user, "record_valuation", asset),
            may_find_not_eligible=asset.eligibility != Eligibility.NOT_ELIGIBLE
            and allow(user, "find_not_eligible", asset),
            events=history(asset)[:PAGE_SIZE],
            **kwargs,
        )

    def _why_not_proposable(self, is_eligible: bool, has_live_case: bool, valuations: list[Valuation]) -> Any:
        if self.asset.title_status == TitleStatus.NOT_FEDERAL_PROPERTY:
            return _("It cannot be proposed: its owner, %(owner)s, is not the federation.") % {
                "owner": self.asset.asset_owner
            }
        if not is_eligible:
            return _("It cannot be proposed: it was found not eligible. %(reason)s") % {
                "reason": self.asset.eligibility_reason
            }
        if has_live_case:
            return ""
        if self.asset.maturity_date and self.asset.maturity_date <= business_date():
            return _("It cannot be proposed: it has matured.")
        if not any(hasattr(valuation, "acceptance") for valuation in valuations):
            return _("Before it can be proposed, an approver must accept a valuation.")
        return ""
