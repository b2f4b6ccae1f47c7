"""Which names a pickle must not import: modules and members that reach code, files or the network.

The union of the lists of picklescan, modelscan and fickling (read in their sources in 2026), and
loaders that unpickle again. A name here says "loading this file would reach X", not more.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MODULES = _words(
    """
    _aix_support _ctypes _frozen_importlib _frozen_importlib_external _imp _interpreters
    _osx_support _pickle _posixsubprocess _pyrepl _signal _sqlite3 _thread _xxsubinterpreters
    aiohttp antigravity asyncio atexit bdb cloudpickle code codeop commands compileall cProfile
    ctypes difflib dill distutils doctest ensurepip filecmp fileinput ftplib gc glob http httplib
    idlelib imaplib imp importlib inspect IPython joblib lib2to3 linecache logging marshal mmap
    multiprocessing nntplib nt ntpath numpy.distutils numpy.f2py numpy.testing._private.utils os
    pdb pexpect pickle pip pipes pkg_resources pkgutil platform popen2 poplib posix posixpath
    profile pty py_compile pydoc requests runpy select selectors setuptools shelve shutil signal
    site smtplib socket socketserver sqlite3 ssl subprocess sys syslog tarfile telnetlib tempfile
    test threading timeit trace turtledemo types unittest urllib urllib2 venv webbrowser xmlrpc
    zipfile zipimport
    torch._dynamo torch._inductor torch.compile torch.hub torch.jit torch.package
    torch.utils.bottleneck torch.utils.collect_env torch.utils.cpp_extension
    torch.utils._config_module torch.fx.experimental.symbolic_shapes
    fickling modelaudit modelscan picklescan saferpickle
    """
)  # with all that is below them; the last line would switch a scanner off

_MEMBERS = _words(
    """
    _io.FileIO _io.open io.FileIO io.open _operator.attrgetter _operator.itemgetter
    _operator.methodcaller operator.attrgetter operator.itemgetter operator.methodcaller
    functools.partial functools.reduce
    dask.config.set huggingface_hub.hf_hub_download huggingface_hub.snapshot_download
    numpy.ctypeslib.load_library numpy.load pandas.eval pandas.read_pickle
    pandas.io.pickle.read_pickle
    tensorflow.load_library tensorflow.load_op_library torch.load
    torch.classes.load_library torch.ops.load_library torch.serialization.load
    torch.storage._load_from_bytes torch.distributed.elastic.rendezvous.api.basichandlers
    torch.utils.data.datapipes.utils.decoder.basichandlers
    uuid._get_command_stdout uuid._popen
    yaml.full_load yaml.load yaml.load_all yaml.unsafe_load yaml.unsafe_load_all
    """
)

_HARMLESS = _words(
    """
    joblib.numpy_pickle.NDArrayWrapper joblib.numpy_pickle.NumpyArrayWrapper
    logging.getLogger pathlib.PosixPath pathlib.WindowsPath signal.Signals
    types.SimpleNamespace types.MappingProxyType
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
    if module in _BUILTINS:
        return name not in _SAFE_BUILTINS
    path = f"{module}.{name}"
    if path in _HARMLESS:
        return False
    if path in _MEMBERS:
        return True
    parts = path.split(".")
    tops = (".".join(parts[: size + 1]) for size in range(min(len(parts), 4)))
    if any(top in _MODULES for top in tops):
        return True
    inside = name.split(".")  # protocol 4 follows dots: "a.b" of module m may be m's own import
    return len(inside) > 1 and any(one in _MODULES or one.startswith("__") for one in inside)
