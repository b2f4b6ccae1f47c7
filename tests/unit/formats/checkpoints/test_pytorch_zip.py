"""PyTorch checkpoints: genuine ones of each kind, and ones that lie about themselves."""

import pickle
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from mediascan.formats.checkpoints.pytorch_zip import FORMAT, examine
from mediascan.model.errors import LimitExceeded
from mediascan.model.finding import Confidence, FaultKind
from mediascan.model.limits import Limits
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.values import Call, Global, Mapping, Persistent
from mediascan.reading.torch.objects import survey
from mediascan.reading.torch.report import object_facts
from mediascan.reading.torch.tensors import (
    counter_in,
    pieces_of,
    scales_of,
    shape_of,
    storage_of,
    tensor_of,
)
from mediascan.reading.window import Window
from tests.conftest import FIXTURES, FORMAT_FIXTURES

UNIT = FIXTURES / "unit" / "pytorch_zip"
RUN = (FORMAT_FIXTURES / "pytorch_zip" / "training_run.jpg").read_bytes()
TINY = (FORMAT_FIXTURES / "pytorch_zip" / "tiny.pt").read_bytes()


def look(data):
    return examine(Window.over(data, FORMAT.limits))


def unit(name):
    return look((UNIT / name).read_bytes())


def messages(finding):
    return [one.message for one in finding.faults]


def test_a_training_run_tells_step_epoch_and_settings():
    facts = look(RUN).facts
    assert (facts["epoch"], facts["training_step"]) == (3, 2)
    assert facts["metadata"]["args.dataset"] == "/data/corpus"
    assert facts["parameter_count"] == 4 * 2 + 2
    assert facts["optimizer_value_count"] == 2 * facts["parameter_count"] + 2  # and two steps
    assert facts["optimizer_evidence"][0] == "optimizer_state_dict"
    assert facts["original_name"] == "training_run"


def test_tensors_that_share_a_storage_count_once():
    facts = look(TINY).facts
    assert facts["tensor_count"] == 3
    assert facts["dtypes"] == {"bfloat16": 16 * 4 + 4 * 4}
    assert not facts["optimizer_state"]


def test_torchscript_is_left_to_its_own_format():
    assert unit("scripted.pt") is None


def test_a_whole_module_gives_the_names_of_its_state_dict():
    found = unit("whole_module.pt")
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["architecture"] == "torch.nn.modules.container.Sequential"
    assert [one["name"] for one in found.facts["tensors"]] == ["0.weight", "0.bias"]
    assert "dangerous_imports" not in found.facts


def test_a_checkpoint_that_was_packed_again_tells_the_same():
    again, first = unit("rezipped.pt"), look(RUN)
    assert again.confidence is Confidence.CONSISTENT
    assert again.facts == first.facts


def test_a_storage_of_another_size_than_its_record_is_told():
    found = unit("wrong_size.pt")
    assert found.confidence is Confidence.PARSED
    assert messages(found) == ["storage data/0 is 16 bytes, its record 12"]


def test_a_shape_larger_than_its_storage_makes_no_parameters():
    found = unit("fake_shape.pt")
    assert found.facts["parameter_count"] == 4
    assert messages(found) == ["1 tensors reach beyond their storage"]


def test_a_second_pickle_and_a_spare_record_are_told():
    found = unit("hidden.pt")
    assert found.facts["dangerous_calls"] == ["posix.system('true')"]
    assert messages(found) == [
        "data.pkl: 176 bytes behind STOP",
        "records that no tensor uses: 1, such as data/7",
    ]


def test_bytes_before_and_behind_are_counted():
    found = look(bytes(512) + TINY + b"more")
    assert found.facts["leading_bytes"] == 512
    assert found.facts["trailing_bytes"] == 4
    assert found.facts["parameter_count"] == 80
    assert found.confidence is Confidence.PARSED


def test_another_archive_behind_a_checkpoint_does_not_hide_it():
    other = BytesIO()
    with zipfile.ZipFile(other, "w") as made:
        made.writestr("notes.txt", "harmless")
    found = look(TINY + other.getvalue())
    assert found.facts["parameter_count"] == 80
    assert messages(found) == ["another archive follows, whose directory hides this one"]
    assert look(other.getvalue() + other.getvalue()) is None


def test_objects_that_take_too_long_are_told_as_far_as_they_were_followed():
    def no_time():
        raise LimitExceeded("more than 1 s")

    found = survey(Mapping(["w", VALUES, "rest", [[] for _ in range(5000)]]), no_time)
    assert (found.tensor_count, found.stopped) == (1, "more than 1 s")


