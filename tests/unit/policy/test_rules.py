"""The built-in rules, as a table of findings and what they lead to."""

import pytest

from mediascan.model.errors import UntrustedError
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, as_data
from mediascan.model.verdict import Outcome, Total
from mediascan.policy.judge import Judge
from mediascan.policy.rules import TOTALS, built_in, load

NOTHING = {name: Total(0, 0) for name in TOTALS}


def verdict(*findings, totals=NOTHING):
    judge = Judge(built_in())
    if findings:
        judge.add({"path": "x"}, 10, [as_data(one) for one in findings])
    return judge.verdict(totals)


def finding(kind, confidence=Confidence.PARSED, faults=(), **facts):
    return Finding("any", kind, confidence, facts, faults=faults)


LOCKED = (Fault(FaultKind.ENCRYPTED, "needs a key"),)
TABLE = [
    (finding(Kind.CHECKPOINT, optimizer_state=True), "training-checkpoint", "HOLD"),
    (finding(Kind.CHECKPOINT, parameter_count=10**10), "large-model", "HOLD"),
    (finding(Kind.CHECKPOINT, parameter_count=10**10 - 1), "model-weights", "REFER"),
    (finding(Kind.CONCEALMENT), "disguised-content", "HOLD"),
    (finding(Kind.CHECKPOINT, dangerous_imports=["os.system"]), "code-in-checkpoint", "REFER"),
    (finding(Kind.DATASET, training_shape="chat"), "training-dataset", "REFER"),
    (finding(Kind.ENCRYPTED), "encrypted-volume", "REFER"),
    (finding(Kind.DATASET, faults=LOCKED), "encrypted-volume", "REFER"),
    (finding(Kind.CONTAINER, encrypted_member_count=1), "encrypted-volume", "REFER"),
    (finding(Kind.CHECKPOINT, Confidence.MAGIC), "possible-model", "INCONCLUSIVE"),
    (finding(Kind.DATASET, Confidence.MAGIC), "possible-dataset", "INCONCLUSIVE"),
    (finding(Kind.DATASET), "other-dataset", "INCONCLUSIVE"),
    (finding(Kind.CONCEALMENT, Confidence.MAGIC), "disguised-and-damaged", "INCONCLUSIVE"),
]


@pytest.mark.parametrize(("one", "rule", "outcome"), TABLE, ids=[rule for _, rule, _ in TABLE])
def test_a_finding_leads_to_its_rule(one, rule, outcome):
    given = verdict(one)
    assert given["outcome"] == outcome
    assert [hit["rule"] for hit in given["hits"]] == [rule]
    assert given["hits"][0]["examples"] == [{"path": "x"}]


def test_nothing_of_interest_is_clear():
    assert verdict()["outcome"] == "CLEAR"


@pytest.mark.parametrize("name", sorted(TOTALS))
def test_what_was_not_read_or_opened_or_is_not_known_is_never_clear(name):
    given = verdict(totals={**NOTHING, name: Total(1, 0, ({"path": "y"},))})
    assert given["outcome"] == "INCONCLUSIVE"
    assert given["hits"][0]["examples"] == [{"path": "y"}]


def test_the_heaviest_rule_decides_and_is_named_first():
    given = verdict(
        finding(Kind.DATASET, training_shape="chat"), finding(Kind.CONCEALMENT), totals=NOTHING
    )
    assert [hit["outcome"] for hit in given["hits"]] == ["HOLD", "REFER"]
    assert Outcome.HOLD > Outcome.REFER > Outcome.INCONCLUSIVE > Outcome.CLEAR


@pytest.mark.parametrize(
    "text",
    [
        "[[rule]]\nid = 'x'",
        "[[rule]]\nid='x'\noutcome='MAYBE'\ntitle=''\nsentence=''\nwhere={}",
        "[[rule]]\nid='x'\noutcome='HOLD'\ntitle=''\nsentence=''\nwhere={colour='red'}",
        "[[total]]\nid='x'\noutcome='HOLD'\ntitle=''\nsentence=''\ncount='stars'",
        "not toml",
        "\xff",
    ],
)
def test_rules_that_make_no_sense_are_refused(text):
    with pytest.raises(UntrustedError):
        load(text.encode("latin-1"), "test")
