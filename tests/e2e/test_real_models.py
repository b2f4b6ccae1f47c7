"""Real files that nobody made for us: what the installed wheels carry."""

import json
from pathlib import Path

import onnx

from mediascan.report.manifest_reader import rows
from tests.conftest import run


def test_every_onnx_model_in_the_onnx_wheel_is_recognised(tmp_path, home):
    wheel = Path(onnx.__file__).parent
    models = {str(path.relative_to(wheel)) for path in wheel.rglob("*.onnx")}
    out = tmp_path / "out"
    run("inspect", wheel, "--out", out, home=home, check=0)
    found = {
        path.decode(): finding
        for path, row in rows(out)
        for finding in row.get("findings", ())
        if finding["format"] == "onnx"
    }
    assert len(models) > 20
    assert models <= set(found)
    assert {one["confidence"] for one in found.values()} == {"CONSISTENT"}
    verdict = json.loads((out / "statement.json").read_bytes())["predicate"]["verdict"]
    assert verdict["outcome"] == "REFER"
