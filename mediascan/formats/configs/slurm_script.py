"""Batch script for Slurm that starts a training: how many machines, whose account, which program.

A shell script; `#SBATCH` lines ask for machines. One that trains calls a launcher: torchrun,
deepspeed, accelerate, or Python by srun with settings that only training has.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.settings.say import described
from mediascan.reading.window import Window

_WORDS = (b"\n#SBATCH",)
_MOST = 1 << 17  # bytes read
_DIRECTIVE = re.compile(r"^#SBATCH[ \t]+(--?[A-Za-z][\w-]*)[ =]*(\S*)", re.MULTILINE | re.ASCII)
_LAUNCHER = re.compile(
    r"\b(torchrun|torch\.distributed\.(?:launch|run)|deepspeed|accelerate launch|composer|"
    r"megatron|pretrain_gpt|nemo_launcher|axolotl|llamafactory-cli|litgpt|colossalai run)\b"
)
_ARGUMENT = re.compile(r"(?<!\S)(--[\w-]+)(?:[= ]+([^\s\\-][^\s\\]*))?", re.ASCII)
_WORD = re.compile(r"[^\s=\"'\\]{3,512}")
_GPUS = re.compile(r"(?:gpu:)?(?:[A-Za-z][\w.-]*:)?([0-9]{1,4})", re.ASCII)


def examine(window: Window) -> Finding | None:
    data = window.upto(0, _MOST)
    if b"\0" in data:
        return None
    text = data.decode("utf-8", "replace")
    asked = dict(_DIRECTIVE.findall(text)[:LIST_LENGTH])
    launcher = _LAUNCHER.search(text)
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    programs = [word for line in lines for word in line.split() if word.endswith(".py")]
    if not asked or not (launcher or any(map(_is_training, programs))):
        return None
    facts = Facts(framework=f"Slurm, {launcher[1] if launcher else 'python'}")
    _add_machines(asked, facts)
    if name := asked.get("--job-name") or asked.get("-J"):
        facts["model_name"] = name
    if account := asked.get("--account") or asked.get("-A"):
        facts["accounts"] = [account]
    if programs:
        facts["program"] = programs[0][:TEXT_LENGTH]
    body = "\n".join(lines)
    pairs = _ARGUMENT.findall(body)
    if pairs:
        shown = [f"{key} {value}".strip()[:TEXT_LENGTH] for key, value in pairs]
        facts["arguments"] = shown[:LIST_LENGTH]
    facts["metadata"] = asked
    traced = [*_named(pairs), asked, *_words(body)]
    return described("slurm_script", window, facts, _WORDS, traced, sure=False)


def _is_training(program: str) -> bool:
    return "train" in program.lower() or "finetune" in program.lower()


def _add_machines(asked: dict[str, str], facts: Facts) -> None:
    if (nodes := asked.get("--nodes") or asked.get("-N") or "").isascii() and nodes.isdigit():
        facts["machine_count"] = int(nodes[:9])
    wanted = next((asked[key] for key in _GPU_KEYS if key in asked), "")
    if found := _GPUS.fullmatch(wanted):
        facts["gpu_count"] = int(found[1])


_GPU_KEYS = ("--gpus-per-node", "--gres", "--gpus", "-G", "--gpus-per-task")


def _named(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Arguments with their names, for a path is data by its name."""
    return [{key: value} for key, value in pairs if value]


def _words(body: str) -> list[dict[str, str]]:
    """The words of the script that may be paths or addresses."""
    return [{"": word} for word in _WORD.findall(body) if "/" in word or "@" in word]


FORMAT = Format(
    id="slurm_script",
    title="Slurm script of a training run",
    kind=Kind.CONFIG,
    reference="https://slurm.schedmd.com/sbatch.html",
    examine=examine,
    signatures=(Signature(b"#!"), Signature(b"#SBATCH")),
    suffixes=(".sh", ".slurm", ".sbatch"),
    words=_WORDS,
    weak=True,
)
