"""curl, the client of the web servers."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..run import Run
from . import version

LIMITS = {"TLS 1.2": ["--tlsv1.2", "--tls-max", "1.2"], "TLS 1.3": ["--tlsv1.3"]}


def name() -> str:
    words = version("curl", "--version").split()
    return f"curl {words[1]} ({next(w for w in words if w.startswith('OpenSSL/'))})"


def fetch(run: Run, port: int, tls: str, *more: str, certificate: str | None = None, chain: bool = False,
          host: str = "api.example", path: str | tuple[str, ...] = "/", ca: str = "root",
          role: str = "client") -> tuple[Endpoint, int]:
    """One request, or one after the other on a connection; ended when this returns."""
    run.stacks[role] = name()
    identity = ["--cert", f"pki/{certificate}{'.chain' if chain else ''}.pem", "--key",
                f"pki/{certificate}.test-only.key.pem"] if certificate else []
    paths = (path,) if isinstance(path, str) else path
    client, client_port = run.connect(
        ["curl", "-sS", "-v", "--http1.1", "--noproxy", "*", *LIMITS[tls], "--cacert", f"pki/{ca}.pem", *identity, *more,
         *(f"https://{host}:{port}{each}" for each in paths)], env={"SSLKEYLOGFILE": run.keys})
    client.close_input()
    client.wait()
    return client, client_port
