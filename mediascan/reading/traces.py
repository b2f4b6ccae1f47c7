"""`Traces`: words inside a file that name people, machines, paths and data.

A checkpoint's arguments and a model's metadata keep what its writer had around it. These are the
most valuable words on a drive, so they are gathered in one way for all formats. A text counts for
what it looks like; what looks like nothing (a name, a number) counts by the key it stands under.
"""

import re
from datetime import UTC, datetime

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH

_WINDOWS = re.compile(r"[A-Za-z]:[\\/][^\0\n\r\"'<>|*?]{2,}")
_UNC = re.compile(
    r"\\\\([A-Za-z0-9._$-]{1,63})\\[^\0\n\r\"'<>|*?\\/]{1,}(?:[\\/][^\0\n\r\"'<>|*?]*)?"
)
# At least two names, or one of a folder that every system has: "/s" and "/v1" are no paths. Two
# dots, blanks and brackets beside slashes are mathematics, MIME types and regular expressions.
_POSIX = re.compile(r"(?:~[\w.-]{0,32})?/[\w.@+-][^\0\n\r\"'<>|*?$^\\(){}\[\];`]*")
_ROOTS = frozenset(
    (
        *("home", "users", "root", "mnt", "data", "scratch", "lustre", "gpfs", "workspace", "tmp"),
        *("opt", "var", "srv", "media", "nfs", "efs", "fsx", "dev", "content", "kaggle", "work"),
        *("raid", "datasets", "checkpoints", "models", "shared", "project", "projects", "storage"),
        *("private", "volumes", "usr", "etc", "export", "beegfs", "ceph", "cephfs", "juicefs"),
    )
)
_URL = re.compile(
    r"(https?|ftp|s3a?|gs|hdfs|viewfs|file|abfss?|wasbs?|az|azure|oss|cos|obs|r2|swift|dbfs|ssh|"
    r"git|git\+https|git\+ssh|hf|tcp|grpc|rsync|nfs|smb|oci|tos|weka|ali-oss|pai|mlflow|wandb)"
    r"://([^\s\"'<>]+)"
)
_STORES = frozenset(  # schemes whose address names files
    (
        *("s3", "s3a", "gs", "hdfs", "viewfs", "file", "abfs", "abfss", "wasb", "wasbs", "az"),
        *("azure", "oss", "cos", "obs", "r2", "swift", "dbfs", "hf", "nfs", "smb", "oci", "tos"),
        *("weka", "ali-oss", "pai"),
    )
)
_BUCKETS = _STORES - {"hdfs", "viewfs", "nfs", "smb"}  # what follows is a bucket, not a host
_GIT = re.compile(r"([\w.-]{1,64})@([\w-]+(?:\.[\w-]+)+):[\w./~-]+")
_HOME = re.compile(
    r"(?:^|[/\\:])(?:home|Users|users|Home)[/\\]+([^/\\\0\n\"'<>|*?]{1,64})(?:[/\\]|$)"
)
_ROOT_USER = re.compile(r"(?:^|:/)/?root(?:/|$)")
_TILDE = re.compile(r"~([A-Za-z][\w.-]{0,31})/")
_NOBODY = frozenset({"shared", "public", "all users", "default", "default user", ".", ".."})
_DATA = re.compile(
    r"data|corpus|corpora|train|valid(?:ation)?_(?:file|path)|shard|tokens|blend|jsonl|parquet",
    re.IGNORECASE,
)
_NO_DATA = re.compile(  # "trainer_output", "data_parallel_..." name no data
    r"output|ckpt|checkpoint|save|log|trainer|parallel|cache|tokenizer|vocab|merge|script|"
    r"data_?type|pretrained|model|resume|config",
    re.IGNORECASE,
)
_DATA_PATH = re.compile(  # "/data/..." is a disk as a rule, "/x/data/..." is data
    r"(?:^|[/\\])(?:datasets?|corpus|corpora|[\w.-]*_text_(?:document|sentence))(?:[/\\]|$)"
    r"|[^/\\][/\\]data(?:[/\\]|$)"
    r"|\.(?:jsonl|parquet|arrow|tfrecords?|mds|tar)(?:\.\w{2,4})?$",
    re.IGNORECASE,
)
_USER_KEY = re.compile(
    r"(?:^|_)(?:user|username|user_name|owner|author|uploader|entity|creator|submitted_by|created_by"
    r"|committer|operator)$",
    re.IGNORECASE,
)
_USER = re.compile(r"[^\W\d_][\w .@+-]{0,63}")
_HOST_KEY = re.compile(
    r"(?:^|_)(?:host|hostname|host_name|node|nodename|node_name|nodelist|master_addr|master_address|"
    r"machine|machine_name|server|computer|rdzv_endpoint|init_method|head_node|fqdn)s?$",
    re.IGNORECASE,
)
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9-]{1,63}){0,6}(?::\d{1,5})?")
_INSIDE = re.compile(  # machines' names that say what they are, wherever they stand
    r"(?:[A-Za-z][\w-]*-)?(?:node|gpu|worker|compute|dgx|cn|nid|rank|slurm|hgx)[-_]?\d{1,6}"
    r"(?:\.[A-Za-z][\w-]{0,62}){1,5}"
)
_DATE_KEY = re.compile(
    r"(?:^|_|-)(?:date|time|timestamp|datetime|created|modified|updated|saved|started|finished|"
    r"created_at|updated_at|saved_at|start_time|end_time|wall_time|build_date|mtime|ctime)$",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?:19[89]\d|20\d\d)[-/.](?:0[1-9]|1[0-2])[-/.](?:0[1-9]|[12]\d|3[01])(?:[T _]\S.*)?"
)
_YEAR = re.compile(r"(?:^|\D)(?:19[89]|20\d)\d(?:\D|$)")  # "48:00:00" is a length of time
_NUMBER = re.compile(r"\d{9,13}", re.ASCII)  # seconds or milliseconds since 1970
_FIRST_SECOND, _LAST_SECOND = 631_152_000, 4_102_444_800  # 1990 and 2100
_LOCAL = frozenset({"localhost", "none", "null", "auto", "cpu", "cuda", "true", "false", "default"})
_SHORTEST, _LONGEST = 3, 4096  # characters of a text looked at
_LISTED = re.compile(r"[,\s;]+")  # between the paths of one text, as Megatron's data blends
_PARTS = 64


