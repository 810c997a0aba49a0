"""Zip archives from strangers: judged by what they declare, and watched while they unpack, since they may lie."""

import copy
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from approvals.exceptions import InvalidInput

MIB = 1 << 20
#: A workbook has a few dozen parts; one with many sheets and pictures a few hundred.
MOST_MEMBERS = 2000
#: Bytes of the archive's table of contents.
LARGEST_DIRECTORY = MIB
#: Unpacked bytes of all parts: 100,000 rows of 40 columns take up to about 250 MiB of XML.
LARGEST_TOTAL = 512 * MIB
#: Unpacked to packed. XML of rows that are all alike packs to about 1:25, a bomb to 1:1000; small parts do no harm either way.
HIGHEST_RATIO = 150
RATIO_MATTERS_FROM = 4 * MIB
CHUNK = 64 * 1024

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
_ENCRYPTED = 0x1


class Archive:
    """A zip archive whose parts may be unpacked."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises InvalidInput when the archive is damaged, encrypted or declares what no workbook needs."""
        _check_directory(file)
        file.seek(0)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError, OSError) as error:
            raise damaged() from error
        self._members = {info.filename: info for info in self._zip.infolist()}
        _check_members(self._zip.infolist(), file.seek(0, io.SEEK_END))

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._members)

    def size(self, name: str) -> int:
        """The bytes that a part declares to unpack to."""
        return self._members[name].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of a part, piece by piece. Raises InvalidInput when it is damaged or longer than declared."""
        if name not in self._members:
            raise damaged()
        declared = self._members[name].file_size
        # The library stops at the declared size without a word; allowing one piece more shows who lied.
        watched = copy.copy(self._members[name])
        watched.file_size = declared + CHUNK + 1
        unpacked = 0
        try:
            with self._zip.open(watched) as part:
                while chunk := part.read(CHUNK):
                    unpacked += len(chunk)
                    if unpacked > declared:
                        raise bomb()
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
            raise damaged() from error

    def read(self, name: str, *, most: int) -> bytes:
        """A small part as a whole. Raises InvalidInput when it is missing, damaged or larger than `most` bytes."""
        if name in self._members and self.size(name) > most:
            raise bomb()
        return b"".join(self.chunks(name))

    def start(self, name: str, length: int) -> bytes:
        """The first bytes of a part, for a quick look."""
        return next(self.chunks(name), b"")[:length]


def _check_directory(file: BinaryIO) -> None:
    """Raises InvalidInput when the table of contents is missing or too large to be read into memory."""
    size = file.seek(0, io.SEEK_END)
    tail_size = min(size, 22 + 0xFFFF)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < 22:
        raise damaged()
    members, directory = struct.unpack("<HL", tail[place + 10 : place + 16])
    if tail[max(place - 20, 0) : place].startswith(_END_64):
        raise bomb()  # only an archive of more than 4 GB or 65,535 parts needs the larger table of contents
    if members > MOST_MEMBERS or directory > LARGEST_DIRECTORY:
        raise bomb()


def _check_members(members: list[zipfile.ZipInfo], file_size: int) -> None:
    if any(info.flag_bits & _ENCRYPTED for info in members):
        raise encrypted()
    packed = sum(info.compress_size for info in members)
    if (
        len(members) > MOST_MEMBERS
        or len({info.filename for info in members}) != len(members)
        or sum(info.file_size for info in members) > LARGEST_TOTAL
        or packed > file_size  # parts that overlap are unpacked several times
        or any(_packed_too_well(info) for info in members)
        or any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in members)
    ):
        raise bomb()


def _packed_too_well(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_MATTERS_FROM and info.file_size > HIGHEST_RATIO * max(info.compress_size, 1)


def bomb() -> InvalidInput:
    """The refusal of an archive that would unpack to more than any workbook of the register."""
    return InvalidInput(
        _(
            "The file would unpack to more than any workbook of the register, or is packed in a way that none is, so it "
            "was not opened. Save the sheet as “CSV UTF-8” and upload that file."
        )
    )


def damaged() -> InvalidInput:
    """The refusal of an archive or workbook that cannot be read to its end."""
    return InvalidInput(
        _(
            "The workbook is damaged and cannot be read. Open it in a spreadsheet program, save it again as .xlsx or as "
            "“CSV UTF-8” and upload that file."
        )
    )


def encrypted() -> InvalidInput:
    """The refusal of a workbook that has a password."""
    return InvalidInput(
        _(
            "The workbook is protected with a password, so nothing in it can be read. Save it without a password and "
            "upload it again."
        )
    )
