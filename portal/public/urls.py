"""Addresses that need no sign-in, below `check-paper/`."""

from django.urls import path

from portal.public.views import check_paper

urlpatterns = [path("", check_paper, name="check-paper")]
