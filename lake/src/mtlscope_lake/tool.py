"""The mtlscope command: where it is, which version it is, and one run of it."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import IO, Any

from .errors import ToolError, UsageError

#: Exit statuses of a run that read what could be read, with the rest named in the summary.
READ_WITH_PROBLEMS = frozenset({0, 65, 66, 74, 77})
#: Exit status of a command line that no input makes right.
_WRONG_USAGE = 64
#: Bytes of output that are looked at in one go. Larger blocks cost fewer steps and more memory.
BLOCK_BYTES = 4 << 20
_F_SETPIPE_SZ = 1031


@dataclass(frozen=True)
class ToolOptions:
    """What is handed on to mtlscope, by the names of its own options."""

    key_log: tuple[str, ...] = ()
    filter: str | None = None
    client_ca: tuple[str, ...] = ()
    server_ca: tuple[str, ...] = ()
    crl: tuple[str, ...] = ()
    #: `auto` decides by the size of all inputs, and so by how the files are dealt out: it is not offered.
    signatures: str = "always"
    status: tuple[str, ...] = ()

    def arguments(self) -> list[str]:
        found = ["--signatures", self.signatures]
        for name in ("key_log", "client_ca", "server_ca", "crl", "status"):
            for value in getattr(self, name):
                found += ["--" + name.replace("_", "-"), find_support_file(value) if name != "status" else value]
        if self.filter:
            found += ["--filter", self.filter]
        return found


def find_support_file(name: str) -> str:
    """A file by its path or, in a task of Spark, by the name under which `spark.files` brought it."""
    if os.path.exists(name):
        return name
    brought = _spark_file(os.path.basename(name))
    return brought if brought is not None else name


def _spark_file(name: str) -> str | None:
    try:
        from pyspark import SparkFiles
    except ImportError:
        return None
    try:
        path = SparkFiles.get(name)
    except Exception:  # Outside of a task Spark has no such folder, and says so in its own way.
        return None
    return path if os.path.isfile(path) else None


@dataclass
class Tool:
    """The command, found once."""

    path: str

    @classmethod
    def find(cls, wanted: str | None = None) -> Tool:
        """By `wanted`, a path or a name; else `mtlscope` among Spark's files or in PATH."""
        name = wanted or "mtlscope"
        path = shutil.which(name) or (os.path.abspath(name) if os.path.isfile(name) else None)
        path = path or _spark_file(os.path.basename(name))
        if path is None:
            raise ToolError(f"there is no {name} here: name it with --tool, or put mtlscope into PATH")
        return cls(_executable(path))

    def version(self) -> str:
        """The release and its commit: the first line of --version. Those after it name the machine's libraries."""
        found = self._ask("--version").strip().partition("\n")[0]
        if not found.startswith("mtlscope "):
            raise ToolError(f"{self.path} is not mtlscope: its --version says {found or 'nothing'}")
        return found

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of what it prints."""
        found: dict[str, Any] = json.loads(self._ask("schema"))
        return found

    def _ask(self, *arguments: str) -> str:
        try:
            done = subprocess.run([self.path, *arguments], capture_output=True, text=True, check=False)
        except OSError as error:
            raise ToolError(f"{self.path} cannot be run: {error.strerror}") from error
        if done.returncode != 0:
            raise ToolError(f"{self.path} {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def run(self, inputs: Sequence[str], options: ToolOptions) -> Run:
        return Run(self, inputs, options)


@cache
def _executable(path: str) -> str:
    """`spark.files` may bring the command without the right to run it; then a copy gets that."""
    if os.access(path, os.X_OK):
        return path
    folder = tempfile.mkdtemp(prefix="mtlscope-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy = os.path.join(folder, "mtlscope")
    shutil.copyfile(path, copy)
    os.chmod(copy, os.stat(copy).st_mode | stat.S_IXUSR)
    return copy


@dataclass
class Run:
    """One run of `mtlscope analyze`. `blocks()` gives its output; after that `summary` is there."""

    tool: Tool
    inputs: Sequence[str]
    options: ToolOptions
    summary: dict[str, Any] | None = field(default=None, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def blocks(self) -> Generator[bytes, None, None]:
        """Blocks of whole lines, each a `connection`; the line of the summary goes to `summary`.

        Ending this early ends the process.
        """
        command = [self.tool.path, "analyze", "--format", "ndjson", "--threads", "1", *self.options.arguments()]
        with tempfile.TemporaryFile() as complaints:
            try:
                process = subprocess.Popen(
                    [*command, "--", *self.inputs],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=complaints,
                )
            except OSError as error:
                raise ToolError(f"{self.tool.path} cannot be run: {error.strerror}") from error
            self._process = process
            assert process.stdout is not None
            _widen(process.stdout)
            try:
                yield from self._lines(process.stdout)
                status = process.wait()
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
                process.stdout.close()
            if status not in READ_WITH_PROBLEMS or self.summary is None:
                complaints.seek(0)
                said = complaints.read().decode(errors="replace").strip()[-2000:]
                if status == _WRONG_USAGE:
                    raise UsageError(said.removeprefix("mtlscope: "))
                how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
                raise ToolError(f"mtlscope {how}: {said or 'it said nothing'}")

    def _lines(self, output: IO[bytes]) -> Iterator[bytes]:
        begun = b""
        while True:
            block = _fill(output, BLOCK_BYTES)
            if not block:
                break
            block = begun + block if begun else block
            cut = block.rfind(b"\n") + 1
            begun, block = block[cut:], block[:cut]
            block = self._without_summary(block)
            if block:
                yield block
        if begun:
            raise ToolError("mtlscope ended in the middle of a line")

    def _without_summary(self, block: bytes) -> bytes:
        """A summary is the last line there is."""
        start = block.rfind(b"\n", 0, len(block) - 1) + 1
        if block.startswith(b'{"type":"summary"', start):
            self.summary = json.loads(block[start:])
            return block[:start]
        return block


def _fill(stream: IO[bytes], size: int) -> bytes:
    """Up to `size` bytes; fewer only at the end."""
    parts = []
    while size > 0 and (part := stream.read(min(size, 1 << 20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _widen(pipe: IO[bytes]) -> None:
    """A larger pipe lets the tool run ahead."""
    try:
        import fcntl

        fcntl.fcntl(pipe.fileno(), _F_SETPIPE_SZ, 1 << 20)
    except OSError:
        pass  # The system allows less; the usual size works too.
