"""The pages on which an asset's terms are entered, one thing at a time; registering and amending share them."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from approvals.views.acts import Step

ASSET_STEPS = (
    Step(_("What it is"), ("name", "asset_class", "instrument_type", "isin", "cfi", "fisn")),
    Step(
        _("Parties and title"),
        ("issuer", "obligor", "asset_owner", "title_status", "eligibility", "eligibility_reason"),
    ),
    Step(
        _("Amounts"),
        (
            "currency",
            "nominal_amount",
            "denomination",
            "quantity",
            "quantity_unit",
            "unit_price",
            "unit_price_currency",
        ),
    ),
    Step(
        _("Terms and return"),
        (
            "issue_date",
            "maturity_date",
            "return_type",
            "rate_pct",
            "issue_yield_pct",
            "issue_price",
            "reference_rate",
            "margin_bps",
            "payments_per_year",
            "payment_dates",
            "day_count",
        ),
    ),
    Step(_("Encumbrance and note"), ("encumbered", "encumbrance_amount", "note")),
)


def steps_without(names: Collection[str]) -> tuple[Step, ...]:
    """The steps without these fields; a step that has none left is left out."""
    steps = (Step(step.title, tuple(name for name in step.fields if name not in names)) for step in ASSET_STEPS)
    return tuple(step for step in steps if step.fields)
