"""The lock that every act on an asset takes."""

from assets.models import Instrument


def lock_instrument(instrument: Instrument) -> Instrument:
    """The asset's row as it stands now, locked until the end of the transaction. Taken after the memorandum, before a case."""
    return Instrument.objects.select_for_update(no_key=True).get(pk=instrument.pk)
