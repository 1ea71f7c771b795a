"""Files that are not on local disk, for a command that reads local files: each comes through a FIFO of its own.

mtlscope opens all of them and takes from each what is due, so that they stay as far apart as files are.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Sequence
from types import TracebackType

from .errors import SourceError
from .sources import SourceFile

_CHUNK_BYTES = 1 << 20


class Feed:
    """Local paths for files wherever they are, for as long as the `with` statement lasts."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self._files = files
        self._folder: str | None = None
        self._threads: list[threading.Thread] = []
        self._failed: list[str] = []
        self._is_over = False
        self.paths: list[str] = []

    def __enter__(self) -> Feed:
        for index, file in enumerate(self._files):
            if file.is_local:
                self.paths.append(file.path)
                continue
            if self._folder is None:
                self._folder = tempfile.mkdtemp(prefix="mtlscope-lake-")
            fifo = os.path.join(self._folder, f"{index:05d}")
            os.mkfifo(fifo, 0o600)
            self.paths.append(fifo)
            thread = threading.Thread(target=self._write, args=(fifo, file), daemon=True)
            self._threads.append(thread)
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over = True
        for path, thread in zip((path for path, file in zip(self.paths, self._files) if not file.is_local), self._threads):
            # Whoever still waits for a reader gets one, and then finds nobody who reads on. It may come to wait only
            # after this, hence again.
            while thread.is_alive():
                with contextlib.suppress(OSError):
                    os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
                thread.join(0.02)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        if kind is None:
            self.check()

    def check(self) -> None:
        """A file that could not be read to its end is no damaged capture: the partition has to be read again."""
        if self._failed:
            raise SourceError(f"could not be read: {'; '.join(self._failed[:3])}")

    def _write(self, fifo: str, file: SourceFile) -> None:
        try:
            with open(fifo, "wb", buffering=0) as sink, file.open() as stream:
                while not self._is_over and (part := stream.read(_CHUNK_BYTES)):
                    rest = memoryview(part)
                    while rest:
                        rest = rest[sink.write(rest) :]
        except BrokenPipeError:
            pass  # The command needs no more of it: a damaged capture, or the end of the run.
        except (OSError, SourceError) as error:
            self._failed.append(f"{file.path}: {error}")
