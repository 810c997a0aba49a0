"""Builds the contracts' artefacts: the same bytes on any machine, so that what is committed can be checked.

The compiler is the npm package solc, pinned by package-lock.json; sources have names without paths of the machine; the
metadata hash is left out of the bytecode. No Django and no database here: the management command hands over to this.
"""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

from tokenisation.contracts.exceptions import ContractBuildError
from tokenisation.contracts.node import node_executable

CONTRACTS = ("SovereignTestToken",)
FOLDER = Path(__file__).resolve().parent
PACKAGES = FOLDER.parents[1] / "node_modules"
NEEDED_PACKAGES = ("solc", "@openzeppelin/contracts")
TIMEOUT = 300  # seconds; a build takes about five

# The same as in foundry.toml; `forge.py` checks that both give the same bytecode.
SETTINGS: dict[str, Any] = {
    "evmVersion": "cancun",
    "metadata": {"bytecodeHash": "none"},
    "optimizer": {"enabled": True, "runs": 200},
}
OUTPUTS = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.deployedBytecode.immutableReferences"]


def artifact_path(name: str) -> Path:
    """Where the committed artefact of a contract stands."""
    return FOLDER / "artifacts" / f"{name}.json"


def build_artifact(name: str) -> bytes:
    """Compiles one contract and returns the bytes of its artefact.

    Raises ContractBuildError when Node or a package is missing, and on every error or warning of the compiler.
    """
    source = f"src/{name}.sol"
    standard_json = {
        "language": "Solidity",
        "sources": {source: {}},
        "settings": SETTINGS | {"outputSelection": {source: {name: OUTPUTS}}},
    }
    build = _run_compiler(json.dumps(standard_json))
    if complaints := build["output"].get("errors"):
        raise ContractBuildError(
            "The compiler complains:\n" + "\n".join(each["formattedMessage"] for each in complaints)
        )
    contract = build["output"]["contracts"][source][name]
    deployed = contract["evm"]["deployedBytecode"]
    artifact = {
        "contractName": name,
        "compiler": build["compiler"].removesuffix(".Emscripten.clang"),
        "settings": SETTINGS,
        "sourceDigest": source_digest(build["sources"]),
        "abi": contract["abi"],
        "bytecode": "0x" + contract["evm"]["bytecode"]["object"],
        "deployedBytecode": "0x" + deployed["object"],
        "immutableReferences": deployed["immutableReferences"],
    }
    return (json.dumps(artifact, indent=2) + "\n").encode()


def source_digest(sources: dict[str, str]) -> str:
    """SHA-256, in hex, of the listing that `sha256sum` prints of all sources, own and imported, sorted by name."""
    listing = "".join(
        f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in sorted(sources.items())
    )
    return hashlib.sha256(listing.encode()).hexdigest()


def write_artifact(name: str) -> Path:
    """Builds a contract's artefact and writes it where it is committed. Raises as `build_artifact`."""
    content = build_artifact(name)
    path = artifact_path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def check_artifact(name: str) -> None:
    """Builds a contract anew and compares with the committed artefact, byte for byte.

    Raises ContractBuildError with a sentence that says what differs, and as `build_artifact`.
    """
    path = artifact_path(name)
    label = path.relative_to(FOLDER.parents[1]).as_posix()
    advice = "If the sources are what you mean, run: manage.py build_contracts, and commit the file."
    if not path.is_file():
        raise ContractBuildError(f"{label} is missing. {advice}")
    committed, built = path.read_bytes(), build_artifact(name)
    if committed != built:
        raise ContractBuildError(f"{label} {_difference(committed, built)} {advice}")


def _difference(committed: bytes, built: bytes) -> str:
    """What distinguishes a committed artefact from a built one that is not the same, as the end of a sentence."""
    try:
        old = json.loads(committed)
    except ValueError:
        return "is not JSON."
    new = json.loads(built)
    if not isinstance(old, dict):
        return "is not an artefact."
    if fields := [name for name in {**new, **old} if old.get(name) != new.get(name)]:
        return f"is not what the sources give; these fields differ: {', '.join(fields)}."
    return "has the right content in other bytes (order, spaces or line ends)."


def _run_compiler(standard_json: str) -> dict[str, Any]:
    require_packages(*NEEDED_PACKAGES)
    command = [str(node_executable()), str(FOLDER / "build.js"), str(FOLDER), str(PACKAGES)]
    try:
        run = subprocess.run(
            command, input=standard_json, capture_output=True, encoding="utf-8", timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ContractBuildError(f"The compiler did not finish within {TIMEOUT} seconds.") from error
    if run.returncode:
        raise ContractBuildError(f"The compiler could not run:\n{run.stderr.strip()}")
    build: dict[str, Any] = json.loads(run.stdout)
    return build


def require_packages(*names: str) -> None:
    """Raises ContractBuildError, saying what to run, when an npm package is not installed."""
    if missing := [name for name in names if not (PACKAGES / name).is_dir()]:
        raise ContractBuildError(f"These npm packages are missing: {', '.join(missing)}. Run: npm ci")
