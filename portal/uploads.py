"""Files on their way in: counted while they arrive, so that nothing too large is ever held in memory or on disk.

A request that says it is far too large is answered before it is read. A file that turns out to be too large is let go
while it arrives, and its form says so and keeps everything else that was entered. A view that takes larger files than
papers are has an attribute `largest_file` in bytes (on the class, or on the function).
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from portal.api.problems import json_problem

#: A request may be so many times larger than the largest file: several papers, and one that its form refuses in words.
ALLOWANCE = 4
#: Bytes of a request that is too large which are read and thrown away, so that the browser is there for the answer.
THROWN_AWAY = 64 * 1024 * 1024
PIECE = 64 * 1024


def largest_file(request: HttpRequest) -> int:
    """Bytes of the largest file that the view at this address takes."""
    try:
        view: Any = resolve(request.path_info).func
    except Resolver404:
        return settings.DOCUMENT_MAXIMUM_BYTES
    return int(getattr(getattr(view, "view_class", view), "largest_file", settings.DOCUMENT_MAXIMUM_BYTES))


class UploadLimitMiddleware:
    """Answers a request that says it is too large, without keeping any of it. One that does not say its size has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or ""
        length = int(declared) if declared.isdecimal() else 0
        if length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE or length <= ALLOWANCE * largest_file(request):
            return self.get_response(request)
        _throw_away(request, min(length, THROWN_AWAY))
        if request.path_info.startswith("/api/"):
            return json_problem(
                request,
                code="too_large",
                status_code=413,
                detail=_("The request is too large. Nothing was read and nothing was changed."),
            )
        return render(request, "413.html", {"megabytes": largest_file(request) // 1024**2}, status=413)


def _throw_away(request: HttpRequest, length: int) -> None:
    while length > 0:
        piece = request.read(min(PIECE, length))
        if not piece:
            return
        length -= len(piece)


class LargeFile(UploadedFile):
    """A file that was too large and was let go; its size is all that is left of it."""

    def read(self, *args: Any) -> bytes:
        """Nothing."""
        return b""

    def seek(self, *args: Any) -> int:
        """Nowhere."""
        return 0


class CountedUploadHandler(FileUploadHandler):
    """The first of the upload handlers: counts a file and passes none of it on once it is too large."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begins to count."""
        super().new_file(*args, **kwargs)
        self._limit = largest_file(self.request) if self.request is not None else settings.DOCUMENT_MAXIMUM_BYTES
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The piece, as long as the file is not too large."""
        self._size += len(raw_data)
        return None if self._size > self._limit else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """What is left of a file that was too large; one that was not is made by the next handler."""
        if self._size <= self._limit:
            return None
        return LargeFile(name=self.file_name, content_type=self.content_type, size=self._size)


class HashedFile(UploadedFile):
    """A file of which only its name, size and SHA-256 are known."""

    def __init__(self, *args: Any, sha256: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sha256 = sha256


class HashingUploadHandler(FileUploadHandler):
    """Takes the SHA-256 of a file while it arrives and keeps none of its bytes, neither in memory nor on disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begins to hash."""
        super().new_file(*args, **kwargs)
        self._hash = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hashes the piece and passes nothing on."""
        self._hash.update(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile:
        """What is known of the file."""
        return HashedFile(
            name=self.file_name, content_type=self.content_type, size=file_size, sha256=self._hash.hexdigest()
        )
