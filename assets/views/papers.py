"""Papers of an asset: attaching one, and storing a newer version of one."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from approvals.choices import PaperKind
from approvals.forms import PaperForm
from approvals.models import Document
from approvals.views.base import with_paper
from assets.papers import is_paper_of
from assets.services.papers import attach_paper
from assets.views.acts import AssetActPage


class AttachPaper(AssetActPage):
    """A paper of the asset itself, such as its prospectus or term sheet."""

    action = "attach_paper"
    form_class = PaperForm
    heading = _("Attach a paper")
    consequence = _(
        "The paper becomes part of the dossier. Where the asset has an open case, the dossier changes and decisions "
        "that bodies took on the former one become void."
    )
    button = _("Attach the paper")
    done = _("The paper is attached.")

    def perform(self, form: Any) -> Any:
        """Paper and its place at the asset as one act."""
        return with_paper(
            attach_paper,
            actor=self.request.user,
            paper_kind=PaperKind.ASSET,
            instrument=self.asset,
            **form.paper_arguments(),
        )


class StoreNewerVersion(AssetActPage):
    """A newer version of a paper of the asset."""

    action = "attach_paper"
    form_class = PaperForm
    facts_template = "assets/parts/paper_facts.html"
    heading = _("Store a newer version")
    consequence = _(
        "The former version stays readable, and what was recorded with it goes on resting on it. In the dossier of an "
        "open case the newer version takes its place; decisions that bodies took on the former dossier become void."
    )
    button = _("Store the newer version")
    done = _("The newer version is stored.")
    former: Document

    def load(self, **kwargs: Any) -> None:
        """The asset, and the paper that is to be replaced."""
        super().load(**kwargs)
        self.former = get_object_or_404(
            Document.objects.select_related("stored_by").defer("content"), pk=kwargs["paper"]
        )
        if not is_paper_of(self.asset, self.former):
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        """The title of the paper, which a newer version mostly keeps."""
        return {"paper_title": self.former.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The paper that is to be replaced."""
        return super().get_context_data(former=self.former, **kwargs)

    def perform(self, form: Any) -> Any:
        """Version and its place at the asset as one act."""
        return with_paper(
            attach_paper,
            actor=self.request.user,
            paper_replaces=self.former,
            instrument=self.asset,
            **form.paper_arguments(),
        )
