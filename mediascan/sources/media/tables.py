"""Tables of whole numbers in an image file, read a page at a time.

Those of an image of 80 TB can have gigabytes.
"""

from typing import Literal

from mediascan.model.errors import Truncated
from mediascan.sources.media.files import ImageFiles

_PAGE = 64 * 1024  # bytes read at once
_PAGES = 64  # pages kept of one table or set of tables: 4 MiB


class Tables:
    """Numbers of `width` bytes in the files of one image."""

    def __init__(self, files: ImageFiles, width: int, order: Literal["little", "big"]) -> None:
        self._files = files
        self._width = width
        self._order: Literal["little", "big"] = order
        self._pages: dict[tuple[int, int], bytes] = {}  # by file and page, last used at the end

    def at(self, file: int, offset: int) -> int:
        """The number at byte `offset` of a file. Raises `Truncated` behind its end, `OSError`."""
        number, start = divmod(offset, _PAGE)
        data = self._page(file, number)[start : start + self._width]
        if len(data) < self._width and start + self._width > _PAGE:
            data += self._page(file, number + 1)[: self._width - len(data)]
        if len(data) < self._width:
            raise Truncated("the image ends within a table")
        return int.from_bytes(data, self._order)

    def _page(self, file: int, number: int) -> bytes:
        key = (file, number)
        if key in self._pages:
            page = self._pages[key] = self._pages.pop(key)
            return page
        while len(self._pages) >= _PAGES:
            del self._pages[next(iter(self._pages))]
        page = self._pages[key] = self._files.read_fully(file, _PAGE, number * _PAGE)
        return page
