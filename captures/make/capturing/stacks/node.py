"""Node.js: `tls.createServer` and `tls.connect`."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version

VERSIONS = {"TLS 1.2": "TLSv1.2", "TLS 1.3": "TLSv1.3"}


def name() -> str:
    return f"Node.js {version('node', '--version')} (OpenSSL {version('node', '-p', 'process.versions.openssl')})"


def serve(run: Run, port: int, tls: str, mode: str = "mutual", certificate: str = "server-rsa",
          next_port: int | None = None, role: str = "server", next_certificate: str | None = None) -> Endpoint:
    run.stacks[role] = name()
    # A gateway knows the secrets of both of its sessions.
    keys = [f"--tls-keylog={run.keys}"] if next_port else []
    return run.serve(["node", *keys, "programs/node-server.js", str(port), VERSIONS[tls], certificate, mode,
                      *([str(next_port)] if next_port else []), *([next_certificate] if next_certificate else [])],
                     port, name=role)


def serve_late(run: Run, port: int, tls: str, how: str, name_wanted: str | None = None) -> Endpoint:
    """An application that judges the client's certificate when the request is there."""
    run.stacks["server"] = name()
    return run.serve(["node", "programs/late-server.js", str(port), VERSIONS[tls], how,
                      *([name_wanted] if name_wanted else [])], port)


def connect(run: Run, port: int, tls: str, certificate: str | None, *more: str,
            host: str = SERVER) -> tuple[Endpoint, int]:
    run.stacks["client"] = name()
    endpoint, client_port = run.connect(["node", f"--tls-keylog={run.keys}", "programs/node-client.js", host, str(port),
                                         VERSIONS[tls], certificate or "-", *more])
    endpoint.close_input()
    endpoint.wait()
    return endpoint, client_port
