"""Which imports are told as dangerous."""

import pytest

from mediascan.reading.pickles.names import is_dangerous


@pytest.mark.parametrize(
    "path",
    [
        "os.system",
        "posix.system",
        "nt.system",
        "subprocess.Popen",
        "builtins.eval",
        "builtins.exec",
        "builtins.getattr",
        "__builtin__.apply",
        "__builtin__.__import__",
        "runpy.run_path",
        "operator.attrgetter",
        "functools.partial",
        "torch.load",
        "torch.hub.load",
        "torch.storage._load_from_bytes",
        "numpy.testing._private.utils.runstring",
        "importlib.import_module",
        "cloudpickle.cloudpickle._make_function",
        "yaml.unsafe_load",
        "pip.main",
        "http.client.HTTPSConnection",
        "fickling.hook",
        "uuid._popen",
        "six.moves.builtins.eval",
        "gevent.subprocess.Popen",
        "past.builtins.execfile",
        "functools.reduce",
        "numpy.lib.npyio.load",
    ],
)
def test_a_name_that_reaches_code_is_dangerous(path):
    assert is_dangerous(*path.rsplit(".", 1))


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("mymodule", "os.system"),
        ("torch.serialization", "os.system"),
        ("builtins", "object.__subclasses__"),
        ("collections", "OrderedDict.__init__.__globals__"),
        ("transformers", "AutoModel.from_pretrained"),
        ("pathlib", "Path.write_text"),
    ],
)
def test_a_name_reached_through_dots_is_dangerous(module, name):
    assert is_dangerous(module, name)


@pytest.mark.parametrize(
    "path",
    [
        "collections.OrderedDict",
        "torch._utils._rebuild_tensor_v2",
        "torch.FloatStorage",
        "torch.storage.UntypedStorage",
        "torch.nn.modules.linear.Linear",
        "torch.jit._pickle.build_intlist",
        "__torch__.torch.nn.modules.linear.Linear",
        "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray.scalar",
        "numpy.dtype",
        "builtins.set",
        "__builtin__.set",
        "builtins.slice",
        "_codecs.encode",
        "copyreg._reconstructor",
        "argparse.Namespace",
        "pathlib.PosixPath",
        "signal.Signals",
        "joblib.numpy_pickle.NumpyArrayWrapper",
        "transformers.training_args.TrainingArguments",
        "ossaudio.thing",
        "uuid.UUID",
        "six.moves.builtins.range",
        "numpy.random._pickle.__randomstate_ctor",
        "scipy.signal._ltisys.TransferFunction",
        "types.SimpleNamespace",
    ],
)
def test_a_name_of_genuine_checkpoints_is_not(path):
    assert not is_dangerous(*path.rsplit(".", 1))
