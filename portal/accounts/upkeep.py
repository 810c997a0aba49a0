"""What an administrator does for people who are there already: a new first password, another duty, a lost device.

No administrator gets into somebody's account alone: a password is made by the portal, shown once, and good for one
sign-in, at which the person replaces it, but their second factor is asked for as well; and whoever gave the one cannot
take away the other before the person has signed in. Every act ends the person's sessions and stands in the trail. An
account whose person has never signed in has no factor yet, and nothing was done with it either.
"""

import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Max
from django.utils.translation import gettext as _

from approvals.choices import Role
from approvals.exceptions import InvalidInput, WrongState
from approvals.models import AuditEvent, Body
from approvals.rules import require
from approvals.services.acts import act
from portal.accounts.models import User
from portal.accounts.services import create_person, record_person

#: Acts that everybody does who only signs in; whoever did another one has acted in their role.
_PASSING = ("signed_in", "signed_out", "password_changed", "second_factor_added", "second_factor_removed", "refused")


def first_password() -> str:
    """A password that the portal makes: four groups that can be read out, about 96 bits."""
    return "-".join(secrets.token_hex(3) for _group in range(4))


@act
def add_person(*, actor: Any, username: str, full_name: str, role: str, body_code: str = "") -> tuple[User, str]:
    """A new person with the password for their first sign-in, which is kept only as a hash. Raises as `create_person`."""
    password = first_password()
    person = create_person(
        actor=actor, username=username, full_name=full_name, role=role, body_code=body_code, password=password
    )
    return person, password


@act
def reissue_password(*, actor: Any, person: User) -> str:
    """A new first password for somebody who lost theirs.

    Raises WrongState for one who is deactivated or an API's user, and where the same administrator has just reset the
    second factor.
    """
    person = _somebody_else(actor, person)
    if not person.is_active or person.role == Role.ADVISER:
        raise WrongState(_("%(person)s does not sign in with a password.") % {"person": person})
    _require_not_both_keys(actor, person, other="second_factor_reset")
    password = first_password()
    person.set_password(password)
    person.must_change_password = True
    _end_sessions(person)
    record_person(actor, "password_reissued", person)
    return password


@act
def reset_second_factor(*, actor: Any, person: User) -> None:
    """Takes away every second factor of somebody who lost their device; they set up a new one at the next sign-in.

    Raises WrongState where there is none, and where the same administrator has just given a new password.
    """
    person = _somebody_else(actor, person)
    _require_not_both_keys(actor, person, other="password_reissued")
    removed, _by_model = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise WrongState(_("%(person)s has no second factor.") % {"person": person})
    _end_sessions(person)
    record_person(actor, "second_factor_reset", person)


@act
def reactivate_person(*, actor: Any, person: User) -> None:
    """Lets somebody in again who was deactivated. Raises WrongState where they were not."""
    person = _somebody_else(actor, person)
    if person.is_active:
        raise WrongState(_("%(person)s is not deactivated.") % {"person": person})
    person.is_active = True
    person.save(update_fields=["is_active"])
    record_person(actor, "person_reactivated", person)


@act
def change_role(*, actor: Any, person: User, role: str, body_code: str = "") -> None:
    """Another role or body for somebody who has not acted yet.

    Whoever has acted keeps their role, because the trail's acts would otherwise seem to come from another duty: they
    are deactivated and get a new account. Raises WrongState, InvalidInput.
    """
    person = _somebody_else(actor, person)
    if AuditEvent.objects.filter(actor=person).exclude(verb__in=_PASSING).exists():
        raise WrongState(
            _("%(person)s has acted as %(role)s already. Deactivate this account and make a new one for the new duty.")
            % {"person": person, "role": person.get_role_display()}
        )
    if role not in Role.values or Role.ADVISER in (role, person.role):
        raise InvalidInput(_("An adviser works through the API alone; register an API client instead."))
    if (role == Role.BODY_OFFICER) != bool(body_code):
        raise InvalidInput(_("A body is given for an officer of a body, and for nobody else."))
    if body_code and not Body.objects.filter(code=body_code).exists():
        raise InvalidInput(_("There is no body “%(code)s”.") % {"code": body_code})
    former = {"former_role": person.role, "former_body": person.body_code}
    person.role, person.body_code = role, body_code
    _end_sessions(person)
    record_person(actor, "person_role_changed", person, former)


def _somebody_else(actor: Any, person: User) -> User:
    """The person, locked, once the actor is known to be an administrator and not the same."""
    require(actor, "manage_people")
    if actor.pk == person.pk:
        raise InvalidInput(_("You cannot do this to your own account; another administrator can."))
    return User.objects.select_for_update().get(pk=person.pk)


def _require_not_both_keys(actor: Any, person: User, *, other: str) -> None:
    """Raises WrongState where the actor did the other half of letting somebody in, and the person has not signed in since."""
    last_visit = AuditEvent.objects.filter(actor=person, verb="signed_in").aggregate(last=Max("pk"))["last"] or 0
    if AuditEvent.objects.filter(actor=actor, verb=other, subject=f"person:{person.pk}", pk__gt=last_visit).exists():
        raise WrongState(
            _(
                "You changed the other half of %(person)s's sign-in, and they have not signed in since. Password and "
                "second factor are not renewed by one person: ask another administrator, or wait for their sign-in."
            )
            % {"person": person}
        )


def _end_sessions(person: User) -> None:
    person.session_generation += 1
    person.save()
