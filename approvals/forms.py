"""What a person enters about cases, gates and sign-offs. Rules stand in the services, not here."""

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.choices import Conclusion, Decision, GateOutcome
from approvals.paper_types import ACCEPT
from approvals.wording import number_text

#: How the chair can rule, with what follows; the first needs every criterion met.
RULINGS = [
    (GateOutcome.PASS, _("Pass: every criterion is met and the case goes on")),
    (GateOutcome.RETURN, _("Return: the case goes back to its case officer")),
    (GateOutcome.STOP, _("Stop: the case is rejected for good")),
]


def _paper_hint() -> str:
    """What a paper may be."""
    return gettext(
        "A PDF, PNG, JPEG, text, CSV, XLSX or DOCX file of at most %(size)s MB, without a password and without macros. "
        "Its SHA-256 is recorded with the act."
    ) % {"size": number_text(settings.DOCUMENT_MAXIMUM_BYTES // 1024**2)}


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class PaperForm(forms.Form):
    """The fields of an evidence paper, for forms that ask for one."""

    paper_title = forms.CharField(
        label=_("Title of the paper"),
        max_length=200,
        help_text=_("How others will find it, such as “Letter of 3 March 2026”."),
    )
    paper = forms.FileField(
        label=_("The paper"),
        help_text=lazy(_paper_hint, str)(),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    field_order: Any = None

    def clean_paper(self) -> Any:
        """Stops a file that is far too large before it is read; the service looks at everything else."""
        paper = self.cleaned_data["paper"]
        if paper.size > settings.DOCUMENT_MAXIMUM_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)s bytes; at most %(limit)s are taken. Choose a smaller one.")
                % {"size": paper.size, "limit": settings.DOCUMENT_MAXIMUM_BYTES}
            )
        return paper

    def paper_arguments(self) -> dict[str, Any]:
        """The paper as `with_paper` takes it."""
        return {"paper": self.cleaned_data["paper"], "paper_title": self.cleaned_data["paper_title"]}


class ReasonForm(forms.Form):
    """A reason in a sentence."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence that others can read later."),
    )


class MemorandumForm(forms.Form):
    """The memorandum as it was signed."""

    amounts: ClassVar[Mapping[str, str]] = {"ceiling_usd": "USD"}

    title = forms.CharField(
        label=_("Name of the memorandum"),
        max_length=200,
        help_text=_("How it is called everywhere, such as “Memorandum of understanding of 12 December 2025”."),
    )
    parties = forms.CharField(
        label=_("Parties"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Who signed, each on a line."),
    )
    signed_on = forms.DateField(
        label=_("Signed on"), widget=DateInput, help_text=_("The first day of its window; never a day to come.")
    )
    months = forms.IntegerField(
        label=_("Months"),
        min_value=1,
        max_value=120,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Calendar months from the signing. Its last day has the number of the day on which it was signed."),
    )
    ceiling_usd = forms.DecimalField(
        label=_("Ceiling in US dollars"),
        max_digits=20,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("What assets with live cases may be worth together, such as 2000000000.00."),
    )
    terms = forms.CharField(
        label=_("Terms agreed"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10_000,
        help_text=_("What was agreed, in the memorandum's own words or a true summary."),
    )


class RulingForm(ReasonForm):
    """The chair's ruling on a gate."""

    outcome = forms.ChoiceField(
        label=_("Ruling"),
        choices=RULINGS,
        widget=forms.RadioSelect,
    )
    conclusion = forms.ChoiceField(
        label=_("The committee's conclusion"),
        choices=[("", _("Choose one")), *Conclusion.choices],
        required=False,
        help_text=_("Needed where the decision gate passes."),
    )
    field_order = ["outcome", "conclusion", "reason"]

    def __init__(self, *args: Any, decides: bool, can_pass: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not decides:
            del self.fields["conclusion"]
        if not can_pass:
            outcome = self.fields["outcome"]
            outcome.choices = RULINGS[1:]  # type: ignore[attr-defined]
            outcome.help_text = _("It cannot pass while a criterion is not met.")


class AttestationForm(PaperForm):
    """A person's answer to a criterion."""

    met = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("The criterion is met")), ("no", _("The criterion is not met"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    statement = forms.CharField(
        label=_("What you attest"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One or two sentences.")
    )
    field_order = ["met", "statement", "paper_title", "paper"]


class SignOffForm(PaperForm):
    """A body's decision, as its first officer records it."""

    #: The digest of the dossier that the officer had in front of them, not the one of the moment of posting.
    dossier_digest = forms.CharField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label=_("Decision"), choices=Decision.choices, widget=forms.RadioSelect)
    letter_reference = forms.CharField(
        label=_("Reference of the letter"), max_length=60, help_text=_("A letter is used for one decision only.")
    )
    decided_on = forms.DateField(label=_("Date of the decision"), widget=DateInput)
    valid_until = forms.DateField(
        label=_("Valid until"),
        widget=DateInput,
        required=False,
        help_text=_("Leave empty where the decision does not expire."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The law or rule under which the body decides."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Needed for a return, a rejection, and where the body finds itself not concerned."),
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("One condition in each line. Each must be closed with evidence before anything is minted."),
    )
    field_order = [
        "dossier_digest",
        "decision",
        "letter_reference",
        "decided_on",
        "valid_until",
        "legal_basis",
        "reason",
        "conditions",
        "paper_title",
        "paper",
    ]

    def clean_conditions(self) -> list[str]:
        """The lines that hold something."""
        return [line.strip() for line in self.cleaned_data["conditions"].splitlines() if line.strip()]

    def service_arguments(self) -> dict[str, Any]:
        """Everything but the paper, as `record_signoff` takes it."""
        data = self.cleaned_data
        valid_until: datetime.date | None = data["valid_until"]
        return {
            "dossier_digest": data["dossier_digest"],
            "decision": Decision(data["decision"]),
            "letter_reference": data["letter_reference"],
            "decided_on": data["decided_on"],
            "valid_until": valid_until,
            "legal_basis": data["legal_basis"],
            "reason": data["reason"],
            "conditions": data["conditions"],
        }
