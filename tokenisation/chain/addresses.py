"""Addresses on the chain. Kept apart, so that what only writes addresses down need not load a client."""

from eth_utils.address import to_checksum_address

NOBODY = "0x" + "00" * 20


def checksum_address(text: str) -> str:
    """An address with its checksum (EIP-55). Raises ValueError for anything that is no address."""
    return str(to_checksum_address(text))
