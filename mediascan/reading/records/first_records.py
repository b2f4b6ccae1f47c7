"""`say_first_records`: what the first records of a Riegeli file hold, ArrayRecord among them."""

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.limits import MIB
from mediascan.reading.encodings.riegeli import chunks, compression_of, records_of
from mediascan.reading.tensorflow.examples import Features
from mediascan.reading.window import Window

_SAMPLE = 4 * MIB  # bytes of the first chunk that is looked into
_LOOKED_AT = 32


def say_first_records(window: Window, facts: Facts, samples: int) -> None:
    """Tell the columns of the first records, where they can be decompressed here."""
    features = Features()
    try:
        first = next((one for one in chunks(window) if one.records), None)
        if first is None:
            return
        if packed := compression_of(window, first):
            facts["compression"] = packed
        for record in records_of(window, first, _SAMPLE)[:_LOOKED_AT]:
            features.add(Window.over(record))
    except (InputFault, IndexError):
        pass  # Brotli and large chunks: the general format tells what is damaged
    features.say(facts, samples)
