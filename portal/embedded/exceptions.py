"""What goes wrong with the embedded servers, said to a person."""


class EmbeddedServerError(Exception):
    """An embedded server cannot be used. The message is a sentence: what happened, why, what to do next."""
