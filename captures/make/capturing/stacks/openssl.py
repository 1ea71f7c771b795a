"""OpenSSL's s_server and s_client."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version

FLAGS = {"SSL 3.0": "-ssl3", "TLS 1.0": "-tls1", "TLS 1.1": "-tls1_1", "TLS 1.2": "-tls1_2", "TLS 1.3": "-tls1_3"}


def stack() -> str:
    return " ".join(version("openssl", "version").split()[:2])


def identity(certificate: str | None, chain: bool = False, key: str | None = None) -> list[str]:
    """The options that present a certificate; `chain` adds its intermediates."""
    if certificate is None:
        return []
    options = ["-cert", f"pki/{certificate}.pem", "-key", f"pki/{key or certificate}.test-only.key.pem"]
    return options + (["-cert_chain", f"pki/{certificate}.chain.pem"] if chain else [])


def s_server(run: Run, port: int, tls: str | None, *more: str, certificate: str | None = "server-rsa",
             verify: str | None = "required", address: str = SERVER, accept: int = 1, echo: bool = True,
             log_keys: bool = False, ca: str = "root", name: str = "server") -> Endpoint:
    """`verify`: None does not ask, `optional` asks, `required` insists."""
    run.stacks["server"] = f"{stack()} s_server"
    asks = {None: [], "optional": ["-verify", "4"], "required": ["-Verify", "4"]}[verify]
    trust = [*asks, "-verify_return_error", "-CAfile", f"pki/{ca}.pem"] if verify else []
    host = f"[{address}]" if ":" in address else address
    return run.serve([
        "openssl", "s_server", "-accept", f"{host}:{port}", *identity(certificate), *trust,
        *([FLAGS[tls]] if tls else []), "-state", "-naccept", str(accept), *(["-rev"] if echo else []),
        *(["-keylogfile", run.keys] if log_keys else []), *more], port, name=name)


def s_client(run: Run, port: int, tls: str | None, *more: str, certificate: str | None = None, chain: bool = False,
             key: str | None = None, address: str = SERVER, server_name: str | None = "api.example",
             ca: str = "root", log_keys: bool = True, name: str = "client") -> tuple[Endpoint, int]:
    """Started, and left connected: `say` and `leave` go on."""
    run.stacks["client"] = f"{stack()} s_client"
    host = f"[{address}]" if ":" in address else address
    sni = ["-servername", server_name] if server_name else ["-noservername"]
    return run.connect([
        "openssl", "s_client", "-connect", f"{host}:{port}", *sni, "-CAfile", f"pki/{ca}.pem", "-verify_return_error",
        *identity(certificate, chain, key), *([FLAGS[tls]] if tls else []), "-state",
        *(["-keylogfile", run.keys] if log_keys else []), *more], name)


def talk(client: Endpoint) -> None:
    """One line to a reversing server and its answer, or until the server ended it; then a proper close."""
    if client.wait_for(r"Verify return code", 10):
        client.send("hello\n")
        client.wait_for(r"^olleh", 4)
    client.close_input()
    client.wait()
