"""`mediascan selftest`: whether this installation reads media as it should, on the spot."""

import typer

from mediascan.cli.console import line
from mediascan.runs.selftests.registry import run_all


def selftest() -> None:
    """Carry out test assertions for forensic tools on images made for it; needs no root."""
    failed = count = 0
    for one in run_all():
        count += 1
        failed += not one.passed
        state = "ok" if one.passed else "FAIL"
        line(f"{state:5} {one.check.id:12}  {one.check.sentence}", state)
        if one.words:
            line(f"{'':20}{one.words}", "quiet")
    line(f"All {count} checks passed." if not failed else f"{failed} of {count} checks FAILED.")
    raise typer.Exit(1 if failed else 0)
