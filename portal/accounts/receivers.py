"""Carries what the sign-in library tells into the audit trail."""

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from portal.accounts import services, trail


@receiver(user_logged_in)
def after_sign_in(user: Any, **kwargs: Any) -> None:
    """The last step of a sign-in is done."""
    trail.record_signed_in(person=user)


@receiver(user_logged_out)
def after_sign_out(user: Any, **kwargs: Any) -> None:
    """A session ended by the person's wish; there is no user where there was no session."""
    if user is not None:
        trail.record_signed_out(person=user)


@receiver(authentication_failed)
def after_wrong_code(user: Any, **kwargs: Any) -> None:
    """The password was right and the code of the second factor was not."""
    trail.record_sign_in_refused(username=user.username, factor="code")


@receiver(password_changed)
def after_password_change(user: Any, **kwargs: Any) -> None:
    """The password is the person's own from now on."""
    services.note_own_password(person=user)


@receiver(authenticator_added)
def after_factor_added(user: Any, authenticator: Any, **kwargs: Any) -> None:
    """A second factor was set up."""
    services.note_second_factor(person=user, kind=authenticator.type, present=True)


@receiver(authenticator_removed)
def after_factor_removed(user: Any, authenticator: Any, **kwargs: Any) -> None:
    """A second factor was taken away."""
    services.note_second_factor(person=user, kind=authenticator.type, present=False)
