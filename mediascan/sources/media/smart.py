"""What a drive says of its health, from a file that the officer made: `smartctl --json --xall`.

mediascan sends no commands to a drive and runs no programs, so it asks for the file. Names of
fields: smartmontools, smartctl(8), JSON output. The file is kept by its digest.
"""

import hashlib
from typing import Any

import orjson

from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.model.finding import Fault, FaultKind, plain_text
from mediascan.model.limits import EXACT_INTEGER, TEXT_LENGTH
from mediascan.sources.media.files import head

_BYTES = 4 << 20  # of the file: --xall of a drive with long logs has some 100 KiB
_FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("model", ("model_name",)),
    ("serial", ("serial_number",)),
    ("firmware", ("firmware_version",)),
    ("capacityBytes", ("user_capacity", "bytes")),
    ("passed", ("smart_status", "passed")),
    ("powerOnHours", ("power_on_time", "hours")),
    ("powerCycles", ("power_cycle_count",)),
    ("temperature", ("temperature", "current")),
    ("rotationRate", ("rotation_rate",)),
    ("nvmeCriticalWarning", ("nvme_smart_health_information_log", "critical_warning")),
    ("nvmeMediaErrors", ("nvme_smart_health_information_log", "media_errors")),
    ("nvmePercentageUsed", ("nvme_smart_health_information_log", "percentage_used")),
    ("scsiGrownDefects", ("scsi_grown_defect_list",)),
    ("nvmeTotalBytes", ("nvme_total_capacity",)),
    ("nvmeUnallocatedBytes", ("nvme_unallocated_capacity",)),
)
_ATTRIBUTES = {5: "reallocatedSectors", 197: "pendingSectors", 198: "uncorrectableSectors"}
_NOTED = 64  # attributes looked at: there are 30


def read_smart(path: str, serial: str) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """What the file says, beside a drive whose own `serial` is known, or "".

    Raises `UsageError` where it is no such file.
    """
    data = head(path, _BYTES + 1)
    if not data or len(data) > _BYTES:
        raise UsageError(f"Cannot use {show(path)} for --smart: it is empty, too large or no file.")
    try:
        said = orjson.loads(data)
    except ValueError:
        said = None
    if not isinstance(said, dict) or "smartctl" not in said:
        raise UsageError(
            f"{show(path)} was not written by smartctl: make it with smartctl --json --xall DEVICE."
        )
    facts: dict[str, Any] = {"sha256": hashlib.sha256(data).hexdigest()}
    for name, keys in _FIELDS:
        value = _plain(_at(said, keys))
        if value is not None:
            facts[name] = value
    return facts | _attributes(said), _faults(facts, serial)


def _at(said: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        said = said.get(key) if isinstance(said, dict) else None
    return said


def _plain(value: Any) -> Any:
    match value:
        case bool():
            return value
        case int():
            return value if abs(value) <= EXACT_INTEGER else str(value)
        case str():
            return plain_text(value)[:TEXT_LENGTH]
        case _:
            return None


def _attributes(said: dict[str, Any]) -> dict[str, Any]:
    table = _at(said, ("ata_smart_attributes", "table"))
    found = {}
    for one in table[:_NOTED] if isinstance(table, list) else ():
        number = _at(one, ("id",))
        name = _ATTRIBUTES.get(number) if isinstance(number, int) else None
        value = _plain(_at(one, ("raw", "value")))
        if name and value is not None:
            found[name] = value
    return found


def _faults(facts: dict[str, Any], serial: str) -> tuple[Fault, ...]:
    found = []
    told = facts.get("serial")
    if serial and isinstance(told, str) and told.strip() != serial.strip():
        message = f"--smart is of the drive {show(told)}, and this one is {show(serial)}"
        found.append(Fault(FaultKind.MALFORMED, message))
    if facts.get("passed") is False:
        message = "the drive says of itself that it is failing (SMART)"
        found.append(Fault(FaultKind.UNREADABLE, message))
    return tuple(found)
