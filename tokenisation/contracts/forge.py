"""Runs the contracts' own tests with forge, and checks that they ran on the code that is deployed."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from tokenisation.contracts.build import CONTRACTS, FOLDER, PACKAGES, artifact_path, require_packages
from tokenisation.contracts.exceptions import ContractBuildError
from tokenisation.contracts.node import node_executable

TIMEOUT = 600  # seconds; the suite takes about twenty
ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def forge_executable() -> Path:
    """The native forge of this platform's npm package. Raises ContractBuildError when it is not installed."""
    architecture = ARCHITECTURES.get(platform.machine().lower(), platform.machine().lower())
    package = f"@foundry-rs/forge-{sys.platform}-{architecture}"
    require_packages(package)
    return PACKAGES / package / "bin" / "forge"


def run_forge_tests() -> str:
    """Runs the forge suite and returns what forge printed.

    Raises ContractBuildError when a test fails, when forge cannot run, or when it compiled other bytecode than the
    committed artefact holds.
    """
    require_packages("solc", "@openzeppelin/contracts")
    command = [str(forge_executable()), "test", "--remappings", f"@openzeppelin/={PACKAGES / '@openzeppelin'}/"]
    # solc-wrapper.js finds its Node on PATH, where the one of the Python package is not.
    path = os.pathsep.join([str(node_executable().parent), os.environ.get("PATH", os.defpath)])
    try:
        run = subprocess.run(
            command,
            cwd=FOLDER,
            env=os.environ | {"PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ContractBuildError(f"The forge suite did not finish within {TIMEOUT} seconds.") from error
    if run.returncode:
        raise ContractBuildError(f"The forge suite failed:\n{run.stdout}")
    for name in CONTRACTS:
        _require_same_bytecode(name)
    return run.stdout


def _require_same_bytecode(name: str) -> None:
    """A green suite proves nothing about the artefact unless both come from the same sources and settings."""
    tested = json.loads((FOLDER / "forge-out" / f"{name}.sol" / f"{name}.json").read_bytes())["bytecode"]["object"]
    if tested != json.loads(artifact_path(name).read_bytes())["bytecode"]:
        raise ContractBuildError(
            f"The forge suite passed, but on other bytecode than the artefact of {name} holds. "
            "Run: manage.py build_contracts, and compare the settings in foundry.toml and build.py."
        )
