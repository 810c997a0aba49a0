"""Creating and deactivating people, and the API clients of advisers.

A password that somebody else chose is good for one sign-in: the person has to replace it first. Deactivating acts at
once, since both the session and the API look at the person again with every request.
"""

import re
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from approvals.choices import Role
from approvals.exceptions import InvalidInput, WrongState
from approvals.models import Body
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from portal.accounts.models import User

USERNAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,58}[a-z0-9]")
#: Pages of the administrator that stand beside those of people, so nobody can have their names.
PAGES = ("add", "api-clients", "bodies", "roles")
#: Two clients of one adviser at a time, so that a secret can be replaced without a gap.
CLIENTS_FOR_EACH_ADVISER = 2


@act
def create_person(*, actor: Any, username: str, full_name: str, role: str, body_code: str = "", password: str) -> User:
    """A person who can sign in with `password` and must replace it then.

    Raises NotPermitted for anybody but an administrator, InvalidInput for a name in use, an unknown role or body, or a
    password that is too weak.
    """
    require(actor, "create_person")
    person = _new_person(username, full_name, role, body_code, password)
    record_person(actor, "person_created", person)
    return person


@act
def create_first_administrator(*, username: str, full_name: str, password: str, actor: None = None) -> User:
    """The administrator with whom a new portal begins. Raises WrongState once there is one."""
    with connection.cursor() as cursor:
        # Two of these at the same moment must not both find nobody; the lock ends with the transaction.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portal.accounts.first_administrator'))")
    if User.objects.filter(role=Role.ADMINISTRATOR).exists():
        raise WrongState(_("There is an administrator already, who creates everybody else in the portal."))
    person = _new_person(username, full_name, Role.ADMINISTRATOR, "", password)
    record_person(None, "person_created", person)
    return person


@act
def deactivate_person(*, actor: Any, person: User) -> User:
    """Ends a person's access at once: sign-in, running sessions and API tokens. Their past acts stay as they are.

    Raises WrongState for somebody who is deactivated already, InvalidInput for oneself, NotPermitted.
    """
    require(actor, "deactivate_person")
    if actor.pk == person.pk:
        raise InvalidInput(_("You cannot deactivate yourself; another administrator can."))
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise WrongState(_("%(person)s is deactivated already.") % {"person": person})
    person.is_active = False
    person.session_generation += 1
    person.save(update_fields=["is_active", "session_generation"])
    ended, _by_model = _tokens().filter(user=person).delete()
    record_person(actor, "person_deactivated", person, {"tokens_ended": ended})
    return person


@act
def register_api_client(*, actor: Any, name: str) -> tuple[str, str]:
    """An API client of the adviser `name`, as client id and secret; only the secret's hash is kept, so show it now.

    The first client of a name also makes the service user that its requests act as; a second one serves the change of
    secrets. Raises InvalidInput, NotPermitted, or WrongState for a third client or a deactivated adviser.
    """
    from oauth2_provider.generators import generate_client_id, generate_client_secret

    from portal.api.models import ApiClient

    require(actor, "register_api_client")
    username = f"api-{slugify(name)}"[:60].rstrip("-")
    if not USERNAME.fullmatch(username) or username == "api":
        raise InvalidInput(_("Name the adviser in Latin letters or digits."))
    user, is_new = User.objects.get_or_create(
        username=username,
        defaults={"full_name": name.strip()[:150], "role": Role.ADVISER, "password": "!"},  # nobody can sign in with it
    )
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active or user.role != Role.ADVISER:
        raise WrongState(_("%(name)s is deactivated and gets no API client.") % {"name": user})
    if ApiClient.objects.filter(user=user, retired_at=None).count() >= CLIENTS_FOR_EACH_ADVISER:
        raise WrongState(
            _("%(name)s has %(count)s API clients already. Retire one, then register the next.")
            % {"name": user, "count": CLIENTS_FOR_EACH_ADVISER}
        )
    if is_new:
        record_person(actor, "person_created", user)
    client_id, secret = generate_client_id(), generate_client_secret()
    ApiClient.objects.create(name=user.full_name, user=user, client_id=client_id, client_secret=secret)
    record_person(actor, "api_client_registered", user, {"client_id": client_id})
    return client_id, secret


@act
def retire_api_client(*, actor: Any, client_id: str) -> None:
    """Ends an API client and its tokens for good. Raises WrongState for one that is unknown or retired, NotPermitted."""
    from portal.api.models import ApiClient

    require(actor, "register_api_client")
    client = ApiClient.objects.select_for_update().filter(client_id=client_id, retired_at=None).first()
    if client is None:
        raise WrongState(_("No API client that is in use has this id."))
    client.retired_at = timezone.now()
    client.save(update_fields=["retired_at"])
    _tokens().filter(application=client).delete()
    record_person(actor, "api_client_retired", client.user, {"client_id": client_id})


@transaction.atomic
def note_own_password(*, person: User) -> None:
    """Notes that the person chose the password, after the sign-in library stored it."""
    User.objects.filter(pk=person.pk).update(must_change_password=False)
    person.must_change_password = False
    record_person(person, "password_changed", person)


@transaction.atomic
def note_second_factor(*, person: User, kind: str, present: bool) -> None:
    """Notes that a second factor was set up or taken away, after the sign-in library stored that."""
    record_person(person, "second_factor_added" if present else "second_factor_removed", person, {"kind": kind})


def _new_person(username: str, full_name: str, role: str, body_code: str, password: str) -> User:
    if not USERNAME.fullmatch(username):
        raise InvalidInput(
            _(
                "A username has 3 to 60 small letters, digits, dots or hyphens, and begins and ends with a letter or digit."
            )
        )
    if not full_name.strip():
        raise InvalidInput(_("Give the full name; the trail shows it with every act."))
    if role not in Role.values:
        raise InvalidInput(_("There is no role “%(role)s”.") % {"role": role})
    if (role == Role.BODY_OFFICER) != bool(body_code):
        raise InvalidInput(_("A body is given for an officer of a body, and for nobody else."))
    if body_code and not Body.objects.filter(code=body_code).exists():
        raise InvalidInput(_("There is no body “%(code)s”.") % {"code": body_code})
    if username in PAGES:
        raise InvalidInput(
            _("“%(username)s” is the address of a page. Choose another username.") % {"username": username}
        )
    if User.objects.filter(username=username).exists():
        raise InvalidInput(_("The username “%(username)s” is in use.") % {"username": username})
    person = User(username=username, full_name=full_name.strip(), role=role, body_code=body_code)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    person.must_change_password = True
    person.set_password(password)
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    person.save()
    return person


def _tokens() -> Any:
    from portal.api.models import AdviserAccessToken

    return AdviserAccessToken.objects


def record_person(actor: Any, verb: str, person: User, data: dict[str, Any] | None = None) -> None:
    """Adds an act on a person to the trail, with who they are at that moment."""
    record_event(
        actor=actor,
        verb=verb,
        subject=f"person:{person.pk}",
        label=person.full_name,
        data={"username": person.username, "role": person.role, "body": person.body_code} | (data or {}),
    )
