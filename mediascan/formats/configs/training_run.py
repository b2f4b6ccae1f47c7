"""Settings of a training run in YAML: base model, data, batch sizes, of the programs that train.

axolotl, LLaMA-Factory, torchtune, Composer, GPT-NeoX, nanotron, OLMo, fairseq, verl, Lightning and
scripts of transformers and TRL; each is told by the keys at the top that only it has together.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.run_dialects import DIALECTS, add_run, dialect
from mediascan.reading.settings.yaml_settings import STARTS, describe_yaml, read_yaml, sample
from mediascan.reading.window import Window

_WORDS = (
    b"\nbase_model:",
    b"\nmodel_name_or_path:",
    b"\nmax_duration:",
    b"\nmodel:\n  _component_:",
    b"\npipe-parallel-size",
    b"\npipe_parallel_size",
    *(b"\n" + b" " * n + b'"pipe%cparallel%csize"' % (s, s) for n in range(5) for s in b"-_"),
    b"\nparallelism:",
    b"\nactor_rollout_ref:",
    b"\nseed_everything:",
    b"\ndevice_train_microbatch_size:",
    b"\ncriterion:",
)
_ANY = (*(keys for one in DIALECTS for keys in one.keys), frozenset(("model", "dataset")))


def examine(window: Window) -> Finding | None:
    found = read_yaml(window, _ANY)
    program = dialect(found) if found else ""
    if found is None or not program:
        return None
    facts = Facts(framework=program)
    add_run(found.values, facts)
    facts["metadata"] = sample(found.values)
    return describe_yaml("training_run", window, found, facts, _WORDS)


FORMAT = Format(
    id="training_run",
    title="Settings of a training run",
    kind=Kind.CONFIG,
    reference="https://docs.axolotl.ai/docs/config-reference.html",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".yaml", ".yml"),
    words=_WORDS,
    weak=True,
)
