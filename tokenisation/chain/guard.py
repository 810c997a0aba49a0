"""Test tokens are minted on a local chain only: asked at start and again before every send.

Two conditions, each enough to refuse: the chain id must be on the settings' list of local chains, and it must not be
the id of a public network, whatever the settings say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from tokenisation.chain.errors import WrongChain

if TYPE_CHECKING:
    from tokenisation.chain.client import ChainClient

#: Public networks by chain id, main and test networks alike, as registered at chainlist.org.
PUBLIC_CHAINS = {
    1: "Ethereum",
    3: "Ropsten",
    5: "Goerli",
    10: "OP Mainnet",
    14: "Flare",
    25: "Cronos",
    30: "Rootstock",
    40: "Telos",
    42: "LUKSO",
    50: "XDC",
    56: "BNB Smart Chain",
    61: "Ethereum Classic",
    97: "BNB Smart Chain Testnet",
    100: "Gnosis",
    122: "Fuse",
    128: "Huobi ECO Chain",
    130: "Unichain",
    137: "Polygon",
    146: "Sonic",
    169: "Manta Pacific",
    196: "X Layer",
    204: "opBNB",
    250: "Fantom",
    252: "Fraxtal",
    288: "Boba",
    300: "zkSync Sepolia",
    324: "zkSync Era",
    338: "Cronos Testnet",
    420: "OP Goerli",
    480: "World Chain",
    1088: "Metis",
    1101: "Polygon zkEVM",
    1284: "Moonbeam",
    1285: "Moonriver",
    1329: "Sei",
    1868: "Soneium",
    2020: "Ronin",
    2222: "Kava",
    4002: "Fantom Testnet",
    5000: "Mantle",
    5003: "Mantle Sepolia",
    5611: "opBNB Testnet",
    7700: "Canto",
    8217: "Kaia",
    8453: "Base",
    9001: "Evmos",
    10200: "Chiado",
    17000: "Holesky",
    23294: "Oasis Sapphire",
    34443: "Mode",
    42161: "Arbitrum One",
    42170: "Arbitrum Nova",
    42220: "Celo",
    43113: "Avalanche Fuji",
    43114: "Avalanche",
    44787: "Celo Alfajores",
    48900: "Zircuit",
    57073: "Ink",
    59141: "Linea Sepolia",
    59144: "Linea",
    60808: "BOB",
    80001: "Polygon Mumbai",
    80002: "Polygon Amoy",
    80094: "Berachain",
    81457: "Blast",
    84532: "Base Sepolia",
    167000: "Taiko",
    421614: "Arbitrum Sepolia",
    534351: "Scroll Sepolia",
    534352: "Scroll",
    560048: "Hoodi",
    7777777: "Zora",
    11155111: "Sepolia",
    11155420: "OP Sepolia",
    1313161554: "Aurora",
    1666600000: "Harmony",
}


def require_local_chain_id(chain_id: int) -> None:
    """Raises WrongChain with a sentence unless test tokens may be minted on the chain with this id."""
    if chain_id in PUBLIC_CHAINS:
        raise WrongChain(
            _(
                "The node stands on %(network)s (chain id %(id)s), a public network. Test tokens are minted on a local chain "
                "only, and no setting changes that. Point CHAIN_RPC_URL at a local node."
            )
            % {"network": PUBLIC_CHAINS[chain_id], "id": chain_id}
        )
    if chain_id not in settings.CHAIN_ALLOWED_IDS:
        raise WrongChain(
            _(
                "The node stands on chain id %(id)s, which is not among the local chains of these settings (%(allowed)s). "
                "Point CHAIN_RPC_URL at a local node, or add the id of your own local chain to CHAIN_ALLOWED_IDS."
            )
            % {"id": chain_id, "allowed": ", ".join(map(str, settings.CHAIN_ALLOWED_IDS))}
        )


def require_local_chain(client: ChainClient) -> int:
    """Asks the node which chain it stands on; returns the id or raises WrongChain."""
    chain_id = client.chain_id()
    require_local_chain_id(chain_id)
    return chain_id
