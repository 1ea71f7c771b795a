"""JSSE on both sides, and with OpenSSL's client."""
from __future__ import annotations

import re

from .. import alerts
from ..endpoint import Endpoint, Failed
from ..run import Run
from ..scenario import add
from ..stacks import java
from ..stacks.openssl import s_client, talk
from ..verdict import COMPLETED, NOT_PRESENTED, NOT_REQUESTED, Connection, failed
from .common import EXPIRED, NONE, PURPOSE, SHORT, UNTRUSTED, Cause, hidden


def sent(run: Run, endpoint: Endpoint) -> tuple[int, dict]:
    """The alert that this end says it sends; on receiving one it also says `Fatal`."""
    line = run.says(endpoint, r"Fatal \(\w+\): (?!Received)")
    code = alerts.code_named(re.search(r"Fatal \((\w+)\)", line["line"])[1])
    if code is None:
        raise Failed(f"no such alert: {line}")
    return code, line


def ended(run: Run, client: Endpoint, code: int) -> dict:
    """What the client saw: the alert, or only that the connection broke."""
    line = run.says(client, r"client error: |SSL alert number")
    told = alerts.received(line["line"])
    if told not in (None, code):
        raise Failed(f"the client received {told}, the server sent {code}")
    return line


def refused(run: Run, tls: str, cause: Cause, kind: str | None = None) -> None:
    port = run.port()
    server = java.serve(run, port, tls)
    client, client_port = java.connect(run, port, tls, cause.certificate)
    code, line = sent(run, server)
    kind = kind or cause.kind
    if ("Empty client certificate chain" in line["line"]) != (kind == "client_certificate_missing"):
        raise Failed(f"{kind}, but the server says: {line}")
    run.expect(Connection(
        client_port, port, tls, "api.example", failed(kind, code, "server"), hidden(tls), requested=True,
        presented=kind == "client_certificate_rejected",
        evidence=[line, run.says(server, "^server error"), ended(run, client, code), run.exits(client, 2)]))


def refused_openssl(run: Run, tls: str, certificate: str, key: str | None = None) -> None:
    port = run.port()
    server = java.serve(run, port, tls)
    client, client_port = s_client(run, port, tls, certificate=certificate, key=key)
    talk(client)
    code, line = sent(run, server)
    run.expect(Connection(
        client_port, port, tls, "api.example", failed("client_certificate_rejected", code, "server"), hidden(tls),
        requested=True, presented=True,
        evidence=[line, run.says(server, "^server error"), ended(run, client, code), run.exits(client, 1)]))


def carried_on(run: Run, tls: str, mode: str, certificate: str | None, chain: bool = False) -> None:
    port = run.port()
    server = java.serve(run, port, tls, mode)
    client, client_port = java.connect(run, port, tls, certificate, chain=chain)
    verdict = NOT_REQUESTED if mode == "none" else COMPLETED if certificate else NOT_PRESENTED
    peer = f"CN={certificate}" if certificate else "none"
    run.expect(Connection(
        client_port, port, tls, "api.example", verdict, hidden(tls), requested=mode != "none",
        presented=certificate is not None,
        evidence=[run.says(server, rf"^handshake {java.PROTOCOLS[tls]} peer={peer}"),
                  run.says(client, "client heard: accepted"), run.exits(client, 0)]))


def server_refused(run: Run, tls: str) -> None:
    port = run.port()
    server = java.serve(run, port, tls)
    client, client_port = java.connect(run, port, tls, "client-rsa", ca="other-root")
    code, line = sent(run, client)
    run.expect(Connection(
        client_port, port, tls, "api.example", failed("server_certificate_rejected", code, "client"), hidden(tls),
        # The client's alert may arrive before the server's CertificateRequest has left.
        requested=None, presented=False,
        evidence=[line, run.says(client, "^client error.*PKIX path building failed"), run.exits(client, 2),
                  run.says(server, "^server error")]))


def gave_up(run: Run, tls: str) -> None:
    """The client's key manager throws: JSSE sends internal_error instead of a Certificate."""
    port = run.port()
    server = java.serve(run, port, tls)
    client, client_port = java.connect(run, port, tls, "client-rsa", "refuse")
    code, line = run.alert_received(server, "^server error")
    run.expect(Connection(
        client_port, port, tls, "api.example", failed("client_gave_up", code, "client"), hidden(tls), requested=True,
        presented=False, evidence=[run.says(client, "^asked for a certificate"), line, run.exits(client, 2)]))


NOT_REQUESTED_ISSUER = Cause("issuer-not-requested", "The client's issuer is not among those that the request names: "
                             "JSSE's client answers with none.", "client-untrusted")
for tls, short in SHORT.items():
    add(f"java-{short}-mutual", "Both sides present certificates and accept each other.",
        lambda run, t=tls: carried_on(run, t, "need", "client-rsa"))
    add(f"java-{short}-mutual-intermediate", "The client presents leaf and intermediate and is accepted.",
        lambda run, t=tls: carried_on(run, t, "need", "client-under-intermediate", True))
    add(f"java-{short}-no-certificate-optional", "The server asks, the client has none, the server carries on.",
        lambda run, t=tls: carried_on(run, t, "want", None))
    add(f"java-{short}-one-way", "The server does not ask for a client certificate.",
        lambda run, t=tls: carried_on(run, t, "none", None))
    for cause in (NONE, EXPIRED, PURPOSE):
        add(f"java-{short}-{cause.what}", cause.summary, lambda run, t=tls, c=cause: refused(run, t, c))
    add(f"java-{short}-{NOT_REQUESTED_ISSUER.what}", NOT_REQUESTED_ISSUER.summary,
        lambda run, t=tls: refused(run, t, NOT_REQUESTED_ISSUER, "client_certificate_missing"))
    add(f"java-openssl-{short}-unknown-ca", UNTRUSTED.summary,
        lambda run, t=tls: refused_openssl(run, t, "client-untrusted"))
    add(f"java-openssl-{short}-bad-signature", "The client signs with a key that is not the certificate's.",
        lambda run, t=tls: refused_openssl(run, t, "client-ec", "client-ec-wrong-scalar"))
    add(f"java-{short}-server-untrusted", "The client refuses the server's certificate.",
        lambda run, t=tls: server_refused(run, t))
    add(f"java-{short}-client-gives-up", "The client is asked for a certificate and its key manager fails.",
        lambda run, t=tls: gave_up(run, t))
