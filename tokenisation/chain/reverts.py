"""Names for the contract's refusals."""

import functools
from collections.abc import Iterable
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import function_signature_to_4byte_selector

from tokenisation.artifacts import load_artifact
from tokenisation.chain.errors import CallReverted

CONTRACTS = ("SovereignTestToken",)
_BUILT_IN = (
    {"name": "Error", "inputs": [{"name": "message", "type": "string"}]},
    {"name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]},
)


@functools.cache
def _errors() -> dict[bytes, tuple[str, list[str], list[str]]]:
    """Selector to name, argument names and argument types."""
    entries: Iterable[dict[str, Any]] = (
        *_BUILT_IN,
        *(entry for name in CONTRACTS for entry in load_artifact(name).abi if entry.get("type") == "error"),
    )
    table = {}
    for entry in entries:
        types = [argument["type"] for argument in entry["inputs"]]
        selector = function_signature_to_4byte_selector(f"{entry['name']}({','.join(types)})")
        table[selector] = (entry["name"], [argument["name"] for argument in entry["inputs"]], types)
    return table


def revert_of(data: bytes, message: str) -> CallReverted:
    """The refusal as an error with the custom error's name and arguments; `message` is the node's own sentence."""
    name, names, types = _errors().get(data[:4], ("", [], []))
    if not name:
        return CallReverted(f"The contract refuses this call: {message}", name="", arguments={})
    try:
        arguments = dict(zip(names, decode(types, data[4:]), strict=True))
    except DecodingError:
        arguments = {}
    plain = {key: _plain(value) for key, value in arguments.items()}
    listed = ", ".join(f"{key} {value}" for key, value in plain.items())
    sentence = f"The contract refuses this call: {name}" + (f" ({listed})." if listed else ".")
    return CallReverted(sentence, name=name, arguments=plain)


def _plain(value: Any) -> Any:
    return "0x" + value.hex() if isinstance(value, bytes) else value
