"""A NeMo archive: settings as YAML, weights as a torch ZIP or as a distributed checkpoint.

Names: nemo/core/connectors/save_restore_connector.py. Of the YAML the plain `key: value` lines are
read, whatever they are nested in: what they say of the model is told by their own key.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH
from mediascan.reading.pickles.values import Mapping
from mediascan.reading.tars.headers import Member
from mediascan.reading.torch.archive import torch_archive
from mediascan.reading.torch.checkpoint import Checkpoint, checkpoint_of
from mediascan.reading.torch.frameworks.settings import Settings
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import read_directory

CONFIG = "model_config.yaml"
_WEIGHTS = ("model_weights.ckpt", "model_weights/")
_LINE = re.compile(  # a key with its value, if it stands beside it; or one item of a list
    r"^[ ]*(?:-[ ]+)?(?:([A-Za-z_][\w.-]{0,127}):(?:[ \t]+|$))?([^\s#][^\n]*)?$", re.MULTILINE
)
_RANK = re.compile(r"(?:tp_|mp_)rank_(\d{1,6})(?:_pp_rank_(\d{1,6}))?/")
_OPTIMIZER = re.compile(r"^ *optim(?:izer)?:[ \t]*\n +name: *([\w.-]{1,64})", re.MULTILINE)
_LINES = 20_000


@dataclass(slots=True)
class Nemo:
    """The members of one archive that matter."""

    config: Member | None = None
    weights: list[Member] = field(default_factory=list)
    tensors: set[int] = field(default_factory=set)  # tensor-parallel ranks
    stages: set[int] = field(default_factory=set)

    def add(self, member: Member) -> None:
        name = member.name.removeprefix("./")
        if name == CONFIG and self.config is None:
            self.config = member
        if member.is_file and any(part in name for part in _WEIGHTS):
            if len(self.weights) < LIST_LENGTH:
                self.weights.append(member)
            rank = _RANK.search(name)
            if rank is not None and len(self.tensors) < 4096:
                self.tensors.add(int(rank[1]))
                self.stages.add(int(rank[2] or 0))

    @property
    def proven(self) -> bool:
        return self.config is not None and bool(self.weights)


def settings_of(text: str) -> Settings:
    """The settings that the YAML in `text` holds."""
    pairs: list[object] = []
    for key, value in _lines(text):
        pairs += [key, _scalar(value)]
    found = Settings()
    found.add(Mapping(pairs))
    return found


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Each value with its key; an item of a list has the key of the list."""
    last = ""
    for line in islice(_LINE.finditer(text), _LINES):
        last = line[1] or last
        if line[2] and last:
            yield last, line[2].rstrip()


def _scalar(text: str) -> object:
    if text[0] in "'\"" and text[-1] == text[0]:
        return text[1:-1][:TEXT_LENGTH]
    text = text.partition(" #")[0].rstrip()[:TEXT_LENGTH]
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(text) if len(text) < 20 else text
    except ValueError:
        return text


def say_config(text: str, facts: Facts) -> None:
    """Tell in `facts` what the settings say of the model and the run."""
    settings = settings_of(text)
    settings.say(facts)
    named = _OPTIMIZER.search(text)
    if named is not None:
        facts["optimizer"] = f"{named[1]} (by the settings)"
    told = dict(settings.noted)
    for key, value in _lines(text):
        if key in ("target", "nemo_version") and key not in told:
            told[key] = str(_scalar(value))
    if "target" in told:
        facts["architecture"] = told["target"]
    if "nemo_version" in told:
        facts["version"] = told.pop("nemo_version")
    if told:
        facts["metadata"] = told


def config_text(window: Window, member: Member) -> str:
    return window.upto(member.data, min(member.size, MIB)).decode("utf-8", "replace")


def weights_of(window: Window, member: Member, faults: list[Fault]) -> Checkpoint | None:
    """The torch ZIP that `member` is; what is wrong with it goes to `faults`."""
    try:
        inside = window.cut(member.data, member.size)
        directory = read_directory(inside)
        archive = torch_archive(inside, directory) if directory else None
        if directory is None or archive is None:
            raise Malformed("no checkpoint of torch")
        return checkpoint_of(inside, directory, archive)
    except InputFault as bad:
        faults.append(fault_of(bad, f"{member.name:.80}: "))
        return None
