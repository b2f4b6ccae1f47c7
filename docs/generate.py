"""Writes what the documents take from the code: docs/formats.md and the list in README.md."""

import re
import tomllib
from pathlib import Path

from mediascan.formats.base import Format
from mediascan.formats.registry import all_formats
from mediascan.model.finding import Kind
from mediascan.reading.architecture.rules import rules
from mediascan.reading.torch.frameworks.look import all_frameworks

ROOT = Path(__file__).resolve().parents[1]
_BETWEEN = re.compile(r"(<!-- formats: [^\n]*-->\n).*?(<!-- end of formats -->)", re.DOTALL)


ROOMS = {  # folder of mediascan/formats -> what it holds
    "checkpoints": "Weights and training checkpoints",
    "compiled": "Compiled models",
    "configs": "Descriptions of models, tokenizers and runs",
    "classical": "Classical models and word vectors",
    "datasets": "Datasets and arrays",
    "containers": "Containers",
    "encryption": "Encryption",
    "media": "Pictures, films, sound and documents",
    "volumes": "Members of arrays and volume groups",
}


def rooms() -> dict[str, list[Format]]:
    """The formats by the folder they stand in."""
    found: dict[str, list[Format]] = {room: [] for room in ROOMS}
    for one in all_formats():
        found[one.examine.__module__.split(".")[-2]].append(one)
    return found


def in_short() -> str:
    """For the README: what is recognised, in a paragraph for each room."""
    every = rooms()
    words = [
        f"**{ROOMS[room]}** ({len(formats)}): {'; '.join(one.title for one in formats)}."
        for room, formats in every.items()
    ]
    count = sum(map(len, every.values()))
    head = f"{count} formats; [docs/formats.md](docs/formats.md) has the details."
    return "\n\n".join([head, *words]) + "\n"


def table(formats: list[Format]) -> str:
    """A Markdown table of `formats`."""
    rows = [
        f"| `{one.id}` | {one.kind} | {one.title} | {' '.join(f'`{s}`' for s in one.suffixes)} |"
        for one in formats
    ]
    return "\n".join(["| id | kind | what it is | usual names |", "|---|---|---|---|", *rows, ""])


def page() -> str:
    """docs/formats.md: the tables, and where each layout is written down."""
    links = "\n".join(f"- `{one.id}`: <{one.reference}>" for one in all_formats())
    tables = "\n".join(f"## {ROOMS[room]}\n\n{table(one)}" for room, one in rooms().items())
    return (
        "# Formats\n\nWritten by `docs/generate.py` from the cards in `mediascan/formats/`; do not "
        "edit.\nNames only hint: a format is recognised by its bytes.\n\n"
        f"{tables}\n{inside_checkpoints()}\n{beside_netron()}\n"
        f"## Where the layouts are written down\n\n{links}\n"
    )


def inside_checkpoints() -> str:
    """What is told of a checkpoint beyond its format: who wrote it, and which network it is."""
    frameworks = ", ".join(dict.fromkeys(one.name for one in all_frameworks()))
    families = ", ".join(dict.fromkeys(one.family for one in rules()))
    return (
        "## Inside checkpoints\n\nPrograms that wrote a PyTorch checkpoint, told by the keys of "
        f"its objects (`reading/torch/frameworks/`): {frameworks}.\n\nFamilies of networks, told "
        "by the names and shapes of tensors, in whichever format they are "
        f"(`reading/architecture/families.toml`): {families}.\n"
    )


def beside_netron() -> str:
    """Netron's modules and ours, and what Netron has no module for."""
    netron = tomllib.loads((ROOT / "docs" / "netron.toml").read_text("utf-8"))
    ours = {name: " ".join(f"`{one}`" for one in ids) for name, ids in netron["modules"].items()}
    rows = [f"| {name} | {text} |" for name, text in sorted({**ours, **netron["none"]}.items())]
    known = {one for ids in netron["modules"].values() for one in ids}
    more = [
        f"{one.title} (`{one.id}`)"
        for one in all_formats()
        if one.kind in (Kind.CHECKPOINT, Kind.CONFIG) and one.id not in known
    ]
    address, version, date = netron["address"], netron["version"], netron["date"]
    head = (
        f"## Beside Netron\n\nEach module of [Netron]({address}) {version} ({date}), and our "
        "formats for the files that it opens.\nNetron goes by the name of a file first; here its "
        "bytes decide.\n"
    )
    behind = (
        f"\nNetron has no module for {len(more)} of our formats of models and of what describes "
        f"them: {', '.join(more[:-1])} and {more[-1]}.\n"
    )
    return "\n".join([head, "| Netron's module | ours |", "|---|---|", *rows, behind])


def main() -> None:
    (ROOT / "docs" / "formats.md").write_text(page(), "utf-8")
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    readme.write_text(_BETWEEN.sub(lambda m: f"{m[1]}{in_short()}{m[2]}", text), "utf-8")


if __name__ == "__main__":
    main()
