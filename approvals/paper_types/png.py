"""PNG: every chunk with its check sum, and nothing after the last."""

import struct
import zlib

from django.utils.translation import gettext as _

from approvals.exceptions import PaperRefused

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def whole_png(content: bytes) -> None:
    """Raises PaperRefused for a PNG that is damaged, cut off, without a picture, or followed by something else."""
    if not content.startswith(_SIGNATURE):
        raise PaperRefused(_("its bytes are not those of a PNG picture."))
    place = len(_SIGNATURE)
    names: list[bytes] = []
    while not names or names[-1] != b"IEND":
        if place + 12 > len(content):
            raise PaperRefused(_("the picture is cut off before its end."))
        (length,) = struct.unpack(">I", content[place : place + 4])
        chunk = content[place + 4 : place + 8 + length]
        check = content[place + 8 + length : place + 12 + length]
        if len(check) < 4:
            raise PaperRefused(_("the picture is cut off before its end."))
        if zlib.crc32(chunk) != int.from_bytes(check, "big"):
            raise PaperRefused(_("the picture is damaged."))
        names.append(chunk[:4])
        place += 12 + length
    if names[0] != b"IHDR" or b"IDAT" not in names:
        raise PaperRefused(_("the file holds no picture."))
    if place != len(content):
        raise PaperRefused(_("something else follows after the end of the picture."))
