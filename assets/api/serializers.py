"""Assets in the API."""

from rest_framework import serializers

from approvals.choices import CaseStatus
from assets.choices import ValuationBasis
from assets.models import CommodityLot, Holding, Instrument, Security, SukukPool


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

    maturity_date = serializers.DateField(allow_null=True, help_text="Of a security.")

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


class SecuritySerializer(serializers.ModelSerializer[Security]):
    """What a security states."""

    reference_rate = serializers.CharField(
        source="reference_rate_id", allow_null=True, help_text="Code of the benchmark that a floater follows."
    )

    class Meta:
        model = Security
        exclude = ["instrument"]


class SukukPoolSerializer(serializers.ModelSerializer[SukukPool]):
    """The assets and contracts behind sukuk certificates."""

    class Meta:
        model = SukukPool
        exclude = ["instrument"]


class CommodityLotSerializer(serializers.ModelSerializer[CommodityLot]):
    """A lot of a commodity."""

    class Meta:
        model = CommodityLot
        exclude = ["instrument"]


class HoldingSerializer(serializers.ModelSerializer[Holding]):
    """Property or another federal asset."""

    class Meta:
        model = Holding
        exclude = ["instrument"]


class AssetDetailSerializer(AssetSerializer):
    """An asset with its terms: the parts that its kind has, and null for the others."""

    security = SecuritySerializer(allow_null=True)
    pool = SukukPoolSerializer(allow_null=True)
    lot = CommodityLotSerializer(allow_null=True)
    holding = HoldingSerializer(allow_null=True)
    encumbered = serializers.BooleanField(help_text="Whether an encumbrance stands that no paper released.")
    proposed_on = serializers.DateField()
    valued_as_at = serializers.DateField()
    valuation_basis = serializers.ChoiceField(choices=ValuationBasis.choices)

    class Meta(AssetSerializer.Meta):
        fields = [
            *AssetSerializer.Meta.fields,
            "cfi",
            "fisn",
            "dti",
            "issuer",
            "issuer_lei",
            "obligor",
            "obligor_lei",
            "guarantor",
            "asset_owner",
            "governing_law",
            "security",
            "pool",
            "lot",
            "holding",
            "encumbered",
            "title_status",
            "eligibility",
            "proposed_on",
            "valued_as_at",
            "valuation_basis",
        ]
