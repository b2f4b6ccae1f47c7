"""Ciphers that lock a file chunk by chunk: how much plain text so many bytes hold."""

CHUNK = 1 << 16  # bytes of plain text in a chunk, both in age and in rclone
TAG = 16  # bytes that each chunk has more


def plain_size(locked: int) -> int:
    """Bytes of plain text in `locked` bytes of chunks; -1 where no text gives so many."""
    whole, rest = divmod(locked, CHUNK + TAG)
    if rest and rest < TAG:
        return -1
    return whole * CHUNK + max(0, rest - TAG)
