"""Vocabularies that are lines of text: ranks of tiktoken, merges of BPE, words of WordPiece."""

import binascii
import re

from mediascan.reading.tokenizers.vocabulary import MOST, Vocabulary

RANK_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"  # of base64
_RANK = re.compile(rb"([A-Za-z0-9+/]{1,4096}={0,2}) ([0-9]{1,8})(?:\r?\n|\Z)")
_MERGE = re.compile(rb"([^\s]{1,512}) ([^\s]{1,512})(?:\r?\n|\Z)")


def read_ranks(data: bytes) -> tuple[Vocabulary, int]:
    """Tokens whose ranks rise from 0 on, and where they end."""
    found = Vocabulary()
    last, at = -1, 0
    for _ in range(MOST):
        line = _RANK.match(data, at)
        rank = int(line[2]) if line else -1
        if line is None or rank <= last or (last < 0 and rank):
            break
        try:
            token = binascii.a2b_base64(line[1], strict_mode=True)
        except binascii.Error:
            break
        found.add(token)
        last, at = rank, line.end()
    return found, at


def count_merges(data: bytes, at: int) -> tuple[int, int]:
    """Lines of two tokens with one blank between, and where they end."""
    count = 0
    for _ in range(MOST):
        line = _MERGE.match(data, at)
        if line is None:
            break
        at = line.end()
        count += 1
    return count, at


def read_words(data: bytes) -> tuple[Vocabulary, int]:
    """A token a line, and how many lines hold blanks, which no token does."""
    found = Vocabulary()
    odd = 0
    for line in data.splitlines():
        found.add(line)
        odd += b" " in line or b"\t" in line or not line
    return found, odd
