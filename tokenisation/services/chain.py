"""The one way to a client of the configured node."""

from django.conf import settings

from tokenisation.chain.client import ChainClient


def chain_client() -> ChainClient:
    """A client of the node at CHAIN_RPC_URL."""
    return ChainClient(settings.CHAIN_RPC_URL, timeout=settings.CHAIN_TIMEOUT)
