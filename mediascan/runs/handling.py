"""What the officer said of the exhibit: checked before it is read, then told in the report."""

from typing import Any

from mediascan.model.errors import UsageError
from mediascan.model.finding import Fault
from mediascan.model.handling import Handling
from mediascan.sources.media.custody import refuse_unsafe
from mediascan.sources.media.label import compare_label, label_bytes
from mediascan.sources.media.registry import is_device
from mediascan.sources.media.smart import read_smart


def check_handling(source: str, handling: Handling) -> None:
    """Raise `UsageError` for what cannot be, and for a device that is not safe to read."""
    if handling.label_capacity:
        label_bytes(handling.label_capacity)
    if handling.smart:
        read_smart(handling.smart, "")
    if not is_device(source):
        if handling.smart or handling.accept_writable:
            raise UsageError("--smart and --accept-writable are for devices, as /dev/sdb.")
    elif not handling.accept_writable:
        refuse_unsafe(source)


def told(handling: Handling, facts: dict[str, Any]) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """What `handling` adds to the `facts` of a source, and what is wrong with it."""
    more: dict[str, Any] = {}
    faults: tuple[Fault, ...] = ()
    if handling.label_capacity and "sizeBytes" in facts:
        disk = str(facts.get("diskBytes", ""))  # a label is that of the whole drive
        size = int(disk if disk.isdecimal() else facts["sizeBytes"])
        more["labelCapacity"], wrong = compare_label(handling.label_capacity, size)
        faults += wrong
    if handling.smart:
        serial = str(facts.get("serial", ""))
        known = "" if serial.startswith("not available") else serial
        more["smart"], wrong = read_smart(handling.smart, known)
        faults += wrong
    if handling.accept_writable:
        more["acceptedWritable"] = True
    return more, faults
