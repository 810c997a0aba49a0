"""Freezing the dossier: giving it a digest that sign-offs can be bound to."""

from typing import Any

from approvals.business_date import business_date
from approvals.canonical import canonical_bytes, digest
from approvals.dossier import dossier_content, papers_named
from approvals.models import Case, Dossier, DossierPaper
from approvals.services.acts import act
from approvals.services.trail import record_event


@act
def freeze_dossier(*, actor: Any, case: Case) -> str:
    """Stores the dossier as it stands and returns its digest; an unchanged one changes nothing.

    A new digest voids the sign-offs on the old one, which stay visible.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    sections = dossier_content(case)
    content = canonical_bytes(sections)
    new_digest = digest(content)
    if new_digest == case.dossier_digest:
        return new_digest
    dossier = Dossier.objects.create(
        case=case, digest=new_digest, content=content, frozen_by=actor, frozen_on=business_date()
    )
    DossierPaper.objects.bulk_create(
        DossierPaper(dossier=dossier, sha256=sha256, is_replaced=is_replaced)
        for sha256, is_replaced in papers_named(sections).items()
    )
    record_event(
        actor=actor,
        verb="dossier_frozen",
        subject=case.key,
        label=case,
        case_key=case.key,
        data={"digest": new_digest, "previous_digest": case.dossier_digest},
    )
    case.dossier_digest = new_digest
    case.save(update_fields=["dossier_digest"])
    return new_digest
