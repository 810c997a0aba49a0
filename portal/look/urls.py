"""Addresses of the pages about the pages."""

from django.urls import path

from portal.look.views import ComponentsPage, WordsPage

urlpatterns = [
    path("words/", WordsPage.as_view(), name="words"),
    path("components/", ComponentsPage.as_view(), name="components"),
]
