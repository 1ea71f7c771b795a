"""Captures where they lie: on local disk, or wherever pyarrow.fs reaches (S3, HDFS, …)."""

from __future__ import annotations

import builtins
import os
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import pyarrow as pa
from pyarrow import fs as arrow_fs

from .errors import SourceError, UsageError
from .heads import HEAD_BYTES, Head, Kind, read_head

#: Files whose heads are read at the same time.
_LISTING_THREADS = 16

#: Folders that could not be listed, and why.
Unlisted = list[tuple[str, str]]


@dataclass(frozen=True)
class SourceFile:
    """A file as it was listed. Path, size, time and digest tell it from what was there before."""

    #: An absolute path, or a URI without credentials and options.
    path: str
    size: int
    modified_ns: int
    digest: str
    kind: Kind
    sensor: str
    first_ns: int | None
    #: What opens it: the URI of its store, with the options that were given, and the path there.
    store: str | None = None
    store_path: str = ""

    @property
    def identity(self) -> tuple[str, int, int, str]:
        return (self.path, self.size, self.modified_ns, self.digest)

    @property
    def is_local(self) -> bool:
        return self.store is None

    def open(self) -> pa.NativeFile:
        """Its bytes as they are stored, compressed or not."""
        system, path = (arrow_fs.LocalFileSystem(), self.path) if self.store is None else (_system(self.store), self.store_path)
        return system.open_input_stream(path, compression=None, buffer_size=1 << 20)


@dataclass(frozen=True)
class SensorNames:
    """Which sensor a file is of: one for all, or by a pattern in its path, or the name of its folder."""

    name: str | None = None
    #: A regular expression; its group `sensor`, else its first, else all that matches.
    pattern: str | None = None

    def __post_init__(self) -> None:
        try:
            re.compile(self.pattern or "")
        except re.error as error:
            raise UsageError(f"the pattern of sensors {self.pattern} is no regular expression: {error}") from None

    def of(self, path: str) -> str:
        if self.name is not None:
            return self.name
        if self.pattern is not None:
            found = re.search(self.pattern, path)
            if found is None:
                raise SourceError(f"the pattern of sensors does not match {path}")
            groups = found.groupdict()
            text = groups.get("sensor") or (found[1] if found.re.groups else found[0])
            if text:
                return str(text)
        return os.path.basename(os.path.dirname(path)) or "sensor"


@dataclass
class Lister:
    """Lists sources again and again, and reads the head of a file only when that has changed."""

    sensors: SensorNames = field(default_factory=SensorNames)
    _known: dict[tuple[str, int, int], SourceFile] = field(default_factory=dict)

    def list(self, sources: Iterable[str], unlisted: Unlisted | None = None) -> builtins.list[SourceFile]:
        """All captures and NDJSON of these files and folders; what else lies in a folder is passed over.

        A file that is named itself is listed whatever it holds, so that it can be recorded as unreadable. A folder inside a source
        that cannot be listed is added to `unlisted`; without it, that is an error.
        """
        found: dict[str, SourceFile] = {}
        with ThreadPoolExecutor(_LISTING_THREADS) as pool:
            for source in sources:
                if (wrong := not_utf8(source)) is not None:
                    if unlisted is None:
                        raise SourceError(f"{wrong} cannot be listed: its name is not UTF-8")
                    unlisted.append((wrong, "its name is not UTF-8"))
                    continue
                named, entries = _entries(source, unlisted)
                for file in pool.map(self._look, entries):
                    if named or file.kind != "other":
                        sensor = file.sensor or self.sensors.of(file.path)
                        found.setdefault(file.path, replace(file, sensor=sensor))
        return [*found.values()]

    def _look(self, entry: SourceFile) -> SourceFile:
        key = (entry.path, entry.size, entry.modified_ns)
        if (known := self._known.get(key)) is None:
            head = _head(entry)
            known = replace(entry, digest=head.digest, kind=head.kind, first_ns=head.first_ns)
            self._known[key] = known
        return known


def _head(entry: SourceFile) -> Head:
    try:
        with entry.open() as stream:
            return read_head(stream.read(HEAD_BYTES))
    except FileNotFoundError:
        return Head("other", "", None)  # It went away since the folder was listed.
    except PermissionError:
        return Head("capture", "", None)  # mtlscope says of it what is wrong.
    except OSError as error:
        raise SourceError(f"{entry.path} cannot be read: {error}") from error


