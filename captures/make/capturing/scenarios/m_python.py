"""Python's ssl module on both sides, and ends that leave without a word."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from ..scenario import add
from ..stacks import version
from ..stacks.openssl import s_client
from ..verdict import COMPLETED, NOT_PRESENTED, Connection, failed
from .common import EXPIRED, NONE, SHORT, UNTRUSTED, Cause, hidden, refused_by_alert

PYTHON = "/usr/bin/python3"
VERSIONS = {"TLS 1.2": "TLSv1.2", "TLS 1.3": "TLSv1.3"}
REASONS = {"no-certificate": "PEER_DID_NOT_RETURN_A_CERTIFICATE", "unknown-ca": "certificate verify failed: unable",
           "expired": "certificate has expired"}


def name() -> str:
    return f"{version(PYTHON, '--version')} ({version(PYTHON, '-c', 'import ssl; print(ssl.OPENSSL_VERSION)')})"


def ends(run: Run, tls: str, mode: str, certificate: str | None, server_more: list[str] | None = None,
         client_more: list[str] | None = None) -> tuple[Endpoint, Endpoint, tuple[int, int]]:
    run.stacks["server"] = run.stacks["client"] = name()
    port = run.port()
    server = run.serve([PYTHON, "programs/python_end.py", "server", str(port), VERSIONS[tls], mode,
                        *(server_more or [])], port)
    client, client_port = run.connect([PYTHON, "programs/python_end.py", "client", SERVER, str(port), VERSIONS[tls],
                                       certificate or "-", *(client_more or [])])
    client.close_input()
    client.wait()
    server.ends_within(3)
    return server, client, (client_port, port)


def refused(run: Run, tls: str, cause: Cause) -> None:
    server, client, ports = ends(run, tls, "required", cause.certificate)
    refused_by_alert(run, tls, ports, cause, server, REASONS[cause.what], client, "^client error")


def carried_on(run: Run, tls: str, mode: str, certificate: str | None) -> None:
    server, client, ports = ends(run, tls, mode, certificate)
    subject = f"client=.*'{certificate}'" if certificate else "client=None"
    run.expect(Connection(
        *ports, tls, "api.example", COMPLETED if certificate else NOT_PRESENTED, hidden(tls), requested=True,
        presented=certificate is not None,
        evidence=[run.says(server, rf"^handshake {VERSIONS[tls]} {subject}"), run.says(client, "client heard: b'accepted"),
                  run.exits(client, 0)]))


def reset(run: Run, tls: str) -> None:
    server, client, ports = ends(run, tls, "required", "client-rsa", ["reset"])
    run.expect(Connection(
        *ports, tls, "api.example", failed("client_certificate_rejected", closed_by="server"), hidden(tls),
        requested=True, presented=True,
        evidence=[run.says(server, "resetting the connection"), run.exits(server, 3),
                  run.says(client, "client error: (ConnectionReset|BrokenPipe|SSLEOF)Error"), run.exits(client, 2)]))


def after_preamble(run: Run, tls: str, protocol: str, certificate: str | None) -> None:
    """TLS begins in the middle of a stream that began as something else."""
    port = run.port()
    run.stacks["server"] = name()
    server = run.serve([PYTHON, "programs/python_end.py", "server", str(port), VERSIONS[tls], "required", protocol], port)
    client, client_port = s_client(run, port, tls, "-starttls", protocol, certificate=certificate)
    if client.wait_for("Verify return code", 8):
        client.send("hello\n")
        client.wait_for("^accepted", 4)
    client.close_input()
    client.wait()
    if certificate:
        verdict = COMPLETED
        evidence = [run.says(server, rf"^handshake {VERSIONS[tls]} client=.*'{certificate}'"),
                    run.says(client, "^accepted"), run.exits(client, 0)]
    else:
        code, line = run.alert_received(client, "SSL alert number")
        verdict = failed("client_certificate_missing", code, "server")
        evidence = [run.says(server, REASONS["no-certificate"]), line]
    run.expect(Connection(client_port, port, tls, "api.example", verdict, hidden(tls), requested=True,
                          presented=certificate is not None, evidence=evidence,
                          preceded_by={"postgres": "postgresql"}.get(protocol, protocol)))


def left(run: Run, tls: str) -> None:
    server, client, ports = ends(run, tls, "required", "client-rsa", client_more=["leave"])
    run.expect(Connection(
        *ports, tls, "api.example", failed("client_gave_up", closed_by="client"), hidden(tls), requested=True,
        presented=False,
        evidence=[run.says(client, "asks for a certificate: leaving"), run.exits(client, 4),
                  run.says(server, "server error")]))


for tls, short in SHORT.items():
    add(f"python-{short}-mutual", "Both sides present certificates and accept each other.",
        lambda run, t=tls: carried_on(run, t, "required", "client-rsa"))
    add(f"python-{short}-no-certificate-optional", "The server asks, the client has none, the server carries on.",
        lambda run, t=tls: carried_on(run, t, "optional", None))
    for cause in (NONE, UNTRUSTED, EXPIRED):
        add(f"python-{short}-{cause.what}", cause.summary, lambda run, t=tls, c=cause: refused(run, t, c))
    add(f"python-{short}-server-resets", "The server resets the connection when it sees the client's certificate.",
        lambda run, t=tls: reset(run, t))
    add(f"python-{short}-client-gives-up", "The client closes when the server asks for a certificate.",
        lambda run, t=tls: left(run, t))
    for protocol in ("smtp", "postgres"):
        add(f"python-openssl-{short}-{protocol}-accepted", f"TLS after a preamble of {protocol}: accepted.",
            lambda run, t=tls, p=protocol: after_preamble(run, t, p, "client-rsa"))
        add(f"python-openssl-{short}-{protocol}-no-certificate", f"TLS after a preamble of {protocol}: no certificate.",
            lambda run, t=tls, p=protocol: after_preamble(run, t, p, None))
