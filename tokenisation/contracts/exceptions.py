"""What can go wrong when the contracts are built, said in sentences."""


class ContractBuildError(Exception):
    """The contracts cannot be built or tested, or the build is not what is committed. The message says what to do."""
