"""Which names a pickle must not import: modules and members that reach code, files or the network.

The union of the lists of picklescan, modelscan and fickling (read in their sources in 2026), and
loaders that unpickle again. A name here says "loading this file would reach X", not more.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MODULES = _words(
    """
    _aix_support _ctypes _frozen_importlib _frozen_importlib_external _imp _interpreters _operator
    _osx_support _pickle _posixsubprocess _pyrepl _signal _sqlite3 _thread _xxsubinterpreters
    aiohttp antigravity asyncio atexit bdb cffi cloudpickle code codeop commands compile compileall
    cProfile ctypes difflib dill distutils doctest ensurepip eval exec execnet fabric filecmp
    fileinput ftplib functools gc gdown glob http httplib httpx idlelib imaplib imp importlib
    inspect invoke IPython joblib jsonpickle lib2to3 linecache logging marshal mmap multiprocessing
    nntplib nt ntpath numpy.distutils numpy.f2py numpy.testing._private.utils operator os paramiko
    pdb pexpect pickle pip pipes pkg_resources pkgutil platform plumbum popen2 poplib posix
    posixpath profile psutil pty py_compile pydoc ray.cloudpickle requests runpy select selectors
    setuptools shelve shutil signal site smtplib socket socketserver sqlite3 ssl subprocess sys
    syslog tarfile telnetlib tempfile test threading timeit trace turtledemo types unittest urllib
    urllib2 urllib3 uuid venv webbrowser wget xmlrpc zipfile zipimport
    torch._dynamo torch._inductor torch.compile torch.hub torch.jit torch.package
    torch.utils.bottleneck torch.utils.collect_env torch.utils.cpp_extension
    torch.utils._config_module torch.fx.experimental.symbolic_shapes
    fickling model_unpickler modelaudit modelscan picklescan saferpickle
    """
)  # with all that is below them; the last line would switch a scanner off

_MEMBERS = _words(
    """
    _io.FileIO _io.open _io.open_code io.FileIO io.open io.open_code
    dask.config.set huggingface_hub.hf_hub_download huggingface_hub.snapshot_download
    keras.models.load_model keras.saving.load_model keras.src.saving.saving_api.load_model
    keras.layers.Lambda keras.src.layers.core.lambda_layer.Lambda keras.utils.get_file
    mlflow.pyfunc.load_model mlflow.sklearn.load_model
    numpy.ctypeslib.load_library numpy.ctypeslib._ctypeslib.load_library numpy.fromfile numpy.load
    numpy.lib.npyio.load numpy.lib._npyio_impl.load numpy.memmap numpy.save numpy.savetxt
    pandas.core.computation.eval.eval pandas.eval pandas.io.pickle.read_pickle pandas.read_pickle
    sklearn.externals.joblib.load
    tensorflow.keras.models.load_model tensorflow.load_library tensorflow.load_op_library
    tensorflow.py_function tensorflow.numpy_function tensorflow.saved_model.load
    torch.classes.load_library torch.load torch.ops.load_library torch.save
    torch.serialization.load torch.serialization.save
    torch_utils.persistence._reconstruct_persistent_obj
    torch.storage._load_from_bytes torch.distributed.elastic.rendezvous.api.basichandlers
    torch.utils.data.datapipes.utils.decoder.basichandlers
    yaml.full_load yaml.load yaml.load_all yaml.unsafe_load yaml.unsafe_load_all
    """
)

_METHODS = _words(
    """
    eval exec from_pretrained load loads load_from_checkpoint open popen query read_bytes read_text
    rename replace rmdir run runcode runcommand save symlink_to system to_pickle tofile unlink
    write_bytes write_text
    """
)  # of whatever class: reached with a dot inside the member

_RELAYED = _words(
    """
    __builtin__ __builtins__ builtins ctypes importlib marshal nt os posix pty runpy shutil
    subprocess
    """
)  # below whatever package: `six.moves.builtins` and `gevent.os` hand the same functions on

_HARMLESS = _words(
    """
    joblib.numpy_pickle.NDArrayWrapper joblib.numpy_pickle.NumpyArrayWrapper
    joblib.numpy_pickle.ZNDArrayWrapper joblib.numpy_pickle_compat.NDArrayWrapper
    joblib.numpy_pickle_compat.ZNDArrayWrapper
    logging.getLogger pathlib.PosixPath pathlib.WindowsPath signal.Signals
    types.GenericAlias types.MappingProxyType types.NoneType types.SimpleNamespace
    uuid.SafeUUID uuid.UUID
    torch.jit._pickle.build_boollist torch.jit._pickle.build_doublelist
    torch.jit._pickle.build_intlist torch.jit._pickle.build_tensor_from_id
    torch.jit._pickle.build_tensorlist torch.jit._pickle.restore_type_tag
    """
)  # members of the modules above that genuine files hold and that only make data

_SAFE_BUILTINS = _words(
    """
    ArithmeticError AttributeError BaseException Ellipsis Exception False IndexError KeyError None
    NotImplemented NotImplementedError OSError RuntimeError StopIteration True TypeError ValueError
    bool bytearray bytes complex dict enumerate float frozenset int list long map object range
    reversed set slice str tuple unicode xrange zip
    """
)
_BUILTINS = frozenset({"builtins", "__builtin__", "__builtins__"})


def is_dangerous(module: str, name: str) -> bool:
    """Whether importing `module.name` reaches code, files, the network or another unpickler."""
    if module in _BUILTINS or module.endswith((".builtins", ".__builtin__")):
        return name not in _SAFE_BUILTINS
    path = f"{module}.{name}"
    if path in _HARMLESS:
        return False
    if path in _MEMBERS:
        return True
    parts = path.split(".")
    tops = (".".join(parts[: size + 1]) for size in range(min(len(parts), 4)))
    if any(top in _MODULES for top in tops) or not _RELAYED.isdisjoint(parts[1:-1]):
        return True
    inside = name.split(".")  # protocol 4 follows dots: "a.b" of module m may be m's own import
    if len(inside) == 1:
        return False
    hidden = any(one in _MODULES or one.startswith("__") for one in inside)
    return hidden or inside[-1] in _METHODS
