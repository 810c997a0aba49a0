"""The one loader of built contracts: what to deploy, how to talk to it, and whether code on a chain is that contract."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "contracts" / "artifacts"


class ArtifactError(Exception):
    """A contract's artefact is missing or unreadable. The message says what to run."""


@dataclass(frozen=True)
class ContractArtifact:
    """A built contract. `immutable_references` are places (start, length), in bytes, in the deployed bytecode.

    `source_digest` covers own and imported sources. `code_hash` is the SHA-256, in hex, of the deployed bytecode with
    every immutable place zero: the same for each deployment, and not the chain's own Keccak code hash.
    """

    name: str
    abi: tuple[dict[str, Any], ...]
    bytecode: bytes
    deployed_bytecode: bytes
    immutable_references: tuple[tuple[int, int], ...]
    source_digest: str
    code_hash: str


@cache
def load_artifact(name: str) -> ContractArtifact:
    """The artefact of a contract, read once. Raises ArtifactError when there is none or it cannot be read."""
    path = FOLDER / f"{name}.json"
    if not name.isidentifier() or not path.is_file():
        raise ArtifactError(f"There is no built contract {name!r}. Run: manage.py build_contracts")
    try:
        data = json.loads(path.read_bytes())
        deployed = _code(data["deployedBytecode"])
        references = tuple(
            sorted(
                (place["start"], place["length"]) for places in data["immutableReferences"].values() for place in places
            )
        )
        return ContractArtifact(
            name=data["contractName"],
            abi=tuple(data["abi"]),
            bytecode=_code(data["bytecode"]),
            deployed_bytecode=deployed,
            immutable_references=references,
            source_digest=data["sourceDigest"],
            code_hash=hashlib.sha256(_with_zeroed(deployed, references)).hexdigest(),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArtifactError(
            f"The built contract {name!r} cannot be read ({error!r}). Run: manage.py build_contracts"
        ) from error


def matches_deployed_code(artifact: ContractArtifact, code: bytes) -> bool:
    """Whether runtime code read from a chain is this contract, whatever its immutable values are."""
    return _with_zeroed(code, artifact.immutable_references) == _with_zeroed(
        artifact.deployed_bytecode, artifact.immutable_references
    )


def _code(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _with_zeroed(code: bytes, places: tuple[tuple[int, int], ...]) -> bytes:
    """The code with these places zero. Places beyond its end are left out, so that the length never changes."""
    masked = bytearray(code)
    for start, length in places:
        end = min(start + length, len(masked))
        masked[start:end] = bytes(max(end - start, 0))
    return bytes(masked)