class Traces:
    """What was found in the texts of one file; bounded, in the order of the file."""

    def __init__(self) -> None:
        self._paths: dict[str, bool] = {}  # path -> whether it names data
        self._hosts: dict[str, None] = {}
        self._users: dict[str, None] = {}
        self._addresses: dict[str, None] = {}
        self._dates: dict[str, None] = {}

    def add(self, text: str, key: str = "") -> None:
        """Look at one text; `key` is the name under which the file keeps it."""
        if not _SHORTEST <= len(text) <= _LONGEST:
            return
        key = key[-TEXT_LENGTH:].rpartition(".")[2]
        if not self._place(text, key):
            self._by_key(text, key)
            self._parts(text, key)

    def add_time(self, seconds: float, key: str) -> None:
        """A number that may be a time: where its key says so and it lies between 1990 and 2100."""
        if seconds > _LAST_SECOND * 100:
            seconds /= 1000
        if _DATE_KEY.search(key[-TEXT_LENGTH:]) and _FIRST_SECOND <= seconds < _LAST_SECOND:
            shown = datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            _keep(self._dates, shown)

    def say(self, facts: Facts) -> None:
        """Tell in `facts` what was found, beside what stands there."""
        data = [path for path, is_data in self._paths.items() if is_data]
        for word, found in (
            ("data_paths", data),
            ("paths", self._paths),
            ("user_names", self._users),
            ("host_names", self._hosts),
            ("addresses", self._addresses),
            ("dates", self._dates),
        ):
            if found:
                known = facts.get(word, [])
                both = dict.fromkeys([*(known if isinstance(known, list) else []), *found])
                facts[word] = list(both)[:LIST_LENGTH]  # type: ignore[literal-required]  # words of Facts

    def _place(self, text: str, key: str) -> bool:
        """Whether `text` as a whole is a path or an address, which is then kept."""
        url = _URL.match(text)
        if url is not None and url.end() == len(text):
            self._url(url, key)
            return True
        git = _GIT.fullmatch(text)
        if git is not None:
            _keep(self._addresses, text)
            _keep(self._hosts, git[2])
            return True
        unc = _UNC.fullmatch(text)
        if unc is not None:
            _keep(self._hosts, unc[1])
        elif not (_WINDOWS.fullmatch(text) or (_POSIX.fullmatch(text) and _is_posix(text))):
            return False
        self._path(text, key)
        return True

    def _path(self, text: str, key: str) -> None:
        if len(self._paths) < LIST_LENGTH:
            by_key = bool(_DATA.search(key)) and not _NO_DATA.search(key)
            is_data = by_key or bool(_DATA_PATH.search(text) and not _NO_DATA.search(key))
            self._paths.setdefault(text[:TEXT_LENGTH], is_data)
        for user in (_HOME.search(text), _TILDE.match(text)):
            if user is not None and user[1].lower() not in _NOBODY:
                _keep(self._users, user[1])
        if _ROOT_USER.match(text):
            _keep(self._users, "root")

    def _url(self, url: re.Match[str], key: str) -> None:
        scheme, rest = url[1], url[2]
        if scheme in _STORES:
            self._path(url[0], key)
        else:
            _keep(self._addresses, url[0])
        name, _, place = rest.partition("/")[0].rpartition("@")
        host = place.rpartition(":")[0] or place
        if name and ":" not in name and scheme in ("ssh", "git+ssh", "smb"):
            _keep(self._users, name)
        if scheme not in _BUCKETS and host and host.lower() not in _LOCAL:
            _keep(self._hosts, host)

    def _by_key(self, text: str, key: str) -> None:
        """A name or a date, because the key says so."""
        if text.lower() in _LOCAL:
            return
        if _HOST_KEY.search(key) and _HOST.fullmatch(text) and not text.isdigit():
            _keep(self._hosts, text.partition(":")[0])
        elif _USER_KEY.search(key) and _USER.fullmatch(text):
            _keep(self._users, text)
        elif _ISO.fullmatch(text[:64]):
            _keep(self._dates, text[:64])
        elif _NUMBER.fullmatch(text):
            self.add_time(int(text), key)
        elif _DATE_KEY.search(key) and _YEAR.search(text) and len(text) <= 64:
            _keep(self._dates, text)

    def _parts(self, text: str, key: str) -> None:
        """Paths and addresses among other words; machines that are called after what they are."""
        host = _INSIDE.fullmatch(text)
        if host is not None:
            _keep(self._hosts, text)
        if "/" not in text and "\\" not in text:
            return
        words = _LISTED.split(text)
        if 1 < len(words) <= _PARTS:
            for word in words:
                bare = word.strip("'\"()[]{}=")
                tail = bare.rpartition("=")[2] if bare.startswith("-") else bare
                if len(tail) >= _SHORTEST:
                    self._place(tail, key)


def _is_posix(text: str) -> bool:
    """Whether what begins with a slash is a path: two names, or the root of a known tree."""
    names = [one for one in text.split("/") if one]
    first = names[0].lower() if names else ""
    if text.startswith("~"):
        return len(names) > 1
    known = first in _ROOTS or first.rstrip("0123456789") in _ROOTS
    return len(names) > 2 or (known and len(text) > 4) or (len(names) == 2 and "." not in first)


def _keep(known: dict[str, None], text: str) -> None:
    if len(known) < LIST_LENGTH:
        known.setdefault(text[:TEXT_LENGTH])
