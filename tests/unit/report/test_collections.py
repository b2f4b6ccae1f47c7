"""Which collections the statement tells one by one."""

import random

from mediascan.report.collections import LISTED, CollectionTable


def told(number, size):
    return {"members": 1, "bytes": str(size), "title": f"set {number % 7}"}


def test_collections_that_are_alike_in_all_else_are_kept_in_one_order():
    every = [(number % 5, told(number, number % 5)) for number in range(3 * LISTED)]
    made = []
    for seed in range(3):
        table = CollectionTable()
        for size, data in random.Random(seed).sample(every, len(every)):
            table.add(size, 1, (b"same",), data)
        made.append(table.data())
    assert made[0] == made[1] == made[2]
    assert len(made[0]["listed"]) == LISTED
    assert made[0]["others"]["collections"] == 2 * LISTED
