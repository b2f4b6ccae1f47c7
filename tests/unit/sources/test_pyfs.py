"""PyFilesystem2 as a source: what is listed, what is opened, and what never is."""

import io
import os
import subprocess
import sys
import tarfile
import zipfile
from contextlib import closing

import pytest

from mediascan.model.errors import IncompleteError, UsageError
from mediascan.model.source import Entry, EntryKind
from mediascan.sources import pyfs
from mediascan.sources.base import NotRegular
from mediascan.sources.pyfs import SOURCE, PyFsTree, open_tree

DATA = bytes(range(256)) * 1000


def whole(tree, folder, name, piece=4096):
    """All bytes of a file, read through the seam."""
    buffer = memoryview(bytearray(piece))
    found = bytearray()
    with closing(tree.open(folder, name)) as file:
        while count := file.read_into(buffer, len(found)):
            found += buffer[:count]
    return bytes(found)


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10)), data)
    return f"zip://{path}"


def tarred(path, members):
    with tarfile.open(path, "w") as archive:
        for member, data in members:
            archive.addfile(member, io.BytesIO(data))
    return f"tar://{path}"


def member(name, kind=tarfile.REGTYPE, size=0, **more):
    one = tarfile.TarInfo(name)
    one.type, one.size = kind, size
    for key, value in more.items():
        setattr(one, key, value)
    return one


def test_a_tree_in_memory_is_listed_and_read():
    opened = pyfs.fs_library().open_fs("mem://")
    opened.makedirs("a/b")
    opened.writebytes("a/b/weights", DATA)
    tree = PyFsTree(opened, "mem://")
    assert list(tree.entries(b"")) == [Entry(b"a", EntryKind.FOLDER)]
    assert list(tree.entries(b"a/b")) == [Entry(b"weights", EntryKind.FILE)]
    assert whole(tree, b"a/b", b"weights") == DATA
    assert tree.describe(b"a/b", b"weights").size == len(DATA)
    assert tree.facts() == {"kind": "pyfs", "path": "mem://", "fileSystem": "MemoryFS"}
    assert tree.gone() == ""
    assert tree.total() is None
    tree.close()


def test_a_zip_is_listed_and_read(tmp_path):
    url = zipped(tmp_path / "one.zip", [("a/x.bin", DATA), ("a/\xe9.txt", b"hello"), ("z", b"")])
    tree = open_tree(url)
    assert sorted(tree.entries(b"")) == [Entry(b"a", EntryKind.FOLDER), Entry(b"z", EntryKind.FILE)]
    assert sorted(one.name for one in tree.entries(b"a")) == [b"x.bin", "\xe9.txt".encode()]
    assert whole(tree, b"a", b"x.bin") == DATA
    file = tree.open(b"a", b"x.bin")
    buffer = memoryview(bytearray(10))
    assert file.read_into(buffer, 5000) == 10
    assert bytes(buffer) == DATA[5000:5010]
    assert file.read_into(buffer, 1) == 10
    assert bytes(buffer) == DATA[1:11]
    assert file.now() == file.identity
    assert file.identity.size == len(DATA)
    assert file.identity.mtime_ns == 1_714_979_290 * 10**9
    file.close()
    tree.close()


def test_a_part_of_a_zip_is_a_tree(tmp_path):
    tree = open_tree(zipped(tmp_path / "one.zip", [("a/b/x", DATA)]) + "!/a")
    assert list(tree.entries(b"")) == [Entry(b"b", EntryKind.FOLDER)]
    assert whole(tree, b"b", b"x") == DATA
    tree.close()


def test_a_zip_with_an_impossible_date_is_read(tmp_path):
    path = tmp_path / "one.zip"
    url = zipped(path, [("x", DATA)])
    date = (2024 - 1980) << 9 | 5 << 5 | 6
    data = path.read_bytes()
    assert data.count(date.to_bytes(2, "little")) == 2
    path.write_bytes(data.replace(date.to_bytes(2, "little"), b"\0\0"))
    tree = open_tree(url)
    assert list(tree.entries(b"")) == [Entry(b"x", EntryKind.FILE)]
    assert tree.describe(b"", b"x").size == len(DATA)
    assert whole(tree, b"", b"x") == DATA
    tree.close()


