"""Addresses of the memorandum's pages, below `memorandum/`."""

from django.urls import path

from approvals.views.memorandum import MemorandumPage, RecordMemorandum

urlpatterns = [
    path("", MemorandumPage.as_view(), name="memorandum"),
    path("record/", RecordMemorandum.as_view(), name="record-memorandum"),
]
