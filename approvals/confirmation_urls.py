"""The address of what was just done, below `done/`: acts on every kind of record end there."""

from django.urls import path

from approvals.views.confirmations import ConfirmationPage

urlpatterns = [path("<uuid:event_id>/", ConfirmationPage.as_view(), name="confirmation")]
