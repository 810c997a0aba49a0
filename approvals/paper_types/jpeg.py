"""JPEG: its segments one by one, a picture among them, and nothing after the last."""

import re

from django.utils.translation import gettext as _

from approvals.exceptions import PaperRefused

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
#: Markers that stand alone, without a length.
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
#: A marker within the compressed picture: not a stuffed zero, not a restart.
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def whole_jpeg(content: bytes) -> None:
    """Raises PaperRefused for a JPEG that is cut off, without a picture, or followed by something else."""
    if content[:2] != bytes([0xFF, _START]):
        raise PaperRefused(_("its bytes are not those of a JPEG picture."))
    place, has_picture = 2, False
    while True:
        marker, place = _marker(content, place)
        if marker == _END:
            break
        if marker in _ALONE:
            continue
        length = int.from_bytes(content[place : place + 2], "big")
        if length < 2 or place + length > len(content):
            raise PaperRefused(_("the picture is cut off before its end."))
        place += length
        if marker == _SCAN:
            has_picture = True
            found = _NEXT_MARKER.search(content, place)
            if found is None:
                raise PaperRefused(_("the picture is cut off before its end."))
            place = found.start()
    if not has_picture:
        raise PaperRefused(_("the file holds no picture."))
    if place != len(content):
        raise PaperRefused(_("something else follows after the end of the picture."))


def _marker(content: bytes, place: int) -> tuple[int, int]:
    """The marker at a place, any number of filling bytes before it, and the place after it."""
    if content[place : place + 1] != b"\xff":
        raise PaperRefused(_("the picture is damaged."))
    while content[place : place + 1] == b"\xff":
        place += 1
    if place >= len(content):
        raise PaperRefused(_("the picture is cut off before its end."))
    return content[place], place + 1
