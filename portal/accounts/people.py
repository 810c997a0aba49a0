"""The administrator's pages: people, their roles, bodies and second factors, and the API clients of advisers."""

from typing import Any, ClassVar

import django_filters
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.choices import Role
from approvals.models import AuditEvent, Body
from approvals.views.acts import ActPage
from approvals.views.base import PAGE_SIZE, ReadPage, RuledView
from approvals.views.lists import ListColumn, ListPage
from portal.accounts import services, upkeep
from portal.accounts.models import User

_FACTORS = ("totp", "webauthn")


class PeopleView(RuledView):
    """A page for administrators alone."""

    action = "manage_people"
    reading_action = "manage_people"


class PeopleFilters(django_filters.FilterSet):
    """What the list of people is searched by."""

    search = django_filters.CharFilter(label=_("Name or username"), method="find")
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices, empty_label=_("Every role"))
    body_code = django_filters.CharFilter(label=_("Body, such as LAW"), lookup_expr="iexact")
    is_active = django_filters.ChoiceFilter(
        label=_("Account"),
        choices=[("True", _("Active")), ("False", _("Deactivated"))],
        empty_label=_("Every account"),
    )
    factor = django_filters.ChoiceFilter(
        label=_("Second factor"),
        field_name="has_factor",
        choices=[("True", _("Set up")), ("False", _("Missing"))],
        empty_label=_("With or without"),
    )

    class Meta:
        model = User
        fields: tuple[str, ...] = ()

    def find(self, people: "QuerySet[User]", name: str, value: str) -> "QuerySet[User]":
        """People whose name or username holds the words."""
        return people.filter(full_name__icontains=value) | people.filter(username__icontains=value)


class PeopleList(PeopleView, ListPage):
    """Everybody, with role, body, account and second factor."""

    template_name = "people/people.html"
    filterset_class = PeopleFilters
    heading = _("People")
    lead = _("Who may sign in, in which role, and for which body. No page here decides anything in the study.")
    caption = _("People with their role, body and account")
    empty = _("Nobody is here yet.")
    file_name = "people"
    default_order = ("full_name", "pk")
    columns: ClassVar[tuple[ListColumn, ...]] = (
        ListColumn("name", _("Name"), lambda person: person.full_name, "full_name"),
        ListColumn("username", _("Username"), lambda person: person.username, "username"),
        ListColumn("role", _("Role"), lambda person: person.get_role_display(), "role"),
        ListColumn("body", _("Body"), lambda person: person.body_code, "body_code"),
        ListColumn(
            "account", _("Account"), lambda person: _t("Active") if person.is_active else _t("Deactivated"), "is_active"
        ),
        ListColumn(
            "factor",
            _("Second factor"),
            lambda person: _t("Set up") if person.has_factor else _t("Missing"),
            "has_factor",
        ),
        ListColumn("last", _("Last sign-in"), lambda person: person.last_login or "", "last_login"),
    )

    def rows(self) -> "QuerySet[Any]":
        """Everybody, and whether they have a second factor."""
        return User.objects.annotate(
            has_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=_FACTORS))
        )


class PersonMixin(PeopleView):
    """A view of one person, whom the address names by their username."""

    person: User

    def load(self, **kwargs: Any) -> None:
        """The person."""
        self.person = get_object_or_404(User, username=kwargs["username"])

    def subject_key(self) -> str:
        """The person's key in the trail."""
        return f"person:{self.person.pk}"

    def person_url(self) -> str:
        """The person's page."""
        return reverse("person", args=[self.person.username])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The person."""
        return super().get_context_data(person=self.person, **kwargs)  # type: ignore[misc,no-any-return]


class PersonPage(PersonMixin, ReadPage):
    """One person: account, second factors, sessions, API clients and history."""

    template_name = "people/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is known, and what may be done for them."""
        from portal.api.models import ApiClient

        person = self.person
        factors = list(Authenticator.objects.filter(user=person, type__in=_FACTORS))
        is_other = person.pk != self.request.user.pk
        is_official = person.role != Role.ADVISER
        return super().get_context_data(
            body=Body.objects.filter(code=person.body_code).first(),
            factors=factors,
            sessions=UserSession.objects.filter(user=person).count(),
            clients=ApiClient.objects.filter(user=person).order_by("-id"),
            is_other=is_other,
            may_reissue=is_other and is_official and person.is_active,
            may_reset=is_other and bool(factors),
            may_change=is_other and is_official,
            events=AuditEvent.objects.filter(subject=self.subject_key()).defer("content").order_by("-id")[:PAGE_SIZE],
            **kwargs,
        )


