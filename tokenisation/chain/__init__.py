"""The only door to the chain: nothing else in the portal imports web3, apart from the keys."""
