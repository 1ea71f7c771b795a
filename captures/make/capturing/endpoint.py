"""A server, a client or a gateway: one process, its words, its exit code."""
from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path


class Failed(Exception):
    """The case could not be made: an endpoint did not say what the scenario means."""


class Endpoint:
    """A process whose output and errors go to one log."""

    def __init__(self, name: str, argv: list[str], folder: Path, env: dict[str, str] | None = None):
        self.name = name
        self.argv = argv
        self.extra_env = env or {}
        self.log = folder / f"{name}.log"
        self.more_logs: list[Path] = []
        self.handle = open(self.log, "wb")
        self.process = subprocess.Popen(
            argv, cwd=folder, stdin=subprocess.PIPE, stdout=self.handle, stderr=subprocess.STDOUT,
            env={**os.environ, **self.extra_env})

    @property
    def command(self) -> str:
        """The command as a reader would type it."""
        import shlex
        return " ".join([f"{k}={shlex.quote(v)}" for k, v in self.extra_env.items()]
                        + [shlex.quote(a) for a in self.argv])

    @property
    def text(self) -> str:
        logs = [self.log, *self.more_logs]
        return "\n".join(p.read_bytes().decode("utf-8", "replace") for p in logs if p.exists())

    @property
    def exit_code(self) -> int | None:
        return self.process.poll()

    def find(self, pattern: str) -> str | None:
        """The first line that matches, with control characters and long tails removed."""
        expression = re.compile(pattern)
        for line in self.text.splitlines():
            if expression.search(line):
                return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", line).strip()[:400]
        return None

    def wait_for(self, pattern: str, timeout: float = 10) -> bool:
        """Whether the pattern shows up in the log; returns early when the process is gone."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self.find(pattern):
                return True
            if self.exit_code is not None:
                return self.find(pattern) is not None
            time.sleep(0.02)
        return False

    def send(self, text: str) -> None:
        try:
            self.process.stdin.write(text.encode())
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass

    def close_input(self) -> None:
        try:
            self.process.stdin.close()
        except (BrokenPipeError, ValueError):
            pass

    def wait(self, timeout: float = 15) -> int:
        """The exit code; an endpoint that does not end is an error."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise Failed(f"{self.name} did not end within {timeout} s:\n{self.text[-2000:]}") from error

    def ends_within(self, timeout: float) -> bool:
        try:
            self.process.wait(timeout)
            return True
        except subprocess.TimeoutExpired:
            return False

    def stop(self, how: int = signal.SIGTERM) -> None:
        """Ends the process by its own id."""
        if self.exit_code is None:
            self.process.send_signal(how)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        self.close_input()
        self.handle.close()
