"""Each rule fires for a sample made after its corpus, and not for its neighbours."""

import pytest

from mediascan.model.facts import Facts
from mediascan.reading.nature.corpora import LEVELS, MARK, rules
from mediascan.reading.nature.sample import Sample
from mediascan.reading.nature.say import say_corpora

VALUES = {  # what the values of rules that look at values are in the corpus
    "meta.pile_set_name": "Pile-CC",
    "meta.redpajama_set_name": "RedPajamaC4",
    "url": "https://ms.wikipedia.org/wiki/Kuala_Lumpur",
    "CulturaX/source": "OSCAR-2019",
    "peS2o/source": "s2orc/train",
    "Tulu/source": "ai2-adapt-dev/flan_v2_converted",
    "id": "flan.2003",
}
WORDS = {
    "Common Crawl": "CC-MAIN-2024-10",
    "ImageNet-1k": "tench, Tinca tinca",
    "COCO": "COCO 2017 Dataset",
}
RULES = [pytest.param(one, id=f"{one.name}-{one.sure}-{n}") for n, one in enumerate(rules())]
SHARED = {  # whose records are records of the other as well
    ("FineWeb-2", "FineWeb"),
    ("DROID", "Open X-Embodiment"),
    ("BridgeData V2", "Open X-Embodiment"),
}


def record_of(rule):
    """A record with the rule's columns, and with its values where it looks at values."""
    made = {}
    for path in sorted(rule.keys):
        if path.startswith(MARK):
            continue
        value = VALUES.get(f"{rule.name}/{path}", VALUES.get(path, "x"))
        if path not in rule.values and "." not in path:
            value = "x"
        first, _, rest = path.partition(".")
        if rest:
            inner = made.get(first)
            made[first] = {**inner, rest: value} if isinstance(inner, dict) else {rest: value}
        else:
            made.setdefault(first, value)
    if MARK + "turns" in rule.keys:
        made["chosen"] = "\n\nHuman: a\n\nAssistant: b"
    return made


def corpora(record, **facts):
    told, sample = Facts(**facts), Sample()
    if record:
        sample.add(record)
    say_corpora(told, list(record), sample)
    return told.get("corpora", {}), told


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_fires_for_its_corpus_and_says_how_surely(rule):
    words = {"crawl" if "Crawl" in rule.name else "about": WORDS.get(rule.name, "")}
    found, told = corpora(record_of(rule), metadata=words)
    assert rule.name in found
    assert LEVELS.index(found[rule.name]) <= LEVELS.index(rule.sure)
    assert any(one.startswith(f"{rule.name}: ") for one in told["corpus_evidence"])
    assert rule.source.startswith("https://")


@pytest.mark.parametrize("rule", [one for one in RULES if one.values[0].keys])
def test_a_rule_does_not_fire_where_one_of_its_columns_is_missing(rule):
    record = record_of(rule)
    for key in rule.keys:
        if key.startswith(MARK):
            continue
        less = {name: value for name, value in record.items() if name != key.partition(".")[0]}
        found, _ = corpora(less, metadata={"about": WORDS.get(rule.name, "")})
        again = {one.name for one in rules() if one.name == rule.name and one is not rule}
        assert rule.name not in found or rule.name in again


@pytest.mark.parametrize("rule", RULES)
def test_no_other_structure_is_claimed_beside_the_right_one(rule):
    found, _ = corpora(record_of(rule), metadata={"crawl": WORDS.get(rule.name, "")})
    others = {name for name, sure in found.items() if sure != "columns"} - {rule.name}
    known = {one.of for one in rules()} | {one.name for one in rules() if one.of == rule.name}
    assert others <= known


@pytest.mark.parametrize(
    "record",
    [
        {"text": "only this"},
        {"text": "a", "meta": {"source": "web"}},
        {"id": "1", "text": "a", "source": "b"},
        {"prompt": "a", "response": "b"},
        {"messages": [{"role": "user", "content": "hi"}]},
        {"image": b"\xff\xd8\xff", "label": 3},
        {"url": "u", "text": "t"},
        {"chosen": "no turns here", "rejected": "none"},
        {"time": 1, "level": "INFO", "message": "started"},
    ],
)
def test_plain_records_are_no_known_corpus(record):
    assert corpora(record)[0] == {}


def test_columns_that_many_have_are_told_as_columns_only():
    found, told = corpora({"text": "a", "timestamp": "b", "url": "https://example.org"})
    assert found == {"C4": "columns"}
    assert "as mC4 has" in told["corpus_evidence"][0]


def test_a_value_that_no_corpus_has_is_not_stated():
    assert corpora({"text": "a", "meta": {"pile_set_name": "Mine"}})[0] == {"The Pile": "structure"}
    found, _ = corpora({"id": "1", "url": "https://example.org/1", "title": "t", "text": "x"})
    assert found == {"Wikipedia": "columns"}


def test_a_schema_alone_cannot_state_a_corpus():
    told = Facts()
    say_corpora(told, ["text", "timestamp", "url", "source"])
    assert "corpora" not in told


def test_names_of_rules_with_one_name_differ_in_how_surely_or_in_columns():
    seen = {(one.name, one.sure, one.keys) for one in rules()}
    assert len(seen) == len(rules())
