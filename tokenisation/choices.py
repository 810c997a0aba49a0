"""The fixed words of the mint."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """What one test key is for. Each duty has a key of its own, and the token refuses two duties in one hand."""

    DEPLOYER = "deployer", _("Deployer")
    ADMIN = "admin", _("Administrator of the token")
    ISSUER = "issuer", _("Issuer")
    REGISTRAR = "registrar", _("Registrar of the allow-list")
    PAUSER = "pauser", _("Pauser")
    RESUMER = "resumer", _("Resumer")


#: The duties that hold a role in a token; the deployer holds none.
ROLE_DUTIES = (Duty.ADMIN, Duty.ISSUER, Duty.REGISTRAR, Duty.PAUSER, Duty.RESUMER)


class EpochStatus(models.TextChoices):
    """Whether the chain of this epoch is still the one at the configured address."""

    ACTIVE = "active", _("Active")
    LOST = "lost", _("Lost")


class DeploymentStatus(models.TextChoices):
    """How far a token is."""

    REQUESTED = "requested", _("Requested")
    CONFIRMED = "confirmed", _("Deployed")
    CANCELLED = "cancelled", _("Cancelled")
    LOST = "lost", _("Lost with its chain")


class OrderStatus(models.TextChoices):
    """The ladder of a mint order."""

    PLACED = "placed", _("Placed, to be released")
    RELEASED = "released", _("Released")
    IN_PROGRESS = "in_progress", _("Being minted")
    CONFIRMED = "confirmed", _("Confirmed on the chain")
    RECONCILED = "reconciled", _("Reconciled")
    CANCELLED = "cancelled", _("Cancelled")
    NEEDS_PERSON = "needs_person", _("Needs a person")


#: Orders in these wait for the worker.
WORKING_ORDERS = (OrderStatus.RELEASED, OrderStatus.IN_PROGRESS, OrderStatus.CONFIRMED)


class OperationKind(models.TextChoices):
    """What one transaction on the chain does."""

    DEPLOY = "deploy", _("Deploy the token")
    ALLOW = "allow", _("Put investors on the allow-list")
    ISSUE = "issue", _("Issue units")


#: Which duty signs which kind of operation.
DUTY_OF_KIND = {
    OperationKind.DEPLOY: Duty.DEPLOYER,
    OperationKind.ALLOW: Duty.REGISTRAR,
    OperationKind.ISSUE: Duty.ISSUER,
}


class OperationState(models.TextChoices):
    """The ladder of one operation. Once signed it never becomes unsigned, since its bytes may be anywhere."""

    WAITING = "waiting", _("Waiting")
    SIGNED = "signed", _("Signed and stored")
    BROADCAST = "broadcast", _("Sent")
    MINED = "mined", _("In a block")
    CONFIRMED = "confirmed", _("Confirmed")
    NEEDS_PERSON = "needs_person", _("Needs a person")
    CANCELLED = "cancelled", _("Cancelled")


#: Operations in these are still to be moved by the worker.
OPEN_OPERATIONS = (OperationState.WAITING, OperationState.SIGNED, OperationState.BROADCAST, OperationState.MINED)


class AttemptPurpose(models.TextChoices):
    """Whether signed bytes do what was ordered, or only take its nonce so that it can never land."""

    ACT = "act", _("The operation itself")
    CANCEL = "cancel", _("Nothing, at the same nonce")


class BreakKind(models.TextChoices):
    """In which way the register and the chain disagree."""

    FOREIGN_ISSUE = "foreign_issue", _("Units issued without an order")
    MISSING_EVENT = "missing_event", _("An issuance without its event")
    OTHER_TRANSACTION = "other_transaction", _("Units issued by a transaction that was never stored")
    OTHER_UNITS = "other_units", _("Other units issued than ordered")
    OTHER_RECIPIENTS = "other_recipients", _("Other recipients than ordered")
    SUPPLY = "supply", _("The supply is not the sum of what was issued")
    BALANCE = "balance", _("A balance is not the sum of its transfers")
    OVER_CAP = "over_cap", _("More units than the cap")
    ORDER_TOTAL = "order_total", _("An order's issuances do not add up")
