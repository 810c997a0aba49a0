"""Assets in the API."""

from rest_framework import serializers

from approvals.choices import CaseStatus
from assets.choices import ValuationBasis
from assets.models import Instrument


class AssetSerializer(serializers.ModelSerializer[Instrument]):
    """An asset in a list."""

    key = serializers.CharField(help_text="The key by which a case names its asset.")
    case = serializers.CharField(source="case_reference", help_text="Reference of the latest case.")
    stage = serializers.IntegerField(source="case_stage", help_text="1 to 6, of the latest case.")
    status = serializers.ChoiceField(source="case_status", choices=CaseStatus.choices)
    units = serializers.IntegerField(source="proposed_units", help_text="Whole units proposed.")
    value_usd = serializers.DecimalField(
        source="proposed_value_usd",
        max_digits=22,
        decimal_places=2,
        help_text="What the proposal takes under the memorandum's ceiling.",
    )

    class Meta:
        model = Instrument
        fields = [
            "number",
            "key",
            "name",
            "asset_class",
            "instrument_type",
            "isin",
            "currency",
            "maturity_date",
            "case",
            "stage",
            "status",
            "units",
            "value_usd",
        ]


class AssetDetailSerializer(AssetSerializer):
    """An asset with its terms."""

    proposed_on = serializers.DateField()
    valued_as_at = serializers.DateField()
    valuation_basis = serializers.ChoiceField(choices=ValuationBasis.choices)

    class Meta(AssetSerializer.Meta):
        fields = [
            *AssetSerializer.Meta.fields,
            "cfi",
            "fisn",
            "issuer",
            "obligor",
            "asset_owner",
            "nominal_amount",
            "denomination",
            "quantity",
            "quantity_unit",
            "unit_price",
            "unit_price_currency",
            "issue_date",
            "return_type",
            "rate_pct",
            "issue_yield_pct",
            "issue_price",
            "reference_rate",
            "margin_bps",
            "payments_per_year",
            "payment_dates",
            "day_count",
            "encumbered",
            "title_status",
            "eligibility",
            "proposed_on",
            "valued_as_at",
            "valuation_basis",
        ]