def test_settings_without_a_tensor_have_a_class_and_no_architecture():
    call = Call(Global("a.b", "TrainingArguments", 0, dangerous=False), ())
    facts = object_facts(survey(call, lambda: None))
    assert "architecture" not in facts
    assert facts["metadata"] == {"class": "a.b.TrainingArguments"}


def test_a_cut_file_still_tells_its_tensors_and_what_is_missing():
    data = dict.fromkeys(range(3), 0)
    whole = archive("big", pickled({str(k): tensor(str(k), 1000) for k in data}), 4000, 3)
    found = look(whole[: len(whole) // 2])
    assert found.facts["parameter_count"] == 3000
    assert found.facts["missing_bytes"] > 4000
    assert [one.kind for one in found.faults] == [FaultKind.TRUNCATED]


@pytest.mark.parametrize("end", range(120, 420, 7))
def test_a_file_cut_inside_its_pickle_is_still_a_checkpoint(end):
    found = look(TINY[:end])
    assert found.facts["original_name"] == "weights_bf16"
    assert found.faults[0].kind is FaultKind.TRUNCATED


def test_records_marked_encrypted_are_read_as_torch_reads_them():
    marked = bytearray(TINY)
    at = marked.find(b"PK\x01\x02")
    marked[at + 8] |= 1
    found = look(bytes(marked))
    assert found.facts["parameter_count"] == 80
    assert "marked encrypted, but can be read" in messages(found)[0]


def test_records_that_are_encrypted_need_a_key():
    out = archive("m", b"\x13" * 50, 4, 1)
    out = bytearray(out)
    out[out.find(b"PK\x01\x02") + 8] |= 1
    found = look(bytes(out))
    assert FaultKind.ENCRYPTED in [one.kind for one in found.faults]


def test_a_member_outside_the_folder_or_twice_is_told():
    out = BytesIO(archive("m", pickled({"w": tensor("0", 1)}), 4, 1))
    with zipfile.ZipFile(out, "a") as more:
        more.writestr("__MACOSX/x", b"")
        more.writestr("other/data.pkl", b"")
        with pytest.warns(UserWarning, match="Duplicate"):
            more.writestr("m/data.pkl", b"")
    texts = messages(look(out.getvalue()))
    assert "1 records have a name twice" in texts
    assert "2 members outside the checkpoint's folder, such as '__MACOSX/x'" in texts


def test_a_storage_without_record_and_one_with_two_sizes_are_told():
    state = {"a": tensor("0", 1), "b": tensor("0", 2), "c": tensor("9", 1)}
    texts = messages(look(archive("m", pickled(state), 4, 1)))
    assert "storage data/9 has no record" in texts
    assert "1 storages are named with two sizes" in texts


def test_many_bad_storages_make_few_faults():
    state = {str(k): tensor(str(k), 7) for k in range(50)}
    texts = messages(look(archive("m", pickled(state), 4, 50)))
    assert len(texts) == 5
    assert texts[-1] == "46 more storages without a fitting record"


def test_a_damaged_directory_leaves_the_pickle():
    found = look(TINY.replace(b"PK\x01\x02", b"XXXX"))
    assert found.facts["parameter_count"] == 80
    assert found.faults[0].kind is FaultKind.TRUNCATED


def test_a_record_that_is_not_where_the_directory_says_is_told():
    found = look(TINY.replace(b"PK\x03\x04", b"XXXX", 1))
    assert messages(found)[0].startswith("no local header at 0 for")
    assert found.facts["tensor_count"] == 0


def test_what_no_pickler_writes_is_told_with_its_place():
    out = pickled({"w": tensor("0", 1)}).replace(b"}", b"}\x80\x02", 1)
    texts = messages(look(archive("m", out, 4, 1)))
    assert texts == ["data.pkl: PROTO in the middle, at 4"]


def test_settings_of_every_plain_kind_are_kept():
    root = {"args": {"lr": 0.5, "steps": 7, "name": "x", "huge": 1 << 80}, "list": [1], 3: 4}
    found = survey(walk(Window.over(pickle.dumps(root, 2))).root, lambda: None)
    assert found.settings == {"args.lr": "0.5", "args.steps": "7", "args.name": "x"}
    assert found.root_keys == ["args", "list", "3"]


@pytest.mark.parametrize("names", [["a/data.pkl"], ["a/b/data.pkl", "a/b/version"], ["data.pkl"]])
def test_another_archive_with_a_pickle_is_not_one(names):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, b"N.")
    assert look(out.getvalue()) is None


def test_an_archive_of_something_else_is_not_one():
    assert look(b"PK\x05\x06" + bytes(18)) is None
    assert look(b"nothing") is None


def test_a_compressed_pickle_larger_than_a_read_is_a_limit():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("m/data.pkl", bytes(2 << 20))
        made.writestr("m/version", b"3\n")
    found = examine(Window.over(out.getvalue(), Limits(read=1 << 20)))
    assert [one.kind for one in found.faults] == [FaultKind.LIMIT]


@pytest.mark.parametrize(
    ("root", "step"),
    [
        ({"global_step": 7}, 7),
        ({"iteration": 7.0}, 7),
        ({"iter_num": 7}, 7),
        ({"step": True}, None),
        ({"step": -1}, None),
        ({"optimizer": {"state": {0: {"step": 9}}, "param_groups": []}}, 9),
        ({"module": {"step": 9}}, None),
    ],
)
def test_the_step_is_found_where_trainers_keep_it(root, step):
    assert survey(walk(Window.over(pickle.dumps(root, 2))).root, lambda: None).step == step


def test_an_optimizer_that_was_stripped_is_no_optimizer_state():
    root = {"optimizer": None, "optimizer_states": [], "opt": {}, "epoch": -1}
    found = survey(walk(Window.over(pickle.dumps(root, 2))).root, lambda: None)
    assert found.optimizer == []
    assert found.epoch is None


def test_sgd_without_momentum_is_told_by_its_groups():
    root = {"state": {}, "param_groups": [{"lr": 0.1, "params": [0]}]}
    found = survey(walk(Window.over(pickle.dumps(root, 2))).root, lambda: None)
    assert found.optimizer == ["param_groups"]


STORAGE = Persistent(("storage", Global("torch", "HalfStorage", 0, dangerous=False), "0", "cpu", 6))
UNTYPED = Persistent(
    ("storage", Global("torch.storage", "UntypedStorage", 0, dangerous=False), "0", "cpu", 6)
)
E4M3 = Global("torch", "float8_e4m3fn", 0, dangerous=False)


def rebuild(name, *arguments, module="torch._utils"):
    return Call(Global(module, name, 0, dangerous=False), arguments)


PLAIN = rebuild("_rebuild_tensor_v2", STORAGE, 0, (2, 3), (3, 1), False, None)  # noqa: FBT003


@pytest.mark.parametrize(
    ("call", "dtype", "shape"),
    [
        (rebuild("_rebuild_tensor", STORAGE, 0, (2, 3), (3, 1)), "float16", (2, 3)),
        (PLAIN, "float16", (2, 3)),
        (rebuild("_rebuild_tensor_v3", UNTYPED, 0, (6,), (1,), 0, 0, E4M3), "float8_e4m3fn", (6,)),
        (rebuild("_rebuild_parameter", PLAIN, True, None), "float16", (2, 3)),  # noqa: FBT003
        (
            rebuild(
                "_rebuild_from_type_v2",
                PLAIN.function,
                None,
                PLAIN.arguments,
                None,
                module="torch._tensor",
            ),
            "float16",
            (2, 3),
        ),
        (rebuild("_rebuild_meta_tensor_no_storage", E4M3, (9, 9), (9, 1)), "float8_e4m3fn", (9, 9)),
    ],
)
def test_each_way_to_rebuild_a_tensor_is_read(call, dtype, shape):
    found = tensor_of(call)
    assert (found.dtype, found.shape) == (dtype, shape)


@pytest.mark.parametrize(
    "call",
    [
        rebuild("_rebuild_tensor_v2"),
        rebuild("_rebuild_tensor_v2", STORAGE, "x", (2,)),
        rebuild("_rebuild_tensor_v2", STORAGE, 0, (-2,)),
        rebuild("_rebuild_tensor_v2", STORAGE, 0, (1,) * 65),
        rebuild("_rebuild_tensor_v2", Persistent(("module",)), 0, (2,)),
        rebuild("_rebuild_tensor_v2", STORAGE, 0, (2,), module="evil"),
        rebuild("_rebuild_parameter", rebuild("_rebuild_parameter", PLAIN)),
        rebuild("_rebuild_meta_tensor_no_storage", E4M3, "x"),
        Call("text", ()),
    ],
)
def test_a_call_that_is_no_tensor_is_none(call):
    assert tensor_of(call) is None


def test_wrappers_inside_one_another_do_not_recurse():
    call = PLAIN
    for _ in range(100_000):
        call = rebuild("_rebuild_parameter", call)
    assert tensor_of(call) is None
    assert survey(call, lambda: None).tensor_count == 0  # deeper than any module


def test_sizes_without_sense_are_no_storage_and_no_shape():
    kind = STORAGE.identity[1]
    assert storage_of(Persistent(("storage", kind, "0", "cpu", -1))) is None
    assert storage_of(Persistent(("storage", kind, "0", "cpu", 1 << 70))) is None
    assert storage_of(Persistent(("storage", kind, "k" * 99, "cpu", 1))) is None
    assert storage_of(Persistent("storage")) is None
    assert shape_of(Call(None, ((2, 3),))) == (2, 3)
    assert shape_of([1]) is None


def test_a_counter_is_read_only_where_it_is_one():
    scalar = tensor_of(rebuild("_rebuild_tensor_v2", float_storage(1), 0, (), ()))
    assert counter_in(Window.over(b"\x00\x00\x40\x41"), scalar) == 12
    assert counter_in(Window.over(b"\x41\x40\x00\x00"), scalar, ">") == 12
    assert counter_in(Window.over(b"\xff\xff\xff\xff"), scalar) is None
    assert counter_in(Window.over(b""), scalar) is None
    assert counter_in(Window.over(bytes(16)), tensor_of(PLAIN)) is None


def of_storage(kind, key, length):
    kept = Persistent(("storage", Global("torch", kind, 0, dangerous=False), key, "cpu", length))
    return rebuild("_rebuild_tensor_v2", kept, 0, (length,), (1,), False, None)  # noqa: FBT003


INDICES, MORE, VALUES = (
    of_storage(*one)
    for one in (("LongStorage", "1", 8), ("LongStorage", "2", 5), ("FloatStorage", "3", 4))
)
SIZE = rebuild("Size", (9, 9), module="torch")


@pytest.mark.parametrize(
    "call",
    [
        rebuild("_rebuild_sparse_tensor", None, (INDICES, VALUES, SIZE)),
        rebuild("_rebuild_sparse_tensor", None, (INDICES, MORE, VALUES, SIZE)),
        rebuild("_rebuild_nested_tensor", VALUES, INDICES, MORE),
    ],
)
def test_what_places_the_numbers_of_a_tensor_is_no_parameter(call):
    found = survey(Mapping(["w", call]), lambda: None)
    assert [name for name, _ in found.sample] == ["w"]
    assert {key: share.elements for key, share in found.weights.items()} == {"3": 4}
    assert found.storages.keys() >= {"1", "3"}


def test_scales_of_a_quantized_tensor_use_their_records_and_are_no_parameters():
    kept = Persistent(("storage", Global("torch", "QInt8Storage", 0, dangerous=False), "0", "", 8))
    by_channel = (Global("torch", "per_channel_affine", 0, dangerous=False), VALUES, INDICES, 0)
    call = rebuild("_rebuild_qtensor", kept, 0, (8,), (1,), by_channel, False, None)  # noqa: FBT003
    found = survey(Mapping(["w", call]), lambda: None)
    assert found.tensor_count == 1
    assert found.weights.keys() == {"0"}
    assert found.storages.keys() == {"0", "1", "3"}


@pytest.mark.parametrize(
    "call", [PLAIN, rebuild("_rebuild_sparse_tensor", None, ()), rebuild("_rebuild_nested_tensor")]
)
def test_a_tensor_of_one_piece_has_no_pieces(call):
    assert pieces_of(call) is None
    assert scales_of(call) == ()


def test_a_tensor_with_two_names_is_counted_under_both_and_its_numbers_once():
    found = survey(Mapping(["embed", VALUES, "head", VALUES]), lambda: None)
    assert (found.tensor_count, found.weights["3"].elements) == (2, 4)


def test_very_many_references_take_no_memory():
    root = Mapping(["k" * 500, [[]] * 300_000])
    tracemalloc.start()
    try:
        survey(root, lambda: None)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20


def float_storage(elements):
    kind = Global("torch", "FloatStorage", 0, dangerous=False)
    return Persistent(("storage", kind, "0", "cpu", elements))


class tensor:  # noqa: N801 - reads as what it makes
    """Pickles to the opcodes of a float32 tensor: no torch is needed to write one."""

    def __init__(self, key, elements):
        self.key, self.elements = key, elements


class _Writer(pickle._Pickler):
    """The pickler in Python, taught to write tensors."""

    def save(self, obj, save_persistent_id=True):  # noqa: FBT002 - as in pickle
        if isinstance(obj, tensor):
            self.write(b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storage")
            self.write(b"ctorch\nFloatStorage\n")
            self.save(obj.key)
            self.save("cpu")
            self.save(obj.elements)
            self.write(b"tQK\x00")
            self.save((obj.elements,))
            self.write(b"K\x01\x85\x89NtR")
        else:
            super().save(obj, save_persistent_id)


def pickled(value):
    out = BytesIO()
    _Writer(out, 2).dump(value)
    return out.getvalue()


def archive(name, data, size, count):
    """A checkpoint as torch writes it: records without sizes before the data."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(f"{name}/data.pkl", data)
        for key in range(count):
            made.writestr(f"{name}/data/{key}", bytes(size))
        made.writestr(f"{name}/version", b"3\n")
    return out.getvalue()
