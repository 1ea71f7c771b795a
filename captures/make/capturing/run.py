"""One making of one case: its folder, ports, endpoints, capture and what it expects."""
from __future__ import annotations

import random
import re
import time
from pathlib import Path

from . import alerts, network
from .endpoint import Endpoint, Failed
from .sniffer import Sniffer
from .verdict import Connection, Refusal

#: s_client's "stay until I have what I wait for" and everybody's "close afterwards", in seconds.
PATIENCE = 15


class Elsewhere:
    """A second capture of the same making, taken at another place: a case of its own, beside the first."""

    def __init__(self, name: str, folder: Path, form: str, filter: str, keys: str):
        folder.mkdir()
        self.name = name
        self.sniffer = Sniffer(folder, form, filter)
        self.keys = keys
        self.connections: list[Connection] = []


class Run:
    """What a scenario works with. Paths in commands are relative to `folder`."""

    def __init__(self, folder: Path, form: str):
        self.folder = folder
        self.form = form
        self.endpoints: list[Endpoint] = []
        self.connections: list[Connection] = []
        self.refusals: list[Refusal] = []
        self.stacks: dict[str, str] = {}
        self.commands: list[str] = []
        self.notes: list[str] = []
        self.sniffer: Sniffer | None = None
        self.is_recorded = False
        self.used_ports: set[int] = set()
        self.keys = "keys.log"
        self.filter = "tcp"
        self.interface = "lo"
        #: The file with a key of OpenVPN without which the capture cannot be read.
        self.openvpn_key: str | None = None
        self.elsewhere: Elsewhere | None = None
        #: Whether the namespace leaves clients no other port than the chosen one.
        self.pins_ports = True

    def port(self, low: int = 20000, high: int = 32000) -> int:
        """A port that nobody else in this case has."""
        while True:
            port = random.randrange(low, high)
            if port not in self.used_ports:
                self.used_ports.add(port)
                return port

    def sniff(self) -> None:
        if self.sniffer is None:
            self.sniffer = Sniffer(self.folder, self.form, self.filter, self.interface)

    def sniff_elsewhere(self, name: str, filter: str, keys: str) -> Elsewhere:
        """Records also what passes another place, for the case of that name."""
        self.elsewhere = Elsewhere(name, self.folder / "elsewhere", self.form, filter, keys)
        return self.elsewhere

    def write(self, name: str, content: str) -> str:
        """A configuration file of this case; part of what the README quotes."""
        (self.folder / name).write_text(content)
        self.commands.append(f"# {name}\n{content.rstrip()}")
        return name

    def prepare(self, *argv: str, shown: bool = True) -> str:
        """A command before the capture, a key store for instance."""
        import shlex
        import subprocess
        done = subprocess.run(argv, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise Failed(f"{argv}: {done.stdout}{done.stderr}")
        if shown:
            self.commands.append(" ".join(shlex.quote(a) for a in argv))
        return done.stdout

    def serve(self, argv: list[str], *ports: int, name: str = "server", env: dict[str, str] | None = None) -> Endpoint:
        """Starts a server and waits until it listens."""
        endpoint = self.start(name, argv, env)
        deadline = time.monotonic() + PATIENCE
        while not all(network.listening(p) for p in ports):
            if endpoint.exit_code not in (None, 0) or time.monotonic() > deadline:
                raise Failed(f"{name} does not listen: {endpoint.command}\n{endpoint.text[-1800:]}")
            time.sleep(0.03)
        return endpoint

    def start(self, name: str, argv: list[str], env: dict[str, str] | None = None) -> Endpoint:
        endpoint = Endpoint(name, [str(a) for a in argv], self.folder, env)
        self.commands.append(f"{endpoint.command}   # {name}")
        self.endpoints.append(endpoint)
        return endpoint

    def connect(self, argv: list[str], name: str = "client", env: dict[str, str] | None = None,
                port: int | None = None) -> tuple[Endpoint, int]:
        """Starts a client whose connection leaves from a port that we chose."""
        self.sniff()
        port = port or self.port(40000, 60000)
        if self.pins_ports:
            network.set_client_port(port)
        return self.start(name, argv, env), port

    def says(self, endpoint: Endpoint, pattern: str, timeout: float = 5) -> dict:
        """The endpoint's line that matches, as evidence; that there is none fails the case."""
        deadline = time.monotonic() + timeout
        while True:
            line = endpoint.find(pattern)
            if line:
                return {"endpoint": endpoint.name, "line": line}
            if time.monotonic() > deadline:
                raise Failed(f"{endpoint.name} never said /{pattern}/:\n{endpoint.command}\n{endpoint.text[-1800:]}")
            time.sleep(0.05)

    def never_says(self, endpoint: Endpoint, pattern: str) -> None:
        line = endpoint.find(pattern)
        if line:
            raise Failed(f"{endpoint.name} said /{pattern}/: {line}")

    def exits(self, endpoint: Endpoint, *codes: int, timeout: float = PATIENCE) -> dict:
        """The exit code as evidence."""
        code = endpoint.wait(timeout)
        if codes and code not in codes:
            raise Failed(f"{endpoint.name} exited with {code}, not {codes}:\n{endpoint.text[-1800:]}")
        return {"endpoint": endpoint.name, "line": f"exit code {code}"}

    def alert_received(self, endpoint: Endpoint, pattern: str = "", expected: int | None = None) -> tuple[int, dict]:
        """The alert that the endpoint says it received, and its line."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            for line in endpoint.text.splitlines():
                code = alerts.received(line) if re.search(pattern, line) else None
                if code is not None:
                    if expected is not None and code != expected:
                        raise Failed(f"{endpoint.name} received alert {code}, not {expected}: {line}")
                    return code, self.says(endpoint, re.escape(line.strip()[:120]))
            time.sleep(0.05)
        raise Failed(f"{endpoint.name} received no alert:\n{endpoint.command}\n{endpoint.text[-1800:]}")

    def expect(self, connection: Connection) -> None:
        self.connections.append(connection)

    def expect_refusal(self, refusal: Refusal) -> None:
        self.refusals.append(refusal)

    def stop_sniffing(self) -> None:
        """Ends the recording before the endpoints are done."""
        if self.sniffer and not self.is_recorded:
            self.sniffer.stop()
            self.is_recorded = True

    def finish(self) -> None:
        self.stop_sniffing()
        if self.elsewhere:
            self.elsewhere.sniffer.stop()
        self.stop()

    def stop(self) -> None:
        for endpoint in self.endpoints:
            endpoint.stop()
