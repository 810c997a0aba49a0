"""The history of one asset: every act on it, newest first, with what each changed or stated."""

from typing import Any

from django.core.paginator import Paginator

from approvals.views.base import ReadPage
from assets.history import changes_among
from assets.selectors import history
from assets.views.register import AssetMixin

#: Acts on one page; an amendment takes a table.
ACTS = 20


class AssetHistory(AssetMixin, ReadPage):
    """Every act on an asset. Whoever may read the asset may read it."""

    template_name = "assets/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of the acts."""
        page = Paginator(history(self.asset), ACTS).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, changes=changes_among(self.asset, page.object_list), **kwargs)
