"""The bytes of a file while its import is open: in pieces, so that no large file is ever in memory as a whole."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from approvals.exceptions import WrongState
from assets.models import ImportPiece, RegisterImport

PIECE = 1 << 20
#: Bytes of a file that is read from memory; a larger one lies on the disk meanwhile.
KEPT_IN_MEMORY = 4 << 20


def sha256_of(file: BinaryIO) -> tuple[str, int]:
    """The hash of the file's bytes and how many there are."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def keep_file(run: RegisterImport, file: BinaryIO) -> None:
    """Stores the file's bytes with the run."""
    file.seek(0)
    place = 0
    while piece := file.read(PIECE):
        ImportPiece.objects.create(run=run, place=place, content=piece)
        place += 1


@contextmanager
def kept_file(run: RegisterImport) -> Iterator[BinaryIO]:
    """The file as it was brought. Raises WrongState where its bytes are gone or are others."""
    digest = hashlib.sha256()
    with SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as file:
        for place in range(ImportPiece.objects.filter(run=run).count()):
            piece = bytes(ImportPiece.objects.values_list("content", flat=True).get(run=run, place=place))
            digest.update(piece)
            file.write(piece)
        if digest.hexdigest() != run.sha256:
            raise WrongState(_("The file is not kept any more. Upload it again."), subject=run.key)
        file.seek(0)
        yield cast(BinaryIO, file)


def forget_file(run: RegisterImport) -> None:
    """Lets go of the bytes."""
    ImportPiece.objects.filter(run=run).delete()