class BodyField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """A body, named in the language of the page."""

    def label_from_instance(self, body: Any) -> str:
        """Its code and name."""
        return f"{body.code} {_t(body.name)}"


class PersonForm(forms.Form):
    """A new person."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=150, help_text=_("As the trail is to show it with every act.")
    )
    username = forms.CharField(
        label=_("Username"),
        max_length=60,
        help_text=_(
            "3 to 60 small Latin letters, digits, dots and hyphens; a letter or digit at both ends. It can never be changed."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[choice for choice in Role.choices if choice[0] != Role.ADVISER],
        widget=forms.RadioSelect,
        help_text=_("One person has one role."),
    )
    body_code = BodyField(
        label=_("Body"),
        queryset=Body.objects.order_by("code"),
        required=False,
        empty_label=_("None"),
        help_text=_("Only for an officer of a body."),
    )

    def clean_body_code(self) -> str:
        """The body's code, or nothing."""
        body = self.cleaned_data["body_code"]
        return body.code if body else ""


class RoleForm(PersonForm):
    """Another duty."""

    full_name = None  # type: ignore[assignment]
    username = None  # type: ignore[assignment]


class SecretPage(PeopleView, ActPage):
    """An act whose result is shown once and kept nowhere: its answer is a page of its own, not an address."""

    counts = True
    secret_lead: Any = ""

    def answer(self, result: Any) -> HttpResponse:
        """The secret, on a page that no cache keeps."""
        return render(
            self.request,
            "people/secret.html",
            {
                "heading": self.done,
                "lead": self.secret_lead,
                "secrets": self.secrets(result),
                "url": self.done_url(result),
            },
        )

    def secrets(self, result: Any) -> list[tuple[Any, str]]:
        """What is shown, with its label."""
        raise NotImplementedError


class AddPerson(SecretPage):
    """A new person."""

    action = "create_person"
    form_class = PersonForm
    heading = _("Add a person")
    consequence = _(
        "The portal makes a password for the first sign-in and shows it to you once. The person replaces it at once and "
        "sets up a second factor."
    )
    button = _("Add the person")
    done = _("The person is added")
    secret_lead = _("Hand this password over in person. It works for one sign-in and is shown only now.")

    def perform(self, form: Any) -> Any:
        """Hands over to the service."""
        return upkeep.add_person(actor=self.request.user, **form.cleaned_data)

    def secrets(self, result: Any) -> list[tuple[Any, str]]:
        """Username and first password."""
        return [(_("Username"), result[0].username), (_("First password"), result[1])]

    def done_url(self, result: Any) -> str:
        """The person, or the list where none was made."""
        return reverse("person", args=[result[0].username]) if result else reverse("people")


class ReissuePassword(PersonMixin, SecretPage):
    """A new first password for somebody who lost theirs."""

    heading = _("Give a new first password")
    consequence = _("The former password stops working and every session of the person ends at once.")
    button = _("Make a new password")
    done = _("There is a new first password")
    secret_lead = _("Hand this password over in person. It works for one sign-in and is shown only now.")
    facts_template = "people/parts/person_facts.html"

    def perform(self, form: Any) -> str:
        """Hands over to the service."""
        return upkeep.reissue_password(actor=self.request.user, person=self.person)

    def secrets(self, result: Any) -> list[tuple[Any, str]]:
        """The password."""
        return [(_("First password"), result)]

    def done_url(self, result: Any) -> str:
        """The person."""
        return self.person_url()