def test_a_damaged_member_is_unreadable_and_then_ends(tmp_path):
    path = tmp_path / "one.zip"
    url = zipped(path, [("x", os.urandom(100_000))])
    data = bytearray(path.read_bytes())
    data[50_000] ^= 255
    path.write_bytes(data)
    tree = open_tree(url)
    file = tree.open(b"", b"x")
    buffer = memoryview(bytearray(1 << 17))
    with pytest.raises(OSError, match="BadZipFile"):
        file.read_into(buffer, 0)
    with pytest.raises(OSError, match="damaged"):
        file.read_into(buffer[:4096], 4096)
    assert file.read_into(buffer, 1 << 17) == 0
    file.close()
    tree.close()


@pytest.mark.parametrize(
    "names",
    [("x", "x"), ("../x",), ("a/../../x", "b"), ("./x", "x"), ("a//x", "a/x")],
)
def test_an_archive_that_would_not_be_shown_in_full_is_refused(tmp_path, names):
    url = tarred(tmp_path / "one.tar", [(member(name, size=1), b"1") for name in names])
    with pytest.raises(IncompleteError, match="1 members"):
        open_tree(url)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_two_members_of_one_name_is_refused(tmp_path):
    with pytest.raises(IncompleteError, match="1 members"):
        open_tree(zipped(tmp_path / "one.zip", [("x", b"seen"), ("x", b"hidden")]))


def test_a_tar_lists_links_and_devices_but_opens_only_files(tmp_path):
    url = tarred(
        tmp_path / "one.tar",
        [
            (member("d/x", size=len(DATA), mtime=7), DATA),
            (member("d/link", tarfile.SYMTYPE, linkname="/etc/passwd"), b""),
            (member("d/hard", tarfile.LNKTYPE, linkname="d/x"), b""),
            (member("d/fifo", tarfile.FIFOTYPE), b""),
            (member("d/disk", tarfile.BLKTYPE), b""),
        ],
    )
    tree = open_tree(url)
    kinds = {entry.name: entry.kind for entry in tree.entries(b"d")}
    assert kinds == {
        b"x": EntryKind.FILE,
        b"link": EntryKind.LINK,
        b"hard": EntryKind.LINK,
        b"fifo": EntryKind.FIFO,
        b"disk": EntryKind.BLOCK,
    }
    assert tree.target(b"d", b"link") == b"/etc/passwd"
    assert whole(tree, b"d", b"x") == DATA
    assert tree.describe(b"d", b"x").mtime_ns == 7 * 10**9
    for name in (b"link", b"hard", b"fifo", b"disk"):
        with pytest.raises(NotRegular):
            tree.open(b"d", name)
    tree.close()


@pytest.mark.parametrize("written", ["inf", "nan", "-1e30", "1e30"])
def test_any_time_in_a_tar_fits_a_catalog(tmp_path, written):
    one = member("x", size=1)
    one.pax_headers = {"mtime": written}
    path = tmp_path / "one.tar"
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(one, io.BytesIO(b"1"))
    tree = open_tree(f"tar://{path}")
    assert abs(tree.describe(b"", b"x").mtime_ns) < 1 << 63
    tree.close()


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "drive"
    (root / "sub").mkdir(parents=True)
    (root / "x").write_bytes(DATA)
    (root / "link").symlink_to("/etc/passwd")
    (root / "dead").symlink_to("/nowhere")
    (root / "up").symlink_to("..")
    os.mkfifo(root / "fifo")
    (root / os.fsdecode(b"\xff\n")).write_bytes(b"odd")
    return root


def test_a_folder_lists_links_and_fifos_but_never_opens_them(folder, monkeypatch):
    tree = open_tree(f"osfs://{folder}")
    assert {entry.name: entry.kind for entry in tree.entries(b"")} == {
        b"sub": EntryKind.FOLDER,
        b"x": EntryKind.FILE,
        b"link": EntryKind.LINK,
        b"dead": EntryKind.LINK,
        b"up": EntryKind.LINK,
        b"fifo": EntryKind.FIFO,
        b"\xff\n": EntryKind.FILE,
    }
    assert whole(tree, b"", b"x") == DATA
    assert whole(tree, b"", b"\xff\n") == b"odd"
    assert tree.target(b"", b"link") == b"/etc/passwd"
    monkeypatch.setattr(os, "open", lambda *_a, **_k: pytest.fail("opened"))
    for name in (b"link", b"dead", b"fifo", b"sub", b"up"):
        with pytest.raises(NotRegular):
            tree.open(b"", name)
    with pytest.raises(NotRegular):
        list(tree.entries(b"up"))
    tree.close()


