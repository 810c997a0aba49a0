"""Small files that only their owner may read, replaced in one step so that no reader sees half of one."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from portal.embedded.exceptions import EmbeddedServerError


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path` with mode 0600, atomically: a killed writer leaves the old file or the new one."""
    # mkstemp creates the file with mode 0600, so that the text is never readable by others, not even briefly.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_private_json(path: Path, value: Any) -> None:
    """Write `value` as JSON, as `write_private` does."""
    write_private(path, json.dumps(value, indent=2, sort_keys=True) + "\n")


def read_json_object(path: Path) -> dict[str, Any] | None:
    """Return the JSON object stored at `path`, or None where there is no such file.

    Raises EmbeddedServerError when the file is there and cannot be read or is no JSON object.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise EmbeddedServerError(
            f"{path} belongs to another user, who started the embedded servers here before. "
            f"Use that user, or another folder."
        ) from error
    except ValueError as error:
        raise EmbeddedServerError(f"{path} is damaged: it holds no JSON. Move it away and start again.") from error
    if not isinstance(value, dict):
        raise EmbeddedServerError(f"{path} is damaged: it holds no JSON object. Move it away and start again.")
    return value


def make_folder(path: Path) -> None:
    """Make `path` and what is missing above it.

    Raises EmbeddedServerError when the folder cannot be made or written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedServerError(f"The folder {path} cannot be made: {error.strerror}.") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise EmbeddedServerError(
            f"The folder {path} cannot be written by this user. It was probably made by another one: "
            f"use that user, or another folder."
        )