class PersonAct(PersonMixin, ActPage):
    """An act on one person."""

    counts = True
    facts_template = "people/parts/person_facts.html"

    def done_url(self, result: Any) -> str:
        """The person."""
        return self.person_url()


class ResetFactor(PersonAct):
    """A lost device."""

    heading = _("Reset the second factor")
    consequence = _(
        "Every second factor and recovery code of the person stops working, their sessions end, and they set up a new "
        "one at the next sign-in. Make sure that it is really the person who asks."
    )
    button = _("Reset the second factor")
    is_grave = True
    done = _("The second factor is reset.")

    def perform(self, form: Any) -> None:
        """Hands over to the service."""
        upkeep.reset_second_factor(actor=self.request.user, person=self.person)


class ChangeRole(PersonAct):
    """Another duty for somebody who has not acted yet."""

    form_class = RoleForm
    heading = _("Change role or body")
    consequence = _("The person's sessions end, and from the next sign-in on they have the new duty.")
    button = _("Change the role")
    done = _("The role is changed.")

    def get_initial(self) -> dict[str, Any]:
        """The present duty."""
        return {"role": self.person.role, "body_code": self.person.body_code}

    def perform(self, form: Any) -> None:
        """Hands over to the service."""
        upkeep.change_role(actor=self.request.user, person=self.person, **form.cleaned_data)


class DeactivatePerson(PersonAct):
    """Ends somebody's access."""

    action = "deactivate_person"
    heading = _("Deactivate this person")
    consequence = _("Their sign-in, running sessions and API tokens end at once. What they did stays as it is.")
    button = _("Deactivate the person")
    is_grave = True
    done = _("The person is deactivated.")

    def perform(self, form: Any) -> None:
        """Hands over to the service."""
        services.deactivate_person(actor=self.request.user, person=self.person)


class ReactivatePerson(PersonAct):
    """Lets somebody in again."""

    heading = _("Let this person in again")
    consequence = _("They can sign in as before. Give them a new first password if they lost theirs.")
    button = _("Let the person in again")
    done = _("The person can sign in again.")

    def perform(self, form: Any) -> None:
        """Hands over to the service."""
        upkeep.reactivate_person(actor=self.request.user, person=self.person)


class ClientForm(forms.Form):
    """An adviser's API client."""

    name = forms.CharField(
        label=_("Name of the adviser"),
        max_length=150,
        help_text=_(
            "The organisation, in Latin letters. An adviser may have two clients, so that a secret can be replaced without a break."
        ),
    )


class RegisterClient(SecretPage):
    """A program of an adviser."""

    action = "register_api_client"
    form_class = ClientForm
    heading = _("Register an API client")
    consequence = _("The adviser's program can read what is in scope for it, and nothing else.")
    button = _("Register the client")
    done = _("The API client is registered")
    secret_lead = _("Hand the secret over in a safe way. Only its hash is kept, so it is shown only now.")

    def perform(self, form: Any) -> Any:
        """Hands over to the service."""
        return services.register_api_client(actor=self.request.user, name=form.cleaned_data["name"])

    def secrets(self, result: Any) -> list[tuple[Any, str]]:
        """Id and secret."""
        return [(_("Client id"), result[0]), (_("Client secret"), result[1])]

    def done_url(self, result: Any) -> str:
        """The list of people."""
        return reverse("people")


class RetireClient(PersonAct):
    """Ends a program's access."""

    action = "register_api_client"
    heading = _("Retire an API client")
    consequence = _("Its tokens end at once, and it never gets another.")
    button = _("Retire the client")
    is_grave = True
    done = _("The API client is retired.")

    def perform(self, form: Any) -> None:
        """Hands over to the service."""
        services.retire_api_client(actor=self.request.user, client_id=self.kwargs["client_id"])
