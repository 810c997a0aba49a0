"""XLSX and DOCX: archives of text, unpacked within limits, without macros and other programs."""

import io
import zipfile
import zlib

from django.conf import settings
from django.utils.translation import gettext as _

from approvals.exceptions import PaperRefused

_FIRST_BYTES = b"PK\x03\x04"
_CONTENTS = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
#: Files within the archive; a document of a thousand pages has some hundreds.
_MOST_FILES = 5000
#: How many times smaller than its content a packed file may be, once it is larger than a megabyte.
_HIGHEST_RATIO = 200
_MEGABYTE = 1024 * 1024
#: Parts of names by which programs and foreign objects are known.
_PROGRAMS = ("vbaproject", "vbadata", "macrosheets/", "activex", "oleobject")
_PROGRAMS_BY_TYPE = (b"macroenabled", b"vbaproject", b"activex", b"macrosheet", b"oleobject")


def whole_xlsx(content: bytes) -> None:
    """Raises PaperRefused for what is no sound workbook without macros."""
    _whole(content, main=_MAIN.format("spreadsheetml.sheet"), part="xl/workbook.xml")


def whole_docx(content: bytes) -> None:
    """Raises PaperRefused for what is no sound document without macros."""
    _whole(content, main=_MAIN.format("wordprocessingml.document"), part="word/document.xml")


def _whole(content: bytes, *, main: str, part: str) -> None:
    if not content.startswith(_FIRST_BYTES):
        raise PaperRefused(_("something else stands before the beginning of the file."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_alone(content, archive)
            files = archive.infolist()
            _require_modest(files)
            contents = _unpacked(archive, files)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise PaperRefused(_("the file is damaged.")) from error
    names = {file.filename.lower() for file in files}
    declared = contents.lower()
    if any(word in name for name in names for word in _PROGRAMS) or any(word in declared for word in _PROGRAMS_BY_TYPE):
        raise PaperRefused(_("it holds macros or other programs. Save it without them, or as PDF."))
    if main.encode() not in declared or part not in names:
        raise PaperRefused(_("it does not hold what its name says."))


def _require_alone(content: bytes, archive: zipfile.ZipFile) -> None:
    """Nothing follows the archive, and no comment, in which another file could stand."""
    end = content.rfind(b"PK\x05\x06")
    if archive.comment or end + 22 != len(content):
        raise PaperRefused(_("something else follows after the end of the file."))


def _require_modest(files: list[zipfile.ZipInfo]) -> None:
    """By what the archive says of itself: few files, no lock, none twice, none outside, and not too much in all."""
    if any(file.flag_bits & 0x1 for file in files):
        raise PaperRefused(_("it is locked with a password. Save it without one."))
    names = [file.filename for file in files]
    if len(names) != len({name.lower() for name in names}) or any(
        name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names
    ):
        raise PaperRefused(_("the file is damaged."))
    unpacked = sum(file.file_size for file in files)
    swollen = any(
        file.file_size > _MEGABYTE and file.file_size > _HIGHEST_RATIO * max(file.compress_size, 1) for file in files
    )
    if len(files) > _MOST_FILES or unpacked > settings.DOCUMENT_UNPACKED_MAXIMUM_BYTES or swollen:
        raise PaperRefused(_("it would become far too large when it is opened."))


def _unpacked(archive: zipfile.ZipFile, files: list[zipfile.ZipInfo]) -> bytes:
    """Unpacks everything, which proves sizes and check sums, piece by piece; returns the list of what the file holds.

    No part may define entities, by which a small text can become a large one.
    """
    contents = b""
    left = settings.DOCUMENT_UNPACKED_MAXIMUM_BYTES
    for file in files:
        beginning = b""
        with archive.open(file) as stream:
            while piece := stream.read(_MEGABYTE):
                left -= len(piece)
                if left < 0:
                    raise PaperRefused(_("it would become far too large when it is opened."))
                beginning = beginning or piece
        if file.filename.lower().endswith((".xml", ".rels")) and b"<!doctype" in beginning.lower():
            raise PaperRefused(_("it holds definitions that an office program never writes."))
        if file.filename == _CONTENTS:
            contents = beginning
    return contents
