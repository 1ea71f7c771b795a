"""GnuTLS's gnutls-serv and gnutls-cli."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version


def priority(tls: str, more: str = "") -> str:
    return f"NORMAL:-VERS-ALL:+VERS-{tls.replace(' ', '')}{more}"


def name(program: str) -> str:
    return "GnuTLS " + version(program, "--version").split()[-1] + " " + program


def gnutls_serv(run: Run, port: int, tls: str, *more: str, certificate: str | None = "server-rsa",
                verify: str | None = "required", priorities: str = "", ca: str = "root") -> Endpoint:
    """`verify`: None does not ask, `optional` asks, `unchecked` asks and takes anything, `required` insists."""
    run.stacks["server"] = name("gnutls-serv")
    asks = {None: ["--disable-client-cert"], "optional": ["--verify-client-cert"], "unchecked": [],
            "required": ["--require-client-cert", "--verify-client-cert"]}[verify]
    identity = ["--x509certfile", f"pki/{certificate}.pem", "--x509keyfile",
                f"pki/{certificate}.test-only.key.pem"] if certificate else []
    trust = ["--x509cafile", f"pki/{ca}.pem"] if verify else []
    return run.serve(["stdbuf", "-oL", "gnutls-serv", "--port", str(port), "--echo", *identity, *trust, *asks,
                      "--priority", priority(tls, priorities), *more], port)


def gnutls_cli(run: Run, port: int, tls: str, *more: str, certificate: str | None = None, priorities: str = "",
               ca: str = "root", host: str = SERVER) -> tuple[Endpoint, int]:
    run.stacks["client"] = name("gnutls-cli")
    identity = ["--x509certfile", f"pki/{certificate}.pem", "--x509keyfile",
                f"pki/{certificate}.test-only.key.pem"] if certificate else []
    return run.connect(["stdbuf", "-oL", "gnutls-cli", "--port", str(port), host, "--sni-hostname", "api.example",
                        "--verify-hostname", "api.example", "--x509cafile", f"pki/{ca}.pem", *identity,
                        "--priority", priority(tls, priorities), *more], env={"SSLKEYLOGFILE": run.keys})


def talk(client: Endpoint) -> None:
    """One line to an echoing server, then a proper close; or until the server ended it."""
    if client.wait_for("Simple Client Mode", 8):
        client.send("hello\n")
        client.wait_for(r"^hello", 3)
    client.close_input()
    client.wait()
