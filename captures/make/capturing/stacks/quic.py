"""QUIC: aioquic, quic-go and ngtcp2, each on either side."""
from __future__ import annotations

import importlib.metadata
import os
import subprocess
from pathlib import Path

from .. import network
from ..endpoint import Endpoint, Failed
from ..network import SERVER
from ..run import Run

#: The Python that has aioquic, which Debian's has not; PyPI has it.
PYTHON = os.environ.get("MTLSCOPE_AIOQUIC", "python3")
PROTOCOL = "mtlscope-test"


def identity(certificate: str | None, dashes: str) -> list[str]:
    """The options by which an end presents a certificate of the test infrastructure."""
    if not certificate:
        return []
    chain = f"pki/{certificate}.chain.pem"
    base = certificate.removesuffix(".chain")
    return [f"{dashes}certificate", chain if certificate == "client-under-intermediate" else f"pki/{base}.pem",
            f"{dashes}key", f"pki/{base}.test-only.key.pem"]


def aioquic_version() -> str:
    done = subprocess.run([PYTHON, "-c", "import importlib.metadata as m; print(m.version('aioquic'))"],
                          capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"no aioquic in {PYTHON}: pip install aioquic, and name that Python in MTLSCOPE_AIOQUIC")
    return f"aioquic {done.stdout.strip()}"


def quic_go(run: Run) -> str:
    """Builds the program in the case's folder; Debian's package of quic-go is a source."""
    program = run.folder / "quic-go-end"
    if not program.exists():
        source = Path(__file__).resolve().parents[2] / "programs" / "quic-go"
        done = subprocess.run(["go", "build", "-o", str(program), "."], cwd=source, capture_output=True, text=True,
                              env={**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "",
                                   "GOCACHE": os.environ.get("GOCACHE", "/tmp/mtlscope-go-cache")})
        if done.returncode:
            raise Failed(done.stderr)
    return "./quic-go-end"


def package(name: str) -> str:
    return subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name], capture_output=True, text=True).stdout


def listening(server: Endpoint) -> Endpoint:
    if not server.wait_for("^listening", 10):
        raise Failed(f"{server.name} does not listen: {server.text[-800:]}")
    return server


# Servers: `request` is none, optional or required.

def aioquic_server(run: Run, port: int, request: str, *more: str, certificate: str = "server-ec") -> Endpoint:
    run.stacks["server"] = aioquic_version()
    return listening(run.start("server", [PYTHON, "programs/quic_end.py", "server", SERVER, str(port), "--request",
                                          request, "--ca", "pki/root.pem", *identity(certificate, "--"), *more]))


def quic_go_server(run: Run, port: int, request: str, *more: str, certificate: str = "server-ec") -> Endpoint:
    run.stacks["server"] = "quic-go " + package("golang-github-lucas-clemente-quic-go-dev")
    return listening(run.start("server", [quic_go(run), "server", f"{SERVER}:{port}", "-request", request, "-ca",
                                          "pki/root.pem", *identity(certificate, "-"), *more]))


def ngtcp2_server(run: Run, port: int, request: str, *more: str, certificate: str = "server-ec") -> Endpoint:
    """It asks or does not, and takes any certificate."""
    run.stacks["server"] = "ngtcp2 (GnuTLS) " + package("ngtcp2-server")
    folder = run.folder / "htdocs"
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text("hello\n")
    asks = ["--verify-client"] if request != "none" else []
    server = run.start("server", ["stdbuf", "-oL", "gtlsserver", SERVER, str(port),
                                  f"pki/{certificate}.test-only.key.pem", f"pki/{certificate}.pem", "-d", "htdocs",
                                  *asks, *more])
    network.wait_for_datagrams(port)
    return server


# Clients.

def aioquic_client(run: Run, port: int, certificate: str | None, *more: str,
                   local: int | None = None) -> tuple[Endpoint, int]:
    run.stacks["client"] = aioquic_version()
    local = local or run.port(40000, 50000)
    return run.connect([PYTHON, "programs/quic_end.py", "client", SERVER, str(port), "--ca", "pki/root.pem", "--keys",
                        run.keys, "--local-port", str(local), *identity(certificate, "--"), *more], port=local)


def quic_go_client(run: Run, port: int, certificate: str | None, *more: str,
                   local: int | None = None) -> tuple[Endpoint, int]:
    run.stacks["client"] = "quic-go " + package("golang-github-lucas-clemente-quic-go-dev")
    local = local or run.port(40000, 50000)
    return run.connect([quic_go(run), "client", f"{SERVER}:{port}", "-ca", "pki/root.pem", "-keys", run.keys, "-port",
                        str(local), *identity(certificate, "-"), *more], port=local)


def ngtcp2_client(run: Run, port: int, certificate: str | None, *more: str) -> tuple[Endpoint, int]:
    """It checks no server, and speaks HTTP/3."""
    run.stacks["client"] = "ngtcp2 (GnuTLS) " + package("ngtcp2-client")
    mine = ["--cert", f"pki/{certificate}.pem", "--key", f"pki/{certificate}.test-only.key.pem"] if certificate else []
    return run.connect(["stdbuf", "-oL", "gtlsclient", "api.example", str(port), f"https://api.example:{port}/index.html",
                        "--exit-on-all-streams-close", *mine, *more],
                       env={"SSLKEYLOGFILE": run.keys})