def test_reading_a_folder_leaves_access_times_alone(folder):
    os.utime(folder / "x", ns=(1, 2))
    tree = open_tree(str(folder))
    assert whole(tree, b"", b"x") == DATA
    file = tree.open(b"", b"x")
    assert file.now() == file.identity == tree.describe(b"", b"x")
    file.close()
    tree.close()
    assert (folder / "x").stat().st_atime_ns == 1


def test_what_is_missing_is_an_error_of_the_system(folder):
    tree = open_tree(f"osfs://{folder}")
    with pytest.raises(FileNotFoundError):
        tree.open(b"", b"gone")
    with pytest.raises(FileNotFoundError):
        list(tree.entries(b"gone"))
    tree.close()
    memory = open_tree("mem://")
    with pytest.raises(FileNotFoundError):
        list(memory.entries(b"gone"))
    with pytest.raises(FileNotFoundError):
        memory.open(b"", b"gone")


@pytest.mark.parametrize("url", ["ftp://host/x", "temp://", "userdata://a:b", "nosuch://x"])
def test_a_scheme_that_is_refused_or_unknown_is_a_wrong_use(url):
    with pytest.raises(UsageError):
        open_tree(url)


@pytest.mark.parametrize("url", ["zip:///no/such", "tar:///etc/passwd", "osfs:///no/such"])
def test_what_cannot_be_opened_stops_the_command(url):
    with pytest.raises(IncompleteError):
        open_tree(url)


def test_a_password_is_not_in_the_facts():
    tree = PyFsTree(pyfs.fs_library().open_fs("mem://"), "mem://me:secret@host/x")
    assert tree.facts()["path"] == "mem://host/x"


def test_an_address_is_accepted_and_a_path_is_not():
    assert SOURCE.accepts("zip:///x")
    assert not SOURCE.accepts("/srv")


@pytest.mark.parametrize("missing", [True, False])
def test_the_library_is_imported_in_silence_with_or_without_pkg_resources(missing, tmp_path):
    """In a process of its own, with warnings as errors; the stand-in must be gone afterwards."""
    if not missing:
        (tmp_path / "pkg_resources.py").write_text(
            "import warnings\nwarnings.warn('deprecated', DeprecationWarning, stacklevel=2)\n"
            "def declare_namespace(name): warnings.warn('deprecated', DeprecationWarning)\n"
            "def iter_entry_points(group, name=None): return iter(())\n"
        )
    block = (
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda n, p=None: None if n == 'pkg_resources' else find(n, p)\n"
    )
    code = (
        (block if missing else "")
        + "import sys\nfrom mediascan.sources.pyfs import open_tree\n"
        + "print(list(open_tree('mem://').entries(b'')), 'pkg_resources' in sys.modules)\n"
    )
    path = os.pathsep.join([str(tmp_path), *(one for one in sys.path if one)])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert (done.stdout, done.stderr) == (f"[] {not missing}\n", "")


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_damage_anywhere_is_an_error_of_the_system_or_stops_the_command(tmp_path, kind):
    path = tmp_path / f"one.{kind}"
    members = [("a/x", DATA[:3000]), ("a/y", b"hello" * 99), ("z", b"")]
    if kind == "zip":
        url = zipped(path, members)
    else:
        url = tarred(path, [(member(n, size=len(d)), d) for n, d in members])
    good = path.read_bytes()
    for at in range(0, len(good), 7 if kind == "zip" else 61):
        for value in (0, 0x41, 0xFF):
            damaged = bytearray(good)
            damaged[at] = value
            path.write_bytes(damaged)
            walk(url)
        path.write_bytes(good[:at])
        walk(url)


def walk(url):
    """List and read all that there is; only the errors that the seam allows may come out."""
    try:
        tree = open_tree(url)
    except IncompleteError:
        return
    folders = [b""]
    while folders:
        folder = folders.pop()
        try:
            entries = list(tree.entries(folder))
        except OSError:
            continue
        for name, kind, _ in entries:
            if kind is EntryKind.FOLDER:
                folders.append(folder + b"/" + name if folder else name)
            elif kind is EntryKind.FILE:
                try:
                    whole(tree, folder, name)
                except OSError:
                    continue
    tree.close()
