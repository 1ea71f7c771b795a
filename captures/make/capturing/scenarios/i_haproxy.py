"""HAProxy and curl."""
from __future__ import annotations

from ..run import Run
from ..scenario import add
from ..stacks import curl, haproxy
from ..verdict import COMPLETED, NOT_PRESENTED, NOT_REQUESTED, Connection
from .common import CHAIN, EARLY, EXPIRED, NONE, PURPOSE, REVOKED, SHORT, UNTRUSTED, Cause, hidden, refused_by_alert

REASONS = {
    "no-certificate": "peer did not return a certificate", "unknown-ca": "error=20", "expired": "error=10",
    "not-yet-valid": "error=9", "wrong-purpose": "error=26", "revoked": "error=23", "missing-intermediate": "error=20",
}


def refused(run: Run, tls: str, cause: Cause) -> None:
    port = run.port()
    server = haproxy.serve(run, port, tls, haproxy.DEMAND + (" crl-file pki/root.crl.pem" if cause is REVOKED else ""))
    client, client_port = curl.fetch(run, port, tls, certificate=cause.certificate)
    refused_by_alert(run, tls, (client_port, port), cause, server, rf"port={client_port} .*{REASONS[cause.what]}",
                     client, r"\(IN\), TLS alert")
    run.says(client, r"^curl: \(")
    run.connections[-1].evidence.append(run.says(client, r"^curl: \("))
    if cause is EXPIRED and tls == "TLS 1.2":
        run.notes.append("curl takes the server's alert for its own verdict on the server: its error speaks of "
                         "\"the legitimacy of the server\", its trace names the alert that came in.")


def carried_on(run: Run, tls: str, more: str, certificate: str | None, *options: str,
               preceded_by: str | None = None) -> None:
    port = run.port()
    server = haproxy.serve(run, port, tls, more)
    client, client_port = curl.fetch(run, port, tls, *options, certificate=certificate)
    asks = "verify" in more
    verdict = NOT_REQUESTED if not asks else COMPLETED if certificate else NOT_PRESENTED
    request = [run.says(client, r"\(IN\), TLS handshake, Request CERT")] if asks else []
    evidence = [*request, run.says(client, r"HTTP/1.1 200"), run.exits(client, 0),
                run.says(server, rf"port={client_port} .*status=200 used={1 if certificate else 0}")]
    run.expect(Connection(client_port, port, tls, "api.example", verdict, hidden(tls), requested=asks,
                          presented=certificate is not None, evidence=evidence, preceded_by=preceded_by))


for tls, short in SHORT.items():
    for cause in (NONE, UNTRUSTED, EXPIRED, EARLY, PURPOSE, REVOKED, CHAIN):
        add(f"haproxy-curl-{short}-{cause.what}", cause.summary, lambda run, t=tls, c=cause: refused(run, t, c))
    add(f"haproxy-curl-{short}-mutual", "Both sides present certificates and accept each other.",
        lambda run, t=tls: carried_on(run, t, haproxy.DEMAND, "client-rsa"))
    add(f"haproxy-curl-{short}-no-certificate-optional", "The server asks, the client has none, the server carries on.",
        lambda run, t=tls: carried_on(run, t, "ca-file pki/root.pem verify optional", None))
    add(f"haproxy-curl-{short}-unverified-accepted", "The server asks, ignores errors, and carries on.",
        lambda run, t=tls: carried_on(run, t, "ca-file pki/root.pem verify optional crt-ignore-err all ca-ignore-err all",
                                      "client-untrusted"))
    add(f"haproxy-curl-{short}-one-way", "The server does not ask for a client certificate.",
        lambda run, t=tls: carried_on(run, t, "", None))
    add(f"haproxy-curl-{short}-proxy-protocol", "A line of the PROXY protocol, then a mutual session.",
        lambda run, t=tls: carried_on(run, t, haproxy.DEMAND + " accept-proxy", "client-rsa", "--haproxy-protocol",
                                      preceded_by="proxy_v1"))
