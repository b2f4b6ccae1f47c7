"""safetensors: what the reference reader takes, and what only looks alike."""

import json
import struct
from math import prod

import pytest

from mediascan.formats.checkpoints.safetensors import FORMAT, examine
from mediascan.model.errors import InputFault, LimitExceeded, Truncated
from mediascan.model.finding import Confidence
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.safetensors.tensors import BITS
from mediascan.reading.window import Window

ONE = {"dtype": "U8", "shape": [2], "data_offsets": [0, 2]}


def packed(header, data=b"12"):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def look(header, data=b"12"):
    return examine(Window.over(packed(header, data), FORMAT.limits))


def messages(finding):
    return [one.message for one in finding.faults]


def test_a_file_without_fault_is_consistent():
    found = look({"w": ONE, "__metadata__": None})  # the reference reader takes null, too
    assert (found.confidence, found.faults) == (Confidence.CONSISTENT, ())


@pytest.mark.parametrize("lead", [b" ", b"\n\t ", b" " * 5000])
def test_blanks_before_the_header_do_not_hide_a_model(lead):
    found = look(lead + json.dumps({"w": ONE}).encode())
    assert found.facts["parameter_count"] == 2
    assert messages(found) == ["blanks before the header"]
    assert lead[:1] in {one.magic for one in FORMAT.signatures}


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (b'{"w":%s,"w":%s}' % ((json.dumps(ONE).encode(),) * 2), "not JSON: a key occurs twice"),
        ({"w": ONE, "__metadata__": 1}, "__metadata__ is not an object"),
        ({"w": ONE, "__metadata__": {"a": 1}}, "__metadata__ holds more than text"),
        ({"w": ONE, "v": ONE}, "gap or overlap at byte 0 of the data"),
        ({"w": ONE, "v": "text"}, "tensor 'v' lacks dtype, shape or data_offsets"),
        (
            {"w": ONE, "v": ONE | {"shape": [True], "data_offsets": [2, 2]}},
            "tensor 'v' lacks dtype, shape or data_offsets",
        ),
        (
            {"w": ONE, "v": ONE | {"shape": [1 << 62] * 60, "data_offsets": [2, 2]}},
            "tensor 'v': shape and data_offsets disagree",
        ),
    ],
)
def test_one_bad_entry_does_not_hide_the_others(header, message):
    found = look(header)
    assert message in messages(found)
    assert found.facts["parameter_count"] in {2, 4}
    assert found.confidence is Confidence.PARSED


def test_many_bad_entries_make_few_faults():
    found = look({"w": ONE} | {f"v{n}": 0 for n in range(50)})
    assert messages(found)[-1] == "46 more entries that the format does not allow"
    assert len(found.faults) == 5


@pytest.mark.parametrize("header", [{"hello": "world"}, b"{x", b"{" + b"[" * 100_000, b" " * 5000])
def test_a_header_without_any_tensor_is_a_fault(header):
    with pytest.raises(InputFault):
        look(header)


@pytest.mark.parametrize(
    "data", [b"", packed(b"[]"), packed(b"  []"), bytes(100), b"A line: {of text} like others"]
)
def test_what_does_not_start_so_is_not_mine(data):
    assert examine(Window.over(data)) is None


def test_a_header_longer_than_the_file_is_cut_only_where_it_starts_as_one():
    whole = packed({"w": ONE})
    with pytest.raises(Truncated):
        examine(Window.over(whole[:30], FORMAT.limits))
    assert examine(Window.over(packed(b"{1" + bytes(50))[:30], FORMAT.limits)) is None


def test_a_header_in_an_odd_spelling_that_is_too_large_to_parse_is_a_limit():
    odd = json.dumps({"w": dict(reversed(ONE.items()))}).encode()
    with pytest.raises(LimitExceeded):
        look(odd + b" " * (33 << 20))


def test_a_header_of_blanks_is_read_in_linear_time():
    assert look(b"{}" + b" " * (33 << 20), b"").confidence is Confidence.CONSISTENT


