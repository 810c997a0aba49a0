"""The administrator's pages about duties: what each role may do, and which officers each body has."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.choices import Role, Tier
from approvals.models import Body, RequiredSignOff
from approvals.rules import duties_of
from approvals.views.base import ReadPage
from approvals.views.lists import ListColumn, ListPage
from portal.accounts.models import User
from portal.accounts.people import PeopleView

#: One officer records a body's decision and another one confirms it.
OFFICERS_NEEDED = 2


class RolesPage(PeopleView, ReadPage):
    """Every role with what the rules let it do, and how many people have it."""

    template_name = "people/roles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The roles."""
        counted = dict(User.objects.filter(is_active=True).values_list("role").annotate(count=Count("id")).order_by())
        roles = [
            {"value": value, "label": label, "people": counted.get(value, 0), "duties": duties_of(value)}
            for value, label in Role.choices
        ]
        return super().get_context_data(roles=roles, **kwargs)


class BodyFilters(django_filters.FilterSet):
    """What the list of bodies is searched by."""

    search = django_filters.CharFilter(label=_("Code or name"), method="find")
    decides = django_filters.ChoiceFilter(
        label=_("Test mint"),
        choices=[("True", _("Must decide for some asset")), ("False", _("Decides for none"))],
        empty_label=_("Every body"),
        method="by_need",
    )

    class Meta:
        model = Body
        fields: tuple[str, ...] = ()

    def find(self, bodies: "QuerySet[Body]", name: str, value: str) -> "QuerySet[Body]":
        """Bodies whose code or name holds the words."""
        return bodies.filter(Q(code__icontains=value) | Q(name__icontains=value))

    def by_need(self, bodies: "QuerySet[Body]", name: str, value: str) -> "QuerySet[Body]":
        """Bodies without whose decision some test mint cannot go on, or all others."""
        needed = Q(required_signoffs__tier=Tier.TEST_MINT)
        return bodies.filter(needed).distinct() if value == "True" else bodies.exclude(needed)


class BodyList(PeopleView, ListPage):
    """Every body of the study with its officers; a body that must decide needs two of them."""

    template_name = "people/bodies.html"
    filterset_class = BodyFilters
    heading = _("Bodies and their officers")
    lead = _("One officer records a body's decision and another one confirms it, so a body that decides needs two.")
    caption = _("Bodies with what they decide and their officers")
    empty = _("No body is loaded yet.")
    empty_hint = _("Whoever runs the portal loads the reference data first.")
    file_name = "bodies"
    default_order = ("code",)
    columns: ClassVar[tuple[ListColumn, ...]] = (
        ListColumn("code", _("Code"), lambda body: body.code, "code"),
        ListColumn("name", _("Body"), lambda body: _t(body.name), "name"),
        ListColumn("decides", _("What it decides"), lambda body: _t(body.decides) if body.decides else ""),
        ListColumn("officers", _("Officers"), lambda body: body.officers, "officers", is_number=True),
        ListColumn("enough", _("Enough officers"), lambda body: _t("Yes") if body.has_enough else _t("No")),
    )

    def rows(self) -> "QuerySet[Any]":
        """Every body, with its active officers and for how many kinds of asset it must sign a test mint."""
        officers = (
            User.objects.filter(body_code=OuterRef("code"), role=Role.BODY_OFFICER, is_active=True)
            .values("body_code")
            .annotate(count=Count("id"))
            .values("count")
        )
        signs = (
            RequiredSignOff.objects.filter(body=OuterRef("pk"), tier=Tier.TEST_MINT)
            .values("body")
            .annotate(count=Count("id"))
            .values("count")
        )
        return Body.objects.annotate(
            officers=Coalesce(Subquery(officers, output_field=IntegerField()), 0),
            signs=Coalesce(Subquery(signs, output_field=IntegerField()), 0),
        )

    def prepare(self, records: list[Any]) -> None:
        """Whether each body could decide today."""
        for body in records:
            body.has_enough = not body.signs or body.officers >= OFFICERS_NEEDED
