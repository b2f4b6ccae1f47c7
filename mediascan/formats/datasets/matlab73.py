"""MATLAB 7.3 file: HDF5 behind a text of 512 bytes. Each variable is an array with its class.

MATLAB calls the file's version 7.3, in files of its early releases 7.0.

The text names the platform and the time of writing: "MATLAB 7.3 MAT-file, Platform: GLNXA64,
Created on: Thu Jan  2 03:04:05 2020 HDF5 schema 1.00 .".
"""

import re

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.hdf5.survey import add_arrays, finding, survey
from mediascan.reading.hdf5.tree import Node, Tree
from mediascan.reading.nature.say import say_nature
from mediascan.reading.window import Window

_TEXT = re.compile(rb"MATLAB (7\.[0-9]) MAT-file[\x20-\x7e]{0,100} HDF5 schema")
_PLACE = re.compile(rb"Platform: ([\x20-\x2b\x2d-\x7e]{1,60})")
_DATE = re.compile(rb"Created on: ([\x20-\x7e]{1,40}?) HDF5 schema")
_OWN = "#"  # what MATLAB keeps for itself: #refs#, #subsystem#


def examine(window: Window) -> Finding | None:
    text = window.upto(0, 128)
    named = _TEXT.match(text)
    tree = Tree.of(window) if named else None
    if named is None or tree is None:
        return None
    facts = Facts(producer=f"MATLAB {named[1].decode()}")
    if place := _PLACE.search(text):
        facts["metadata"] = {"platform": place[1].decode()}
    classes: dict[str, str] = {}

    def visit(node: Node) -> None:
        if node.path and "/" not in node.path and len(classes) < LIST_LENGTH:
            kind = tree.attributes(node).get("MATLAB_class")
            if isinstance(kind, str) and not node.path.startswith(_OWN):
                classes[node.path] = kind

    found = survey(tree, visit)
    facts["columns"] = list(classes)
    facts["column_types"] = classes
    say_nature(facts, columns=classes)
    add_arrays(found, facts)
    told = finding("matlab73", Kind.DATASET, found, facts)
    if date := _DATE.search(text):
        facts["dates"] = [date[1].decode(), *facts.get("dates", [])]
    return told


FORMAT = Format(
    id="matlab73",
    title="MATLAB 7.3 variables",
    kind=Kind.DATASET,
    reference="https://www.mathworks.com/help/matlab/import_export/mat-file-versions.html",
    examine=examine,
    suffixes=(".mat",),
    refines="hdf5",
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
