"""Every source keeps the same promises: one suite, one small builder a source."""

import io
import os
import pickle
import tarfile
import zipfile
from contextlib import closing

import orjson
import pytest

from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity, SourceSpec, join
from mediascan.sources import pyfs
from mediascan.sources.base import NotRegular
from mediascan.sources.layout import LayoutWriter
from mediascan.sources.registry import all_sources, open_tree, place_of, spec_for

DATA = bytes(range(256)) * 700
FILES = {
    b"empty": b"",
    b"readme": b"upper and lower are two names\n",
    b"README": b"and two contents\n",
    b"a/b/weights.bin": DATA,
    b"a/b/c/d/e/f/deep": b"deep\n",
    b"a/ blank ": b"1",
    b"a/new\nline\x1b[31m": b"2",
    b"a/[bold]*?": b"3",
    "a/\u202eÜ".encode(): b"4",
}
FOLDERS = {b"a", b"a/b", b"a/b/c", b"a/b/c/d", b"a/b/c/d/e", b"a/b/c/d/e/f"}


def folder(root):
    for path, data in FILES.items():
        place = root / "drive" / os.fsdecode(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return root / "drive"


def directory(root):
    return open_tree(spec_for(str(folder(root))))


def osfs(root):
    return open_tree(spec_for(f"osfs://{folder(root)}"))


def zipped(root):
    with zipfile.ZipFile(root / "one.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in FILES.items():
            archive.writestr(zipfile.ZipInfo(path.decode(), (2024, 5, 6, 7, 8, 10)), data)
    return open_tree(spec_for(f"zip://{root}/one.zip"))


def tarred(root):
    with tarfile.open(root / "one.tar.gz", "w:gz") as archive:
        for path, data in FILES.items():
            member = tarfile.TarInfo(path.decode())
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return open_tree(spec_for(f"tar://{root}/one.tar.gz"))


def memory(_root):
    opened = pyfs.fs_library().open_fs("mem://")
    for path, data in FILES.items():
        name = path.decode()
        opened.makedirs(name.rpartition("/")[0], recreate=True)
        opened.writebytes(name, data)
    return pyfs.PyFsTree(opened, "mem://")


def medium(root):
    """An image with the files at odd places; the large one lies in three runs, back to front."""
    image, layout = root / "disk.raw", root / "layout.sqlite"
    writer, data = LayoutWriter(layout, 1 << 20), bytearray(1 << 20)
    at = 512
    for path in FOLDERS:
        writer.add(path, EntryKind.FOLDER, Identity(0, 1, 2, 3, 0))
    for path, content in FILES.items():
        cut = max(1, -(-len(content) // 3))
        runs = []
        for start in reversed(range(0, len(content), cut)):
            piece = content[start : start + cut]
            data[at : at + len(piece)] = piece
            runs.insert(0, Extent(start, at, len(piece)))
            at += len(piece) + 7
        writer.add(path, EntryKind.FILE, Identity(len(content), 1, 2, 3, len(content)), tuple(runs))
    writer.fact("medium", {"kind": "raw", "path": str(image)})
    writer.finish(1 << 30)
    writer.close()
    image.write_bytes(data)
    return open_tree(SourceSpec("medium", str(image), str(layout)))


BUILDERS = [directory, osfs, zipped, tarred, memory, medium]


@pytest.fixture(params=BUILDERS, ids=lambda one: one.__name__)
def tree(request, tmp_path):
    with closing(request.param(tmp_path)) as built:
        yield built


def walk(tree):
    """Every entry with its kind, found as the engine finds it."""
    found, folders = [], [b""]
    while folders:
        at = folders.pop()
        for name, kind, *_ in tree.entries(at):
            found.append((join(at, name), kind))
            if kind is EntryKind.FOLDER:
                folders.append(join(at, name))
    return found


def read(tree, path, piece):
    at, _, name = path.rpartition(b"/")
    buffer, found = memoryview(bytearray(piece)), bytearray()
    with closing(tree.open(at, name)) as file:
        while count := file.read_into(buffer, len(found)):
            found += buffer[:count]
    return bytes(found)


def test_every_kind_of_source_is_built_here(tmp_path):
    built = set()
    for number, builder in enumerate(BUILDERS):
        (root := tmp_path / str(number)).mkdir()
        with closing(builder(root)) as tree:
            built.add(tree.facts()["kind"])
    assert built == set(all_sources())


def test_each_entry_is_listed_once_and_none_is_invented(tree):
    found = walk(tree)
    assert len(found) == len(dict(found))
    wanted = dict.fromkeys(FILES, EntryKind.FILE) | dict.fromkeys(FOLDERS, EntryKind.FOLDER)
    assert dict(found) == wanted


@pytest.mark.parametrize("piece", [7, 4096, 1 << 20])
def test_the_bytes_are_those_that_were_put_there(tree, piece):
    for path, data in FILES.items():
        if len(data) // piece < 1000:
            assert read(tree, path, piece) == data


def test_any_place_can_be_read_in_any_order(tree):
    buffer = memoryview(bytearray(100))
    with closing(tree.open(b"a/b", b"weights.bin")) as file:
        for offset in (len(DATA) - 40, 0, 300, len(DATA), 77):
            count = file.read_into(buffer, offset)
            assert bytes(buffer[:count]) == DATA[offset : offset + 100][:count]
            assert count or offset == len(DATA)


def test_the_short_way_reads_the_same_or_says_nothing(tree):
    for path, data in FILES.items():
        at, _, name = path.rpartition(b"/")
        short = tree.whole(at, name, 1 << 20)
        assert short is None or (short[0].size, short[1]) == (len(data), data)
    assert tree.whole(b"a/b", b"weights.bin", 10) is None
    assert tree.whole(b"a", b"b", 1 << 20) is None


def test_the_identity_is_the_same_however_it_is_asked_for(tree):
    for path, data in FILES.items():
        at, _, name = path.rpartition(b"/")
        with closing(tree.open(at, name)) as file:
            assert file.identity.size == len(data)
            assert file.now() == file.identity == tree.describe(at, name)


def test_what_is_not_there_is_an_error_of_the_system(tree):
    for at, name in ((b"", b"none"), (b"a", b"none"), (b"none", b"x"), (b"readme", b"x")):
        with pytest.raises(OSError):
            tree.open(at, name)
        with pytest.raises(OSError):
            tree.describe(at, name)
        assert tree.whole(at, name, 100) is None
    for at in (b"none", b"a/none", b"readme"):
        with pytest.raises(OSError):
            list(tree.entries(at))


def test_a_folder_is_not_opened_as_a_file(tree):
    with pytest.raises((NotRegular, OSError)):
        tree.open(b"", b"a")


def test_a_tree_stays_usable_after_an_error(tree):
    with pytest.raises(OSError):
        list(tree.entries(b"a/b/c/none"))
    assert read(tree, b"a/b/weights.bin", 1 << 20) == DATA
    assert len(walk(tree)) == len(FILES) + len(FOLDERS)


def test_the_facts_are_json_and_name_kind_and_path(tree):
    facts = tree.facts()
    assert orjson.loads(orjson.dumps(facts)) == facts
    assert facts["kind"] in all_sources()
    assert facts["path"]
    assert tree.total() is None or tree.total() >= 0


@pytest.mark.parametrize("builder", [directory, osfs, zipped, tarred], ids=lambda one: one.__name__)
def test_a_source_is_opened_again_from_its_path_in_another_process(builder, tmp_path):
    with closing(builder(tmp_path)) as tree:
        spec: SourceSpec = pickle.loads(pickle.dumps(spec_for(tree.facts()["path"])))  # noqa: S301 - our own
    with closing(open_tree(spec)) as again:
        assert len(walk(again)) == len(FILES) + len(FOLDERS)


def test_a_place_is_the_folder_that_is_read(tmp_path):
    drive = folder(tmp_path)
    for address in (f"{drive}", f"{drive}/a/..", f"osfs://{drive}", f"file://{drive}"):
        assert place_of(spec_for(address)) == os.path.realpath(drive)
    assert place_of(spec_for("zip:///some.zip")) == ""


@pytest.mark.parametrize("builder", [directory, osfs], ids=lambda one: one.__name__)
def test_links_are_told_and_never_followed(builder, tmp_path):
    drive = folder(tmp_path)
    (drive / "out").symlink_to(tmp_path)
    (drive / "passwd").symlink_to("/etc/passwd")
    with closing(builder(tmp_path)) as tree:
        kinds = {entry.name: entry.kind for entry in tree.entries(b"")}
        assert kinds[b"out"] is kinds[b"passwd"] is EntryKind.LINK
        assert tree.target(b"", b"passwd") == b"/etc/passwd"
        for at, name in ((b"", b"passwd"), (b"out", b"drive"), (b"", b"out")):
            with pytest.raises(OSError):
                tree.open(at, name)
            assert tree.whole(at, name, 1 << 20) is None
        with pytest.raises(OSError):
            list(tree.entries(b"out"))
