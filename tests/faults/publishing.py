"""Publishes a report again and again, each time in a process that dies one step later.

    python publishing.py REPORT BEFORE PLACE {interim|final}

BEFORE is the output folder as it was, with its work folder; REPORT has the files to publish. Steps
are the calls that change a folder or flush it. Prints a JSON object for each: what verification and
the program itself think of the folder that is left; the last one is that of a whole publication.
"""

import json
import os
import shutil
import sys
from pathlib import Path

from mediascan.model.errors import IncompleteError
from mediascan.report import folder
from mediascan.report.folder import STAGE, WORK, is_finished
from mediascan.report.verify import verify_folder


class Steps:
    """Ends the process before step `left`."""

    def __init__(self, left: int) -> None:
        self.left = left

    def dying(self, call):
        def instead(*arguments, **more):
            if not self.left:
                os._exit(9)
            self.left -= 1
            return call(*arguments, **more)

        return instead


def arm(at):
    steps = Steps(at)
    for name in ("unlink", "touch", "replace"):
        setattr(Path, name, steps.dying(getattr(Path, name)))
    os.unlink, os.rmdir = steps.dying(os.unlink), steps.dying(os.rmdir)  # those of rmtree
    folder._sync = steps.dying(folder._sync)


def crashed(out, at, *, interim):
    """Publish in a process that ends before step `at`; whether it came so far."""
    child = os.fork()
    if not child:
        arm(at)
        folder.publish(out / WORK / STAGE, out, interim=interim)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def state(out):
    try:
        verified = verify_folder(out, lambda _: "own")
    except IncompleteError:
        return {"code": 3, "signed": False, "finished": is_finished(out)}
    coverage = verified.statement["predicate"]["coverage"] if verified.statement else {}
    vanished = bool(coverage.get("vanished"))
    finished = is_finished(out)
    return {"code": verified.code, "signed": True, "vanished": vanished, "finished": finished}


def main():
    report, before, place, kind = sys.argv[1:]
    for at in range(500):
        out = Path(place) / str(at)
        shutil.copytree(before, out)
        shutil.rmtree(out / WORK / STAGE, ignore_errors=True)
        shutil.copytree(report, out / WORK / STAGE, ignore=shutil.ignore_patterns(WORK))
        more = crashed(out, at, interim=kind == "interim")
        print(json.dumps({"at": at, **state(out)}))
        if not more:
            return


if __name__ == "__main__":
    main()