def test_what_trainers_of_image_models_write_is_told():
    about = {
        "modelspec.architecture": "stable-diffusion-xl-v1-base/lora",
        "ss_output_name": "style",
        "ss_steps": "1200",
        "ss_epoch": "5",
        "ss_tag_frequency": "x" * 5000,
    }
    facts = look({"w": ONE, "__metadata__": about}).facts
    assert facts["architecture"] == "stable-diffusion-xl-v1-base/lora"
    assert (facts["model_name"], facts["training_step"], facts["epoch"]) == ("style", 1200, 5)
    assert len(facts["metadata"]["ss_tag_frequency"]) == TEXT_LENGTH


def test_both_ways_of_reading_tell_the_same():
    header = {
        "__metadata__": {"format": "pt", "note": '},"x":{'},
        **{
            f"model.layers.{n}.mlp.up_proj.weight": {
                "dtype": "F16",
                "shape": [2, 3],
                "data_offsets": [12 * n, 12 * n + 12],
            }
            for n in range(5000)
        },
        "empty": {"dtype": "F32", "shape": [0], "data_offsets": [60000, 60000]},
        "number": {"dtype": "F32", "shape": [], "data_offsets": [60000, 60004]},
    }
    quick = look(json.dumps(header, separators=(",", ":")).encode(), bytes(60004))
    odd = {k: v if k == "__metadata__" else dict(reversed(v.items())) for k, v in header.items()}
    slow = look(odd, bytes(60004))
    assert quick.facts == slow.facts
    assert quick.confidence == slow.confidence == Confidence.CONSISTENT
    assert quick.facts["layer_count"] == 5000


@pytest.mark.parametrize(
    ("names", "scheme", "parameters"),
    [
        ({"a.qweight": ("I32", [2, 64]), "a.qzeros": ("I32", [1, 8]), "a.scales": ("F16", [1, 64])},
         "AWQ, 4 bits, groups of 16", 1024),
        ({"a.weight": ("U8", [32, 1]), "a.weight.absmax": ("F32", [1]),
          "a.weight.quant_map": ("F32", [16]),
          "a.weight.quant_state.bitsandbytes__nf4": ("U8", [90])}, "bitsandbytes NF4", 64),
        ({"a.weight": ("I8", [8, 4]), "a.SCB": ("F32", [8])}, "bitsandbytes, 8 bits", 32),
        ({"a.weight": ("F8_E4M3", [8, 4]), "a.weight_scale_inv": ("F32", [1, 1])},
         "FP8, a scale a block", 32),
        ({"mlp.experts.down_proj_blocks": ("U8", [2, 4, 1, 16]),
          "mlp.experts.down_proj_scales": ("U8", [2, 4, 1])}, "MXFP4", 256),
        ({"a.q_weight": ("I32", [8]), "a.q_scale": ("I32", [1])}, "EXL2", None),
        ({"layers.0.self_attn.q_proj.weight_packed": ("I32", [16, 2]),
          "layers.0.self_attn.q_proj.weight_scale": ("F16", [16, 1]),
          "layers.0.self_attn.q_proj.weight_shape": ("I64", [2]),
          "layers.0.input_layernorm.weight": ("F16", [16])}, "compressed-tensors, 4 bits", 272),
        ({"layers.0.self_attn.q_proj.weight": ("U32", [16, 4]),
          "layers.0.self_attn.q_proj.scales": ("F16", [16, 1]),
          "layers.0.self_attn.q_proj.biases": ("F16", [16, 1]),
          "layers.0.input_layernorm.weight": ("F16", [16])}, "MLX, 8 bits", 272),
    ],
)  # fmt: skip
def test_packed_weights_are_counted_as_what_they_stand_for(names, scheme, parameters):
    header, end = {}, 0
    for name, (dtype, shape) in names.items():
        size = BITS[dtype] * prod(shape) // 8
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + size]}
        end += size
    facts = look(header, bytes(end)).facts
    assert facts["quantization"] == scheme
    assert facts.get("parameter_count") == parameters
