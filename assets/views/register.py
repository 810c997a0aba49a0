"""The list of assets, and one asset with everything known about it."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from approvals.business_date import business_date
from approvals.choices import LIVE_STATUSES
from approvals.exceptions import InvalidInput
from approvals.rules import allow
from approvals.views.base import ReadPage, RuledView
from approvals.views.lists import ListColumn, ListPage
from assets.ceiling import open_breach
from assets.choices import Eligibility, InstrumentType, LegalFactKind, TitleStatus
from assets.encumbrances import encumbrances_of
from assets.fact_groups import fact_groups
from assets.forms import AsAtForm
from assets.history import latest_changes
from assets.listing import MATURITY, PARTS, STAGE, VALUE, listed, rows_of, with_columns
from assets.models import Instrument, Valuation
from assets.papers import papers_of
from assets.payments import payments_of
from assets.selectors import ValueAsAt, legal_facts_of, value_as_at
from assets.tranches import tranches_of
from assets.views.exporting import FACT_FILES, facts_file
from assets.views.register_filters import AssetFilters

#: A field's own display compares every kind anew for each asset, which was most of the time that a file took.
_KINDS = dict(InstrumentType.choices)


class Register(ListPage):
    """Every asset, searched, filtered, sorted and cut into pages; the number of queries does not grow with the rows."""

    template_name = "assets/register.html"
    filterset_class = AssetFilters
    more_filters = ("title", "eligibility", "currency", "matures_from", "matures_to", "encumbered")
    heading = _("Register of assets")
    lead = _("Every asset that the study may touch. Being in the register alone takes no room under the ceiling.")
    caption = _("Assets with their kind, value and case")
    empty = _("The register is empty.")
    empty_hint = _("A case officer registers an asset.")
    file_name = "register"
    downloads = {**ListPage.downloads, **FACT_FILES}
    default_order = ("number",)
    columns = (
        ListColumn("number", _("No."), lambda asset: asset.number, "number", is_number=True),
        ListColumn("name", _("Asset"), lambda asset: asset.name, "name"),
        ListColumn("kind", _("Kind"), lambda asset: str(_KINDS[asset.instrument_type]), "instrument_type"),
        ListColumn("maturity", _("Maturity"), lambda asset: asset.matures_on or "", MATURITY),
        ListColumn("value", _("Accepted value in USD"), lambda asset: _blank(asset.value_usd), VALUE, is_number=True),
        ListColumn("stage", _("Stage"), lambda asset: _blank(asset.case_stage), STAGE),
        ListColumn("case", _("Case"), lambda asset: asset.case_reference or ""),
    )

    def rows(self) -> "QuerySet[Any]":
        """Every asset; the columns are read for those that are shown."""
        return listed()

    def shown(self, records: "QuerySet[Any]") -> list[Any]:
        """The assets of one page with their latest accepted value and case."""
        return rows_of(records)

    def in_file(self, records: "QuerySet[Any]") -> "QuerySet[Any]":
        """The same columns for all of them, and no more of an asset than the file's lines need."""
        needed = with_columns(records).select_related(None)
        return needed.only("number", "name", "instrument_type", "title_status", "eligibility")

    @cached_property
    def _today(self) -> datetime.date:
        return business_date()

    def download(self, asked: str, records: "QuerySet[Any]") -> Any:
        """The list as it is shown, or all facts of its assets."""
        return facts_file(asked, records) if asked in FACT_FILES else super().download(asked, records)

    def prepare(self, records: list[Any]) -> None:
        """Which assets nobody can propose; what is under study already says so itself."""
        today = self._today
        for asset in records:
            asset.cannot_be_proposed = not _is_eligible(asset) or (
                asset.matures_on is not None and asset.matures_on <= today and asset.case_status not in LIVE_STATUSES
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the person may add to it, and a breach of the ceiling that keeps everything from being proposed."""
        return super().get_context_data(
            may_register=allow(self.request.user, "register_instrument"),
            breach=open_breach(),
            **kwargs,
        )


def _is_eligible(asset: Instrument) -> bool:
    return asset.eligibility != Eligibility.NOT_ELIGIBLE and asset.title_status != TitleStatus.NOT_FEDERAL_PROPERTY


def _blank(value: object) -> object:
    return "" if value is None else value


class AssetMixin(RuledView):
    """A view of one asset, which the address names by its number in the register."""

    asset: Instrument

    def load(self, **kwargs: Any) -> None:
        """The asset."""
        self.asset = get_object_or_404(
            Instrument.objects.select_related("registered_by", "imported__run", *PARTS), number=kwargs["number"]
        )

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
        legal_facts = list(legal_facts_of(asset))
        has_live_case = any(proposal.case.status in LIVE_STATUSES for proposal in proposals)
        is_eligible = _is_eligible(asset)
        as_at_form, value, no_value = self._value_as_at()
        return super().get_context_data(
            as_at_form=as_at_form,
            value=value,
            no_value=no_value,
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
            fact_groups=fact_groups(asset),
            tranches=tranches_of(asset) if asset.is_security else [],
            may_reopen=not has_live_case and allow(user, "record_tranche", asset),
            payments=payments_of(asset, business_date()) if asset.is_security else None,
            encumbrances=encumbrances_of(asset, legal_facts),
            may_encumber=allow(user, "record_encumbrance", asset),
            title_proof=next((fact for fact in legal_facts if fact.kind == LegalFactKind.TITLE_PROOF), None),
            proposals=proposals,
            is_eligible=is_eligible,
            why_not_proposable=self._why_not_proposable(is_eligible, has_live_case, valuations),
            may_propose=is_eligible
            and not has_live_case
            and not asset.has_matured_on(business_date())
            and allow(user, "submit_proposal", asset),
            may_record_fact=allow(user, "record_legal_fact", asset),
            papers=papers_of(asset),
            may_attach=allow(user, "attach_paper", asset),
            may_value=allow(user, "record_valuation", asset),
            may_amend=allow(user, "amend_instrument", asset),
            may_find_not_eligible=asset.eligibility != Eligibility.NOT_ELIGIBLE
            and allow(user, "find_not_eligible", asset),
            latest_changes=latest_changes(asset),
            **kwargs,
        )

    def _value_as_at(self) -> tuple[AsAtForm, ValueAsAt | None, str]:
        """The form that asks for a day with the value at its rate, or why there is none; today where nobody asked."""
        is_asked = "as_at" in self.request.GET
        form = AsAtForm({"as_at": self.request.GET["as_at"] if is_asked else business_date()})
        if form.is_valid():
            try:
                return form, value_as_at(self.asset, form.cleaned_data["as_at"]), ""
            except InvalidInput as refusal:
                if not is_asked:
                    return form, None, refusal.message
                form.add_error("as_at", refusal.message)
        return form, None, ""

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
        if self.asset.has_matured_on(business_date()):
            return _("It cannot be proposed: it has matured.")
        if not any(hasattr(valuation, "acceptance") for valuation in valuations):
            return _("Before it can be proposed, an approver must accept a valuation.")
        return ""
