"""What a worker asks before it takes any work."""

from django.conf import settings

from tokenisation.chain.errors import NodeUnreachable
from tokenisation.chain.guard import require_local_chain
from tokenisation.selectors import active_epoch
from tokenisation.services.chain import chain_client
from tokenisation.services.epochs import recognise_chain


def describe_chain() -> str:
    """A sentence about the chain at the configured address. Raises WrongChain, NodeUnreachable."""
    client = chain_client()
    chain_id = require_local_chain(client)
    epoch = active_epoch()
    if epoch is None:
        return f"Local chain {chain_id} at block {client.block_number()}; the portal has no epoch on it yet."
    recognised = recognise_chain(client, epoch)
    return f"Local chain {chain_id} at block {client.block_number()}, {epoch}: {recognised.value}."


def describe_chain_if_there() -> str:
    """The same for a worker's start: a node that is away is no reason not to start. Raises WrongChain."""
    try:
        return describe_chain()
    except NodeUnreachable:
        return f"The node at {settings.CHAIN_RPC_URL} does not answer yet; work on the chain begins when it does."
