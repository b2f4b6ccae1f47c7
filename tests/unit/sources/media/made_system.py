"""A made /sys, /proc and /dev: drives that no bench has at once."""

from mediascan.sources.media.sysfs import System


class Made:
    """Folders that grow as drives are attached."""

    def __init__(self, root):
        self.root = root
        self.system = System(root / "sys", root / "proc", root / "dev")
        for one in ("sys/block", "sys/dev/block", "proc/self", "dev"):
            (root / one).mkdir(parents=True)
        (root / "proc/self/mountinfo").write_text("22 27 0:21 / /proc rw - proc proc rw\n")
        (root / "proc/swaps").write_text("Filename Type Size Used Priority\n")

    def disk(self, bus, name, numbers, size, **attributes):
        """A disk below `bus` with `attributes`, "/" written as two underscores."""
        folder = self.root / "sys/devices" / bus / "block" / name
        folder.mkdir(parents=True)
        (self.root / "sys/block" / name).symlink_to(folder)
        self.write(folder, numbers, size, attributes)
        return folder

    def partition(self, disk, number, numbers, size, **attributes):
        folder = disk / f"{disk.name}{number}"
        folder.mkdir()
        self.write(folder, numbers, size, {"partition": number, "start": 2048, **attributes})
        return folder

    def write(self, folder, numbers, size, attributes):
        (self.root / "sys/dev/block" / numbers).symlink_to(folder)
        told = {"dev": numbers, "size": size // 512, "ro": 0, **attributes}
        for key, value in told.items():
            path = folder / key.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(value if isinstance(value, bytes) else f"{value}\n".encode())

    def mount(self, numbers, source, point):
        with (self.root / "proc/self/mountinfo").open("a") as file:
            file.write(f"30 27 {numbers} / {point} ro,relatime - ext4 {source} ro\n")
