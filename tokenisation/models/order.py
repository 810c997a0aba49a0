"""Mint orders: placed by one person, released by another."""

from django.db import models
from django.db.models import F, Q

from approvals.models import Case
from approvals.models.base import AddOnlyModel, person
from tokenisation.choices import OrderStatus
from tokenisation.models.deployment import TokenDeployment
from tokenisation.models.investor import TestInvestor


class MintOrder(models.Model):
    """An order to issue test units. An order that is released and not settled is the worker's list of work."""

    reference = models.CharField(max_length=12, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mint_orders")
    deployment = models.ForeignKey(TokenDeployment, on_delete=models.PROTECT, related_name="orders")
    units = models.DecimalField(max_digits=30, decimal_places=0)
    status = models.CharField(max_length=12, choices=OrderStatus.choices, default=OrderStatus.PLACED)
    reason = models.TextField(blank=True, help_text="why it was cancelled or needs a person")
    placed_by = person()
    placed_on = models.DateField(help_text="business date")
    released_by = person(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True, help_text="business date")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("placed_by")), name="released_by_a_second_person"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[OrderStatus.PLACED.value, OrderStatus.CANCELLED.value]) | ~Q(released_by=None),
                name="nothing_moves_before_release",
            ),
            models.CheckConstraint(condition=Q(units__gt=0), name="order_has_units"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def key(self) -> str:
        """The order's key in the audit trail."""
        return f"order:{self.pk}"


class Allocation(AddOnlyModel):
    """What one investor receives from an order."""

    order = models.ForeignKey(MintOrder, on_delete=models.PROTECT, related_name="allocations")
    investor = models.ForeignKey(TestInvestor, on_delete=models.PROTECT, related_name="allocations")
    units = models.DecimalField(max_digits=30, decimal_places=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "investor"], name="one_allocation_for_each_investor"),
            models.CheckConstraint(condition=Q(units__gt=0), name="allocation_has_units"),
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.units} to {self.investor}"
