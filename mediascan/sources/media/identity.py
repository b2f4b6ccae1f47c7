"""Which drive it is, by what the kernel has asked it already: no command is sent to the drive.

Serial: page 80h of the vital product data (SPC-5 section 7.7), or what the driver of NVMe, virtio
or MMC keeps. A value that is not to be had says why, so that nobody takes silence for an answer.
"""

import re
from pathlib import Path
from typing import Any

from mediascan.sources.media.locks import locks
from mediascan.sources.media.sysfs import UNIT, device_number, number, partitions, plain, raw, text

_NOT_TOLD = "not available (the kernel has no such value for this device)"
_NO_COMMAND = (
    "not available (no command is sent to the drive; compare the capacity on its label with "
    "--label-capacity, or give what smartctl says with --smart)"
)
_TRANSPORTS: tuple[tuple[str, str], ...] = (  # by a part of the device's path, the nearest first
    (r"nvme\d+", "NVMe"),
    (r"usb\d+", "USB"),
    (r"ata\d+", "ATA"),
    (r"end_device-.+", "SAS"),
    (r"rport-.+", "Fibre Channel"),
    (r"session\d+", "iSCSI"),
    (r"mmc\d+", "MMC"),
    (r"virtio\d+", "virtio"),
    (r"fw\d+(\.\d+)?", "FireWire"),
    (r"vmbus.*", "Hyper-V"),
)
_VIRTUAL: tuple[tuple[str, str], ...] = (
    ("loop", "loop device"),
    ("dm-", "device mapper"),
    ("md", "Linux RAID"),
    ("zram", "compressed memory"),
    ("ram", "memory"),
    ("nbd", "network block device"),
    ("rbd", "Ceph block device"),
    ("zd", "ZFS volume"),
    ("drbd", "DRBD"),
    ("bcache", "bcache"),
)


def transport(disk: Path) -> str:
    """How the disk is connected; "" where its path does not show it."""
    for pattern, name in _TRANSPORTS:
        if any(re.fullmatch(pattern, part) for part in disk.parts):
            return name
    return next((name for start, name in _VIRTUAL if disk.name.startswith(start)), "")


def model(disk: Path) -> str:
    """Maker and model, as the drive has them."""
    device = disk / "device"
    words = (text(device, "vendor"), text(device, "model") or text(device, "name"))
    if transport(disk) == "virtio":  # `vendor` is a number of the bus there
        words = ("", words[1])
    return " ".join(one for one in words if one)


def serial(disk: Path) -> str:
    """The serial number of the drive itself, not of its USB bridge; "" where nobody knows it."""
    device = disk / "device"
    page = raw(device, "vpd_pg80")
    if page[1:2] == b"\x80" and (told := plain(page[4 : 4 + int.from_bytes(page[2:4], "big")])):
        return told
    return text(device, "serial") or text(disk, "serial")


def identity(folder: Path, disk: Path) -> dict[str, Any]:
    """The device at `folder` on `disk` (the same, unless it is a partition) as JSON values."""
    device, queue = disk / "device", disk / "queue"
    told = {
        "model": model(disk),
        "serial": serial(disk),
        "wwn": text(device, "wwid") or text(disk, "wwid"),
        "firmware": text(device, "rev") or text(device, "firmware_rev") or text(device, "fwrev"),
        "transport": transport(disk),
        "zoned": text(queue, "zoned"),
    }
    facts: dict[str, Any] = {key: value or _NOT_TOLD for key, value in told.items()}
    facts["hiddenAreas"] = _NO_COMMAND
    facts |= locks(disk)
    for key, place, name in (
        ("logicalSectorBytes", queue, "logical_block_size"),
        ("physicalSectorBytes", queue, "physical_block_size"),
        ("diskSequence", disk, "diskseq"),
    ):
        value = number(place, name)
        facts[key] = _NOT_TOLD if value is None else value
    facts["removable"] = _yes(disk, "removable")
    sectors = number(disk, "size")
    facts["diskBytes"] = _NOT_TOLD if sectors is None else str(sectors * UNIT)
    if bridge := _usb_bridge(disk):
        facts["usbBridge"] = bridge
    if folder != disk:
        facts["partition"] = number(folder, "partition")
        facts["firstByte"] = str((number(folder, "start") or 0) * UNIT)
    else:
        facts["kernelPartitions"] = [_partition(one) for one in partitions(disk)[:_LISTED]]
    return facts


_LISTED = 128  # partitions told in the statement: as many as GPT has usually


def _partition(folder: Path) -> dict[str, Any]:
    return {
        "name": plain(folder.name.encode()),
        "device": device_number(folder),
        "firstByte": str((number(folder, "start") or 0) * UNIT),
        "sizeBytes": str((number(folder, "size") or 0) * UNIT),
        "readOnly": _yes(folder, "ro"),
    }


def _yes(folder: Path, name: str) -> bool | str:
    value = number(folder, name)
    return _NOT_TOLD if value is None else value != 0


def _usb_bridge(disk: Path) -> dict[str, str]:
    """What stands between the drive and the bus: its numbers tell bridges that lie about drives."""
    for place in disk.parents:
        if text(place, "idVendor"):
            names = ("idVendor", "idProduct", "manufacturer", "product", "serial")
            return {name: words for name in names if (words := text(place, name))}
    return {}
