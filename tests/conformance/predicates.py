"""Example predicates, as the report makes them: empty, rich, hostile, and as large as may be.

`statement_of` puts one into an in-toto statement, as the signing side does.
"""

from tests.conformance.empty_predicate import clear
from tests.conformance.hostile_predicate import hostile
from tests.conformance.predicate_parts import HOSTILE, digests, finding, listed
from tests.conformance.rich_predicate import hold

__all__ = ["EXAMPLES", "HOSTILE", "clear", "finding", "hold", "hostile", "listed", "statement_of"]


def large():
    """As many listed files and faults as a report may have."""
    made = hold()
    made["findings"]["listed"] = (made["findings"]["listed"] * 8)[:200]
    made["faults"]["listed"] = (made["faults"]["listed"] * 9)[:200]
    return made


EXAMPLES = {"clear": clear, "hold": hold, "hostile": hostile, "large": large}


def statement_of(predicate, files=()):
    """The in-toto statement over `files` (name -> bytes) with this predicate."""
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "https://mediascan.dev/inspection/v1",
        "subject": [{"name": file, "digest": digests(data)} for file, data in dict(files).items()],
        "predicate": predicate,
    }
