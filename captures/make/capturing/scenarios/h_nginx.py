"""nginx and curl."""
from __future__ import annotations

from ..run import Run
from ..scenario import add
from ..stacks import curl, nginx
from ..verdict import COMPLETED, NOT_PRESENTED, NOT_REQUESTED, Connection, failed
from .common import EARLY, EXPIRED, NONE, PURPOSE, REVOKED, SHORT, UNTRUSTED, Cause, hidden

DEMAND = nginx.TRUST + " ssl_verify_client on;"


def refused(run: Run, tls: str, cause: Cause) -> None:
    """The handshake completes, the answer is 400."""
    port = run.port()
    server = nginx.serve(run, port, tls, DEMAND + (" ssl_crl pki/root.crl.pem;" if cause is REVOKED else ""))
    client, client_port = curl.fetch(run, port, tls, certificate=cause.certificate)
    evidence = [
        run.says(client, r"HTTP/1.1 400"), run.says(client, "No required SSL certificate was sent" if cause is NONE
                                                    else "The SSL certificate error"),
        run.says(server, "client sent no required SSL certificate" if cause is NONE
                 else "client SSL certificate verify error"),
        run.says(server, rf"port={client_port} .*status=400")]
    without = COMPLETED if cause.certificate else NOT_PRESENTED
    run.expect(Connection(
        client_port, port, tls, "api.example", failed(f"{cause.kind}_by_application", closed_by=None),
        hidden(tls) or without, requested=True, presented=cause.certificate is not None, evidence=evidence))


def carried_on(run: Run, tls: str, more: str, certificate: str | None, word: str) -> None:
    port = run.port()
    server = nginx.serve(run, port, tls, more)
    client, client_port = curl.fetch(run, port, tls, certificate=certificate)
    asks = "ssl_verify_client" in more
    verdict = NOT_REQUESTED if not asks else COMPLETED if certificate else NOT_PRESENTED
    request = [run.says(client, r"\(IN\), TLS handshake, Request CERT")] if asks else []
    evidence = [*request, run.says(client, r"HTTP/1.1 200"), run.exits(client, 0),
                run.says(server, rf'port={client_port} .*verify="{word}.*status=200')]
    run.expect(Connection(client_port, port, tls, "api.example", verdict, hidden(tls), requested=asks,
                          presented=certificate is not None and asks, evidence=evidence))


def unknown_name(run: Run, tls: str) -> None:
    port = run.port()
    server = nginx.serve(run, port, tls, "ssl_reject_handshake on;")
    client, client_port = curl.fetch(run, port, tls)
    alert, line = run.alert_received(client)
    verdict = failed("handshake_failed", alert, "server")
    run.expect(Connection(client_port, port, None, "api.example", verdict, verdict if tls == "TLS 1.3" else None,
                          requested=False, presented=False,
                          evidence=[line, run.exits(client, 35), run.says(server, "SSL_do_handshake|handshake rejected")]))


for tls, short in SHORT.items():
    for cause in (NONE, UNTRUSTED, EXPIRED, EARLY, PURPOSE, REVOKED):
        add(f"nginx-curl-{short}-{cause.what}", cause.summary + " nginx answers 400.",
            lambda run, t=tls, c=cause: refused(run, t, c))
    add(f"nginx-curl-{short}-mutual", "Both sides present certificates and accept each other.",
        lambda run, t=tls: carried_on(run, t, DEMAND, "client-rsa", "SUCCESS"))
    add(f"nginx-curl-{short}-no-certificate-optional", "The server asks, the client has none, the server carries on.",
        lambda run, t=tls: carried_on(run, t, nginx.TRUST + " ssl_verify_client optional;", None, "NONE"))
    add(f"nginx-curl-{short}-unverified-accepted", "The server asks for any certificate and does not verify it.",
        lambda run, t=tls: carried_on(run, t, "ssl_verify_client optional_no_ca;", "client-untrusted", "FAILED"))
    add(f"nginx-curl-{short}-one-way", "The server does not ask; the client has a certificate and keeps it.",
        lambda run, t=tls: carried_on(run, t, "", "client-rsa", "NONE"))
    add(f"nginx-curl-{short}-unrecognized-name", "nginx rejects the handshake of a name that it does not serve.",
        lambda run, t=tls: unknown_name(run, t))
