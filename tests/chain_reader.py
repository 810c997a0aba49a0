"""A reader of the chain that knows nothing of the portal: plain JSON-RPC over HTTP and the ERC-20 standard."""

import json
import urllib.request
from typing import Any

#: keccak-256 of Transfer(address,address,uint256), the event of every ERC-20 token.
TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
#: First four bytes of keccak-256 of totalSupply() and balanceOf(address).
TOTAL_SUPPLY, BALANCE_OF = "0x18160ddd", "0x70a08231"


class ChainReader:
    """Asks a node."""

    def __init__(self, url: str) -> None:
        self.url = url

    def call(self, method: str, *parameters: Any) -> Any:
        """One JSON-RPC call."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            content = json.load(answer)
        if "error" in content:
            raise RuntimeError(content["error"])
        return content["result"]

    def supply(self, token: str) -> int:
        """The token's total supply."""
        return int(self.call("eth_call", {"to": token, "data": TOTAL_SUPPLY}, "latest"), 16)

    def balance(self, token: str, account: str) -> int:
        """The account's balance."""
        data = BALANCE_OF + account.lower().removeprefix("0x").rjust(64, "0")
        return int(self.call("eth_call", {"to": token, "data": data}, "latest"), 16)

    def minted(self, token: str) -> dict[str, int]:
        """What every account received from nothing, by the token's own events."""
        logs = self.call(
            "eth_getLogs",
            {"address": token, "fromBlock": "0x0", "toBlock": "latest", "topics": [TRANSFER, "0x" + "0" * 64]},
        )
        received: dict[str, int] = {}
        for log in logs:
            account = "0x" + log["topics"][2][-40:]
            received[account] = received.get(account, 0) + int(log["data"], 16)
        return received
