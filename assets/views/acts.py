"""Acts on an asset: recording a legal fact or a valuation, accepting one, proposing, finding not eligible."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.business_date import business_date
from approvals.choices import PaperKind
from approvals.forms import ReasonForm
from approvals.views.acts import ActPage
from approvals.views.base import with_paper
from assets.forms import EncumbranceForm, LegalFactForm, ProposalForm, ValuationForm
from assets.models import Valuation
from assets.services.eligibility import find_not_eligible
from assets.services.encumbrances import record_encumbrance
from assets.services.legal_facts import record_legal_fact
from assets.services.proposals import submit_proposal
from assets.services.valuations import accept_valuation, record_valuation
from assets.valuing import bases_of, usual_basis
from assets.views.register import AssetMixin
from assets.workings import steps_of


class AssetActPage(AssetMixin, ActPage):
    """An act after which the person goes on reading the asset."""

    facts_template = "assets/parts/asset_facts.html"

    def done_url(self, result: Any) -> str:
        """The asset."""
        return self.asset_url()


class RecordLegalFact(AssetActPage):
    """Title proven, an encumbrance released or consented to."""

    action = "record_legal_fact"
    counts = True
    form_class = LegalFactForm
    heading = _("Record a legal fact")
    consequence = _(
        "The fact becomes part of the dossier. Where the asset has an open case, the dossier changes and decisions "
        "that bodies took on the former one become void."
    )
    button = _("Record the fact")
    done = _("The legal fact is recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The asset's encumbrances, of which a release or a consent can name one."""
        return super().get_form_kwargs() | {"encumbrances": list(self.asset.encumbrances.all())}

    def perform(self, form: Any) -> Any:
        """Paper and fact as one act."""
        return with_paper(
            record_legal_fact,
            actor=self.request.user,
            paper_kind=PaperKind.LEGAL_FACT,
            instrument=self.asset,
            kind=form.cleaned_data["kind"],
            statement=form.cleaned_data["statement"],
            encumbrance=form.chosen_encumbrance(),
            **form.paper_arguments(),
        )


class RecordEncumbrance(AssetActPage):
    """A lien, a pledge or another right of somebody else."""

    action = "record_encumbrance"
    counts = True
    form_class = EncumbranceForm
    heading = _("Record an encumbrance")
    consequence = _(
        "The asset counts as encumbered until a paper shows the release or the holder's consent. Where it has an open "
        "case, the dossier changes and decisions that bodies took on the former one become void."
    )
    button = _("Record the encumbrance")
    done = _("The encumbrance is recorded.")

    def perform(self, form: Any) -> Any:
        """Paper and encumbrance as one act."""
        return with_paper(
            record_encumbrance,
            actor=self.request.user,
            paper_kind=PaperKind.LEGAL_FACT,
            instrument=self.asset,
            stated=form.stated(),
            **form.paper_arguments(),
        )


class RecordValuation(AssetActPage):
    """A valuation by a case officer."""

    action = "record_valuation"
    form_class = ValuationForm
    heading = _("Record a valuation")
    consequence = _("It counts against the ceiling once an approver, another person, has accepted it.")
    button = _("Record the valuation")
    done = _("The valuation is recorded. An approver must accept it before the asset can be proposed.")
    next_steps = _("An approver finds the valuation on their home page.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The bases on which an asset of this kind can be valued."""
        return super().get_form_kwargs() | {"bases": bases_of(self.asset.instrument_type)}

    def get_initial(self) -> dict[str, Any]:
        """Today, on the basis that needs nothing else."""
        return {"as_at": business_date(), "basis": usual_basis(self.asset).value}

    def perform(self, form: Any) -> Any:
        """Paper and valuation as one act."""
        return with_paper(
            record_valuation,
            actor=self.request.user,
            paper_kind=PaperKind.VALUATION,
            instrument=self.asset,
            as_at=form.cleaned_data["as_at"],
            source=form.cleaned_data["source"],
            basis=form.cleaned_data.get("basis", ""),
            quote=form.cleaned_data.get("quote"),
            **form.paper_arguments(),
        )


class AcceptValuation(AssetActPage):
    """A second person stands behind a valuation."""

    action = "accept_valuation"
    counts = True
    facts_template = "assets/parts/valuation_facts.html"
    heading = _("Accept a valuation")
    consequence = _("You stand behind these figures. The asset can then be proposed at this value.")
    button = _("Accept the valuation")
    done = _("The valuation is accepted.")
    valuation: Valuation

    def load(self, **kwargs: Any) -> None:
        """The asset and its valuation."""
        super().load(**kwargs)
        self.valuation = get_object_or_404(
            Valuation.objects.select_related("instrument", "exchange_rate", "document", "recorded_by").defer(
                "document__content"
            ),
            instrument=self.asset,
            pk=kwargs["valuation"],
        )

    def rule_subject(self) -> Any:
        """The valuation."""
        return self.valuation

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The valuation."""
        return super().get_context_data(valuation=self.valuation, steps=steps_of(self.valuation), **kwargs)

    def perform(self, form: Any) -> Any:
        """Hands over to the service."""
        return accept_valuation(actor=self.request.user, valuation=self.valuation)


class ProposeAsset(AssetActPage):
    """Proposing units for study, which opens the case."""

    action = "submit_proposal"
    counts = True
    form_class = ProposalForm
    heading = _("Propose this asset for study")
    consequence = _(
        "A case opens in stage 1, and the value takes room under the memorandum's ceiling as long as the case lives."
    )
    button = _("Propose and open the case")
    next_steps = _("The case stands before gate G0; its page lists the criteria that must be met.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """How many units there are."""
        return super().get_form_kwargs() | {"available": self.asset.units}

    def get_initial(self) -> dict[str, Any]:
        """All units."""
        return {"units": self.asset.units}

    def perform(self, form: Any) -> Any:
        """Hands over to the service."""
        return submit_proposal(
            actor=self.request.user,
            instrument=self.asset,
            units=form.cleaned_data["units"],
            purpose=form.cleaned_data["purpose"],
        )

    def done_message(self, result: Any) -> Any:
        """Names the case."""
        return _t("%(reference)s is open.") % {"reference": result.case.reference}

    def done_url(self, result: Any) -> str:
        """The new case, or the asset for one who changed their mind."""
        return reverse("approvals:case", args=[result.case.reference]) if result else self.asset_url()


class FindNotEligible(AssetActPage):
    """An approver finds that the asset can never be studied."""

    action = "find_not_eligible"
    counts = True
    form_class = ReasonForm
    heading = _("Find this asset not eligible")
    consequence = _(
        "It can never be proposed again, and an open case of it ends at once. Everything recorded stays readable."
    )
    button = _("Find it not eligible")
    is_grave = True
    done = _("The asset is found not eligible.")

    def perform(self, form: Any) -> Any:
        """Hands over to the service."""
        return find_not_eligible(actor=self.request.user, instrument=self.asset, reason=form.cleaned_data["reason"])