@cache
def _system(store: str) -> arrow_fs.FileSystem:
    try:
        return arrow_fs.FileSystem.from_uri(store)[0]
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(_unreachable(store, error)) from error


def not_utf8(text: str) -> str | None:
    """A name from outside that is not UTF-8, made readable; None if it is. No table can hold it."""
    given = os.fsencode(text)
    found = given.decode("utf-8", "backslashreplace")
    return None if found.encode() == given else found


def _unreachable(uri: str, error: Exception) -> str:
    """In one line: of HDFS, pyarrow lists a hundred places in which it has looked for Java."""
    needed = ""
    if uri.startswith(("hdfs://", "viewfs://")):
        needed = "; HDFS needs JAVA_HOME, Hadoop's libhdfs.so in ARROW_LIBHDFS_DIR, and its jars in CLASSPATH"
    return f"{_shown(uri)} cannot be reached: {str(error).splitlines()[0]}{needed}"


def _shown(uri: str) -> str:
    """A URI without credentials and options, which have no place in a table."""
    parts = urlsplit(uri)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def is_uri(source: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]+://", source) is not None


def _entries(source: str, unlisted: Unlisted | None) -> tuple[bool, Sequence[SourceFile]]:
    """Whether a source is a file, and it or all files in it."""
    if not is_uri(source) or source.startswith("file://"):
        path = os.path.abspath(source.removeprefix("file://"))
        return _listed(arrow_fs.LocalFileSystem(), path, source, None, "", unlisted)
    try:
        system, path = arrow_fs.FileSystem.from_uri(source)
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(_unreachable(source, error)) from error
    parts = urlsplit(_shown(source))
    # S3's paths begin with the bucket, which is the URI's authority; those of HDFS do not have it.
    prefix = f"{parts.scheme}://" if path.startswith(parts.netloc) and parts.netloc else f"{parts.scheme}://{parts.netloc}"
    return _listed(system, path, source, source, prefix, unlisted)


def _listed(
    system: arrow_fs.FileSystem, path: str, source: str, store: str | None, prefix: str, unlisted: Unlisted | None
) -> tuple[bool, Sequence[SourceFile]]:
    try:
        info = system.get_file_info(path)
        if info.type == arrow_fs.FileType.NotFound:
            raise SourceError(f"there is no {_shown(source) if store else source}")
        named = info.type == arrow_fs.FileType.File
        infos = [info] if named else _below(system, path, store is None, unlisted)
        infos = _named(infos, unlisted)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{_shown(source) if store else source} cannot be listed: {error}") from error
    entries = [
        SourceFile(prefix + each.path, each.size or 0, each.mtime_ns or 0, "", "other", "", None, store, each.path)
        for each in sorted(infos, key=lambda each: each.path)
        if each.type == arrow_fs.FileType.File and not os.path.basename(each.path).startswith(".")
    ]
    return named, entries


def _named(infos: Sequence[arrow_fs.FileInfo], unlisted: Unlisted | None) -> list[arrow_fs.FileInfo]:
    """Those whose names are UTF-8: no table can hold another one."""
    found = []
    for info in infos:
        try:
            hash(info.path)
        except UnicodeDecodeError as error:
            if unlisted is None:
                raise
            text = bytes(error.object).decode("utf-8", "backslashreplace")
            unlisted.append((text, "its name is not UTF-8"))
        else:
            found.append(info)
    return found


def _below(system: arrow_fs.FileSystem, path: str, is_local: bool, unlisted: Unlisted | None) -> list[arrow_fs.FileInfo]:
    """What lies in a folder and in those below it."""
    try:
        found: list[arrow_fs.FileInfo] = system.get_file_info(arrow_fs.FileSelector(path, recursive=True))
        return found
    except PermissionError:
        if not is_local or unlisted is None:
            raise
    # Some folder below is closed, and hides nothing but itself.
    infos: list[arrow_fs.FileInfo] = []
    waiting = [path]
    while waiting:
        folder = waiting.pop()
        try:
            here = system.get_file_info(arrow_fs.FileSelector(folder))
        except OSError as error:
            unlisted.append((folder, f"cannot be listed: {os.strerror(error.errno) if error.errno else error}"))
            continue
        infos += here
        waiting += [each.path for each in here if each.type == arrow_fs.FileType.Directory]
    return infos
