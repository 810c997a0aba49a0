"""Addresses of evidence papers, below `papers/`. A paper may be about a case, an asset or the study as a whole."""

from django.urls import path

from approvals.views.papers import PaperFile, PaperPage

urlpatterns = [
    path("<int:paper>/", PaperPage.as_view(), name="paper"),
    path("<int:paper>/file/", PaperFile.as_view(), name="paper-file"),
]
