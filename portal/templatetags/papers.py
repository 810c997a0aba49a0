"""What a paper's page says that only the whole portal knows: of which kind the file is, and what the paper is about."""

from typing import Any

from django import template
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.models import Attestation, Case, Document, SignOff
from approvals.wording import written
from assets.models import Instrument

register = template.Library()

KINDS = {"application/pdf": _("PDF"), "image/png": _("PNG picture"), "text/plain": _("Text file")}


@register.filter
def file_kind(media_type: str) -> Any:
    """The kind of a file in words."""
    return KINDS.get(media_type, media_type)


@register.simple_tag
def way_back(paper: Document) -> dict[str, str]:
    """Where the record stands that rests on the paper; one of the whole study, or of none, leads to the cases."""
    asset = Instrument.objects.filter(Q(valuations__document=paper) | Q(legal_facts__document=paper)).first()
    if asset:
        return {"url": reverse("assets:asset", args=[asset.number]), "name": written(asset.name)}
    signoff = SignOff.objects.filter(Q(document=paper) | Q(conditions__closure__document=paper)).first()
    if signoff:
        url = reverse("approvals:signoff", args=[signoff.case.reference, signoff.pk])
        return {"url": url, "name": signoff.case.reference}
    scopes = Attestation.objects.filter(document=paper).values_list("scope_key", flat=True)
    case = Case.objects.filter(pk__in=[key.removeprefix("case:") for key in scopes if key.startswith("case:")]).first()
    if case:
        return {"url": reverse("approvals:case", args=[case.reference]), "name": case.reference}
    return {"url": reverse("approvals:cases"), "name": _t("Cases")}
