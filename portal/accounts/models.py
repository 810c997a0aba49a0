"""The people of the portal."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from approvals.choices import Role


class UserManager(BaseUserManager["User"]):
    """Creates people. There is no superuser: no right exists that the rules do not list."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """A person with a role; without a password nobody can sign in as them."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person, or the service user of an adviser's API client. One role each; officers of a body name it."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=150)
    role = models.CharField(max_length=24, choices=Role.choices)
    body_code = models.CharField(max_length=12, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(
        default=False, help_text="somebody else chose the password; the person replaces it at the first sign-in"
    )
    session_generation = models.PositiveIntegerField(
        default=0, help_text="raising it ends every session of the person at once, wherever sessions are kept"
    )
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name", "role"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("person")
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.BODY_OFFICER) ^ Q(body_code=""),
                name="officers_of_a_body_name_it_and_nobody_else",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """The name that the trail keeps."""
        return self.full_name

    def get_short_name(self) -> str:
        """The name in the page's corner."""
        return self.full_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django compares this with what the session stored at sign-in, under the present and the former secret key,
        # and drops the session where they differ: one counter is enough to end them all.
        own: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return salted_hmac(
            "portal.accounts.User.session_generation",
            f"{self.session_generation}:{own}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()
