"""The built-in rules, as a table of findings and what they lead to."""

import pytest

from mediascan.engine.classify import Classifier
from mediascan.formats.registry import all_formats
from mediascan.model.errors import UntrustedError
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, as_data
from mediascan.model.verdict import Outcome, Total
from mediascan.policy.judge import Judge
from mediascan.policy.rules import TOTALS, built_in, load
from tests.conftest import FORMAT_FIXTURES, reader

NOTHING = {name: Total(0, 0) for name in TOTALS}


def verdict(*findings, totals=NOTHING):
    judge = Judge(built_in())
    if findings:
        judge.add({"path": "x"}, 10, [as_data(one) for one in findings])
    return judge.verdict(totals)


def finding(kind, confidence=Confidence.PARSED, faults=(), known="any", **facts):
    return Finding(known, kind, confidence, facts, faults=faults)


def measured(known, kind=Kind.CONCEALMENT):
    return finding(kind, Confidence.STATISTIC, known=known)


LOCKED = (Fault(FaultKind.ENCRYPTED, "needs a key"),)
TABLE = [
    (finding(Kind.CHECKPOINT, optimizer_state=True), "training-checkpoint", "HOLD"),
    (finding(Kind.CHECKPOINT, parameter_count=10**10), "large-model", "HOLD"),
    (finding(Kind.CHECKPOINT, parameter_count=10**10 - 1), "model-weights", "REFER"),
    (finding(Kind.CONCEALMENT), "disguised-content", "HOLD"),
    (
        finding(Kind.CHECKPOINT, optimizer_state=True, dangerous_imports=["os.system"]),
        "training-checkpoint-with-code",
        "HOLD",
    ),
    (finding(Kind.CHECKPOINT, dangerous_imports=["os.system"]), "code-in-checkpoint", "REFER"),
    (finding(Kind.CHECKPOINT, dangerous_calls=["ReadFile"]), "code-in-checkpoint", "REFER"),
    (finding(Kind.CHECKPOINT, code_members=["a Lambda"]), "code-in-checkpoint", "REFER"),
    (finding(Kind.CONFIG, needs_code=["model.Own"]), "code-in-checkpoint", "REFER"),
    (finding(Kind.CONTAINER, dangerous_imports=["os.system"]), "code-in-checkpoint", "REFER"),
    (finding(Kind.CHECKPOINT, custom_operators=["Own"]), "model-weights", "REFER"),
    (finding(Kind.CONFIG), "model-description", "REFER"),
    (finding(Kind.CONFIG, optimizer_state=True), "model-description", "REFER"),
    (finding(Kind.CONFIG, Confidence.MAGIC), "possible-description", "INCONCLUSIVE"),
    (finding(Kind.CONFIG, faults=LOCKED), "model-description", "REFER"),
    (finding(Kind.DATASET, training_shape="chat"), "training-dataset", "REFER"),
    (finding(Kind.ENCRYPTED), "encrypted-volume", "REFER"),
    (finding(Kind.DATASET, faults=LOCKED), "encrypted-volume", "REFER"),
    (finding(Kind.CONTAINER, encrypted_member_count=1), "encrypted-volume", "REFER"),
    (finding(Kind.CHECKPOINT, Confidence.MAGIC), "possible-model", "INCONCLUSIVE"),
    (finding(Kind.DATASET, Confidence.MAGIC), "possible-dataset", "INCONCLUSIVE"),
    (finding(Kind.DATASET), "other-dataset", "INCONCLUSIVE"),
    (finding(Kind.CONCEALMENT, Confidence.MAGIC), "disguised-and-damaged", "INCONCLUSIVE"),
    (finding(Kind.CONCEALMENT, known="appended"), "hidden-behind", "HOLD"),
    (finding(Kind.CONCEALMENT, known="prepended"), "hidden-in-front", "HOLD"),
    (finding(Kind.CONCEALMENT, known="polyglot"), "two-formats", "HOLD"),
    (measured("unclaimed"), "hidden-inside", "HOLD"),
    (measured("appended"), "data-behind", "REFER"),
    (measured("disguise"), "uniform-by-another-name", "REFER"),
    (measured("uniform_content"), "uniform-content", "REFER"),
    (measured("uniform_bytes", Kind.ENCRYPTED), "uniform-bytes", "REFER"),
    (measured("bare_weights", Kind.CHECKPOINT), "bare-weights", "REFER"),
    (measured("bare_tokens", Kind.DATASET), "bare-tokens", "REFER"),
]


def test_media_are_no_news():
    assert verdict(finding(Kind.MEDIA))["outcome"] == "CLEAR"


@pytest.mark.parametrize(("one", "rule", "outcome"), TABLE, ids=[rule for _, rule, _ in TABLE])
def test_a_finding_leads_to_its_rule(one, rule, outcome):
    given = verdict(one)
    assert given["outcome"] == outcome
    assert [hit["rule"] for hit in given["hits"]] == [rule]
    assert given["hits"][0]["examples"] == [{"path": "x"}]


FIXTURES = {  # what comes with the format as a rule, and what does not
    "keras_zip/malicious.keras": "code-in-checkpoint",
    "keras_h5/malicious.h5": "code-in-checkpoint",
    "keras_zip/tiny.keras": "training-checkpoint",
    "tf_saved_model/reads_files.pb": "code-in-checkpoint",
    "tf_keras_metadata/tiny.pb": "code-in-checkpoint",
    "hf_config/experts.json": "code-in-checkpoint",
    "hf_config/tiny.json": "model-description",
    "torch_package/tiny.pt": "code-in-checkpoint",
    "torchserve_mar/tiny.mar": "code-in-checkpoint",
    "torchscript/tiny.pt": "model-weights",
    "torch_mobile_flatbuffer/tiny.ff": "model-weights",
    "pytorch_legacy/module.pt": "model-weights",
    "pytables/malicious.h5": "code-in-checkpoint",
}


@pytest.mark.parametrize("name", FIXTURES)
def test_code_that_loading_runs(name):
    data = (FORMAT_FIXTURES / name).read_bytes()
    found = Classifier(all_formats()).findings(reader(data), len(data))
    assert [hit["rule"] for hit in verdict(*found)["hits"]] == [FIXTURES[name]]


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
