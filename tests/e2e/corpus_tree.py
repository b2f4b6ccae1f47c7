"""A folder with sets of every kind, some of them incomplete: what a carrier's drive looks like."""

import shutil
from pathlib import Path

FORMATS = Path(__file__).parents[2] / "fixtures" / "formats"
MISSING = {12, 13, *range(40, 44)}


def copy(fixture, path, more=b""):
    """A copy of a fixture, `more` bytes longer where copies must differ."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((FORMATS / fixture).read_bytes() + more)


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def make(root):
    """Fill `root`; what is missing is in MISSING or told in the test."""
    sets(root)
    indexed(root)
    stores(root)
    media(root)
    archives(root)
    weights(root)


def sets(root):
    """Members that say themselves, or by their names, how many there are."""
    for number in set(range(60)) - MISSING:
        name = f"train-{number:05}-of-00060.parquet"
        place = root / ("fineweb" if number < 30 else "usb 2/fineweb") / name
        copy("parquet/many_row_groups.parquet", place)
        copy("warc_gzip/tiny.warc.gz", root / f"crawl/CC-MAIN-20260301-{number:05}.warc.gz")
    for number in range(10):
        copy("webdataset/tiny.tar", root / f"laion/{number:05}.tar")
        copy("jsonl_zstd/tiny.jsonl.zst", root / f"pile/{number:02}.jsonl.zst")
    for name in ("preference", "tiny", "optional_keys"):
        copy(f"jsonl/{name}.jsonl", root / f"notes/{name}.jsonl")


def indexed(root):
    """Members that a file beside them lists."""
    copy("hf_dataset_info/state.json", root / "saved/state.json")
    copy("arrow_stream/tiny.arrow", root / "saved/data-00000-of-00001.arrow")
    copy("tfds_info/tiny.json", root / "tfds/digits/1.0.0/dataset_info.json")
    place = root / "tfds/digits/1.0.0"
    copy("tfrecord/tiny.tfrecord", place / "digits-train.tfrecord-00001-of-00002")
    copy("tfrecord/tiny.tfrecord", place / "digits-test.tfrecord-00000-of-00001")
    index = (FORMATS / "mds_index/tiny.json").read_bytes()
    write(root / "mds/index.json", index.replace(b".mds.zstd", b".mds"))
    copy("mds/tokens.mds", root / "mds/shard.00000.mds")
    copy("litdata_index/tiny.json", root / "litdata/index.json")
    copy("litdata/tiny.bin", root / "litdata/chunk-0-0.bin")
    copy("megatron_index/tiny.idx", root / "tokens/corpus_text_document.idx")
    write(root / "tokens/corpus_text_document.bin", bytes(range(2, 255)) * 2 + bytes(range(40)))


def stores(root):
    """Folders that are one thing."""
    copy("zarr_v3/group.json", root / "arrays.zarr/zarr.json")
    for number in range(4):
        write(root / f"arrays.zarr/images/c/{number}", bytes(range(64)))
    copy("deeplake_meta/tiny.json", root / "lake/dataset_meta.json")
    copy("deeplake_meta/tensor.json", root / "lake/images/tensor_meta.json")
    copy("lerobot_info/tiny.json", root / "robot/meta/info.json")
    copy("parquet/no_rows.parquet", root / "robot/data/chunk-000/file-000.parquet")


def media(root):
    """Folders of pictures and sounds."""
    for synset in range(3):
        for number in range(12):
            name = f"n0144400{synset}/n0144400{synset}_{number}.JPEG"
            copy("jpeg/tiny.jpg", root / "ILSVRC/train" / name)
    for number in range(9):
        copy("flac/tiny.flac", root / f"speech/19/198/19-198-{number:04}.flac")
    write(root / "speech/19/198/19-198.trans.txt", b"19-198-0000 NORTHANGER ABBEY\n")


def archives(root):
    """Archives in volumes."""
    copy("seven_zip/first_volume.7z.001", root / "packed/a.7z.001")
    write(root / "packed/a.7z.002", bytes((7 * n * n + n) % 251 for n in range(2048)))
    copy("rar5/third.rar", root / "packed/b.part3.rar")


def weights(root):
    """Models in shards, over two folders."""
    for number in (1, 2, 3):
        name = f"shard-{number:05}-of-00003.gguf"
        copy(f"gguf/{name}", root / ("gguf" if number < 3 else "usb 2/gguf") / name)
    copy("hf_index/tiny.json", root / "model/model.safetensors.index.json")
    shards = sorted((FORMATS / "safetensors").glob("*.safetensors"))
    for number in (1, 2, 4, 5):
        shutil.copy(shards[0], root / f"model/model-{number:05}-of-00005.safetensors")
