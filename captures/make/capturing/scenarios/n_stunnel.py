"""stunnel and OpenSSL's client."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import CLIENT
from ..run import Run
from ..scenario import add
from ..stacks import stunnel
from ..stacks.openssl import s_client
from ..verdict import COMPLETED, NOT_PRESENTED, Connection
from .common import EXPIRED, NONE, SHORT, UNTRUSTED, Cause, hidden, refused_by_alert

REASONS = {"no-certificate": "peer did not return a certificate", "unknown-ca": "CERT: .*(issuer|first certificate)",
           "expired": "CERT: .*expired"}


def connect(run: Run, port: int, tls: str, certificate: str | None) -> tuple[Endpoint, int]:
    """stunnel talks to its program over loopback and needs a free port for that: here the client binds its own."""
    run.pins_ports = False
    run.filter = f"tcp and host {CLIENT}"
    client_port = run.port(40000, 60000)
    client, _ = s_client(run, port, tls, "-bind", f"{CLIENT}:{client_port}", certificate=certificate)
    return client, client_port


def talk(client: Endpoint) -> None:
    """stunnel's program sends back what it gets."""
    if client.wait_for("Verify return code", 8):
        client.send("hello\n")
        client.wait_for("^hello", 4)
    client.close_input()
    client.wait()


def refused(run: Run, tls: str, cause: Cause) -> None:
    port = run.port()
    server = stunnel.serve(run, port, tls, stunnel.DEMAND)
    client, client_port = connect(run, port, tls, cause.certificate)
    talk(client)
    refused_by_alert(run, tls, (client_port, port), cause, server, REASONS[cause.what], client, "SSL alert number")


def carried_on(run: Run, tls: str, more: str, certificate: str | None) -> None:
    port = run.port()
    server = stunnel.serve(run, port, tls, more)
    client, client_port = connect(run, port, tls, certificate)
    talk(client)
    theirs = rf"Certificate accepted at depth=0: .*{certificate}" if certificate else "TLS accepted: new session"
    if not certificate:
        run.never_says(server, "Certificate accepted")
    run.expect(Connection(
        client_port, port, tls, "api.example", COMPLETED if certificate else NOT_PRESENTED, hidden(tls), requested=True,
        presented=certificate is not None,
        evidence=[run.says(server, theirs), run.says(client, "Acceptable client certificate CA names|Requested Signature"),
                  run.says(client, "^hello"), run.exits(client, 0)]))


for tls, short in SHORT.items():
    add(f"stunnel-openssl-{short}-mutual", "Both sides present certificates and accept each other.",
        lambda run, t=tls: carried_on(run, t, stunnel.DEMAND, "client-rsa"))
    add(f"stunnel-openssl-{short}-no-certificate-optional", "The server asks, the client has none, the server carries on.",
        lambda run, t=tls: carried_on(run, t, stunnel.OPTIONAL, None))
    for cause in (NONE, UNTRUSTED, EXPIRED):
        add(f"stunnel-openssl-{short}-{cause.what}", cause.summary, lambda run, t=tls, c=cause: refused(run, t, c))
