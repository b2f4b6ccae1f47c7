"""SquashFS 4: the files of an image. Names, blocks and ends of files are packed each on their own.

Source: "SquashFS Binary Format" (dr-emann.github.io/squashfs), fs/squashfs/squashfs_fs.h (Linux).
"""

from collections.abc import Iterator

from mediascan.model.errors import InputFault
from mediascan.model.finding import fault_of
from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.forward import Read
from mediascan.reading.unpacking.squashfs_image import HOLE, Image, Inode

_DEEP = 256  # folders in one another


def members(held: Held) -> Iterator[Item]:
    if held.read_at is None:
        return
    image = Image(held.read_at, held.size, held.allowance, held.memory)
    waiting, seen = [(b"", image.root, 0)], set[int]()
    while waiting:
        prefix, reference, depth = waiting.pop()
        folder = image.inode(reference)
        if reference in seen or depth > _DEEP:
            continue
        seen.add(reference)
        below = []
        for name, child, kind in image.entries(folder):
            held.allowance.check_time()
            if kind == 1:
                held.others += 1
                below.append((prefix + name + b"/", child, depth + 1))
            elif kind == 2:
                yield _item(image, prefix + name, child)
            else:
                held.others += 1
        waiting += reversed(below)


def _item(image: Image, name: bytes, reference: int) -> Item:
    try:
        inode = image.inode(reference)
    except InputFault as bad:
        return Item(name, None, fault=fault_of(bad))
    return Item(name, _content(image, inode), inode.size, inode.mtime * 10**9)


def _content(image: Image, inode: Inode) -> Read:
    """The bytes of a file, block by block; its end may be a part of a fragment."""
    blocks = _blocks(image, inode)
    held = b""

    def read(most: int) -> bytes:
        nonlocal held
        if not held:
            held = next(blocks, b"")
        some, held = held[:most], held[most:]
        return some

    return read


def _blocks(image: Image, inode: Inode) -> Iterator[bytes]:
    at, left = inode.start, inode.size
    for number in range(image.block_count(inode)):
        word = image.block_word(inode, number)
        most = min(left, image.block)
        if word == HOLE:
            image.allowance.make(most)
            yield bytes(most)
        else:
            yield image.data(at, word, most)
        at += word & 0xFF_FFFF
        left -= most
    if left and inode.fragment >= 0:
        yield image.fragment(inode.fragment, inode.offset, left)


OPENER = Opener("squashfs", members, alone=False, random=True)
