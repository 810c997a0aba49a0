"""Cases in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from approvals.api.cases import gates_passed
from approvals.choices import Requirement, SignOffState
from approvals.models import Case


class SignOffSerializer(serializers.Serializer[Any]):
    """One required sign-off for a test mint."""

    body = serializers.CharField(help_text="The body's code.")
    body_name = serializers.CharField()
    requirement = serializers.ChoiceField(choices=Requirement.choices)
    state = serializers.ChoiceField(choices=SignOffState.choices)


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case: where it stands and what it still needs."""

    asset = serializers.CharField(source="subject_key", help_text="The asset's key, as in the list of assets.")
    asset_name = serializers.CharField(source="subject_label")
    stage = serializers.IntegerField(source="stage_id", help_text="1 to 6, the month of the study.")
    stage_theme = serializers.CharField(source="stage.theme")
    gates_passed = serializers.SerializerMethodField(help_text="Codes of the gates passed, G0 to G6.")
    required_signoffs = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = [
            "reference",
            "asset",
            "asset_name",
            "instrument_type",
            "status",
            "stage",
            "stage_theme",
            "opened_on",
            "dossier_digest",
            "conclusion",
            "gates_passed",
            "required_signoffs",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_gates_passed(self, case: Case) -> list[str]:
        """Codes of the passed gates."""
        return gates_passed(case)

    @extend_schema_field(SignOffSerializer(many=True))
    def get_required_signoffs(self, case: Case) -> Any:
        """Bodies and states."""
        return SignOffSerializer(self.context["standing"].of(case), many=True).data
