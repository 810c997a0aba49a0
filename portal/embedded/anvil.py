"""A real local EVM chain: the native anvil program out of an npm package."""

from __future__ import annotations

import json
import os
import platform
import signal
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from portal.embedded import ports
from portal.embedded.anvil_state import ChainState
from portal.embedded.exceptions import EmbeddedServerError
from portal.embedded.files import make_folder, read_json_object, write_private_json
from portal.embedded.listening import start_listening
from portal.embedded.process import ServerProcess

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 90.0
#: anvil writes its state when it is asked to end, which takes longer the longer the chain is.
STOP_SIGNALS = ((signal.SIGTERM, 60.0),)
STATE_INTERVAL_SECONDS = 5


def _silent(_: str) -> None:
    """Say nothing: for callers that do not want to hear."""


def anvil_program(project: Path = PROJECT) -> Path:
    """The path of the native program below the project's node_modules.

    Not the wrapper that npm puts before it: killing the wrapper leaves the chain running.
    Raises EmbeddedServerError when the package is not installed or has none for this machine.
    """
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)
    program = project / "node_modules" / "@foundry-rs" / f"anvil-{system}-{machine}" / "bin" / "anvil"
    if not program.is_file():
        raise EmbeddedServerError(
            f"The local chain cannot be started: the npm package @foundry-rs/anvil is not installed, or not for this "
            f"kind of machine ({system} {machine}). Run `npm ci`, or set CHAIN_RPC_URL to a local chain of your own."
        )
    return program


class EmbeddedAnvil:
    """anvil over `data_folder`, on a free port of 127.0.0.1, with its publicly known test accounts.

    `block_time` is in seconds; None mines a block for every transaction at once. Blocks, transactions, receipts and
    logs are all kept, over restarts as well. Of the *state* only the latest is kept, so that a call at an older block
    is refused: anvil's own history grows by the length of the chain for every block (a quarter of a megabyte each
    after an hour of one-second blocks) and, written out, stalls the chain for seconds. `keep_history=True` keeps it in
    memory for a short test, which `anvil_reorg` needs.
    """

    def __init__(
        self,
        data_folder: Path,
        *,
        chain_id: int = 31337,
        block_time: int | None = 1,
        keep_history: bool = False,
        project: Path = PROJECT,
        say: Callable[[str], None] = _silent,
    ) -> None:
        self.chain_id = chain_id
        self._folder = Path(data_folder).resolve()
        self._block_time = block_time
        self._keep_history = keep_history
        self._project = project
        self._say = say
        self._state = ChainState(self._folder)
        self._process = ServerProcess("anvil", self._folder, mark=self._state.path, stop_signals=STOP_SIGNALS)
        self._port: int | None = None

    @property
    def rpc_url(self) -> str:
        """The address of the JSON-RPC interface."""
        if self._port is None:
            raise EmbeddedServerError("The local chain has not been started, so it has no address yet.")
        return f"http://{ports.LOOPBACK}:{self._port}"

    @property
    def pid(self) -> int | None:
        """The number of the server's process, None where it does not run."""
        return self._process.pid

    def start(self) -> None:
        """Start the chain and wait until it answers; stops one that a killed run left alive over the same data.

        A damaged state file is replaced by the last whole copy. Raises EmbeddedServerError with a sentence.
        """
        if self._process.is_alive():
            return
        program = anvil_program(self._project)
        make_folder(self._folder)
        if self._process.stop_leftover():
            self._say("The local chain of a run that was killed was still there; it was stopped.")
        created = self._created()
        try:
            self._start_on_a_port(program, created)
        except EmbeddedServerError:
            if "for '--state" not in self._process.last_log_lines() or not self._state.path.exists():
                raise
            self._say(self._state.recover())
            self._start_on_a_port(program, created)
        try:
            # The fixed moment of the genesis (see `_command`) also sets the chain's clock back to it; here the clock
            # is put right again, so that blocks carry the real time.
            self._call("evm_setTime", int(time.time()))
        except BaseException:
            self._process.stop()
            raise
        self._state.keep_copies(self._process.is_alive)

    def stop(self) -> None:
        """Stop the chain; it writes its state first. Does nothing when it does not run."""
        self._state.end_copies()
        self._process.stop()

    def _created(self) -> int:
        """The moment in Unix seconds at which this chain began."""
        path = self._folder / "chain.json"
        note = read_json_object(path)
        if note is None:
            note = {"created": int(time.time()), "chain_id": self.chain_id}
            write_private_json(path, note)
        if note.get("chain_id") != self.chain_id:
            raise EmbeddedServerError(
                f"The chain in {self._folder} has the id {note.get('chain_id')} and not {self.chain_id}. "
                f"Use another folder, or begin anew by removing this one."
            )
        return int(note["created"])

    def _start_on_a_port(self, program: Path, created: int) -> None:
        def launch(port: int) -> None:
            self._port = port
            self._process.start(
                [program, *self._options(port, created)],
                environment={"PATH": os.defpath, "HOME": str(self._folder)},
                folder=self._folder,
            )

        start_listening(
            self._process,
            note=self._folder / "port",
            say=self._say,
            launch=launch,
            answers=lambda port: self._answers(),
            seconds=START_SECONDS,
        )

    def _options(self, port: int, created: int) -> list[str]:
        options = [
            *("--host", ports.LOOPBACK),
            *("--port", str(port)),
            *("--chain-id", str(self.chain_id)),
            *("--state", str(self._state.path)),
            *("--state-interval", str(STATE_INTERVAL_SECONDS)),
            # Without it every start makes another block 0 and keeps the old ones beside it, and which of them is
            # answered changes from start to start.
            *("--timestamp", str(created)),
            *("--cache-path", str(self._folder / "cache")),
            "--silent",
        ]
        options += ["--max-persisted-states", "0"] if self._keep_history else ["--prune-history"]
        if self._block_time is not None:
            options += ["--block-time", str(self._block_time)]
        return options

    def _answers(self) -> bool:
        try:
            return int(self._call("eth_chainId"), 16) == self.chain_id
        except (OSError, ValueError):
            return False

    def _call(self, method: str, *parameters: Any) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(parameters)}).encode()
        request = urllib.request.Request(  # noqa: S310 - always http to 127.0.0.1
            self.rpc_url, body, {"Content-Type": "application/json"}
        )
        # A proxy of the environment has no business with 127.0.0.1.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as response:
            answer = json.load(response)
        if "error" in answer:
            raise EmbeddedServerError(f"The local chain refuses {method}: {answer['error']}")
        return answer["result"]
