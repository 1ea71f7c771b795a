"""Apache and curl: in the handshake, by renegotiation, and after the handshake; and the third guide."""
from __future__ import annotations

from ..run import Run
from ..scenario import add
from ..stacks import apache, curl
from ..stacks.openssl import s_client
from ..verdict import COMPLETED, NOT_PRESENTED, NOT_REQUESTED, Connection, failed, undetermined
from .common import CHAIN, EXPIRED, NONE, PURPOSE, SHORT, UNTRUSTED, Cause, hidden, refused_by_alert, refused_by_curl

PRIVATE = "<Location /private>\n        SSLVerifyClient require\n        SSLVerifyDepth 3\n    </Location>"
REASONS = {
    "no-certificate": "peer did not return a certificate", "unknown-ca": r"Certificate Verification: Error \((20|21)\)",
    "expired": r"Certificate Verification: Error \(10\)",
    "missing-intermediate": r"Certificate Verification: Error \((20|21)\)",
    "wrong-purpose": r"Certificate Verification: Error \(26\)",
}


def refused(run: Run, tls: str, cause: Cause, chain: bool = False) -> None:
    port = run.port()
    server = apache.serve(run, port, tls, apache.DEMAND)
    client, client_port = curl.fetch(run, port, tls, certificate=cause.certificate, chain=chain, path="/index.txt")
    refused_by_alert(run, tls, (client_port, port), cause, server, REASONS[cause.what], client, r"\(IN\), TLS alert")


def server_refused(run: Run, tls: str) -> None:
    """The client does not trust the authority of the server's certificate."""
    port = run.port()
    apache.serve(run, port, tls, apache.DEMAND, "server-untrusted")
    client, client_port = curl.fetch(run, port, tls, certificate="client-under-intermediate", chain=True,
                                     path="/index.txt")
    refused_by_curl(run, tls, (client_port, port), client)


def carried_on(run: Run, tls: str, more: str, certificate: str | None, chain: bool = False) -> None:
    port = run.port()
    server = apache.serve(run, port, tls, more)
    client, client_port = curl.fetch(run, port, tls, certificate=certificate, chain=chain, path="/index.txt")
    asks = "SSLVerifyClient" in more
    verdict = NOT_REQUESTED if not asks else COMPLETED if certificate else NOT_PRESENTED
    word = "SUCCESS" if verdict is COMPLETED else "NONE"
    evidence = [run.says(client, "HTTP/1.1 200"), run.exits(client, 0),
                run.says(server, rf"port={client_port} .* verify={word} .*status=200")]
    if asks:
        evidence.insert(0, run.says(client, r"\(IN\), TLS handshake, Request CERT"))
    run.expect(Connection(client_port, port, tls, "api.example", verdict, hidden(tls), requested=asks,
                          presented=certificate is not None, evidence=evidence))


LATER = {"TLS 1.2": undetermined("the renegotiation is encrypted"), "TLS 1.3": hidden("TLS 1.3")}


def directory(run: Run, tls: str, certificate: str | None, before: tuple[str, ...] = ()) -> None:
    """The handshake asks for nothing, the directory does; requests of other files may go before."""
    port = run.port()
    server = apache.serve(run, port, tls, PRIVATE)
    client, client_port = curl.fetch(run, port, tls, certificate=certificate, path=(*before, "/private/index.txt"))
    asked = run.says(server, "Requesting connection re-negotiation|verify client post handshake")
    if certificate in ("client-rsa",):
        evidence = [asked, run.says(client, "HTTP/1.1 200"),
                    run.says(server, rf"port={client_port} .* verify=SUCCESS .*status=200"), run.exits(client, 0)]
        verdict = COMPLETED
    else:
        cause = UNTRUSTED if certificate else NONE
        alert, line = run.alert_received(client, r"\(IN\), TLS alert, (?!close)")
        evidence = [asked, run.says(server, REASONS[cause.what]), line]
        verdict = failed(cause.kind, alert, "server")
    run.expect(Connection(client_port, port, tls, "api.example", verdict, LATER[tls], requested=True,
                          presented=certificate is not None, evidence=evidence))


def not_offered(run: Run) -> None:
    """s_client does not offer post-handshake authentication: Apache answers 403."""
    port = run.port()
    server = apache.serve(run, port, "TLS 1.3", PRIVATE)
    client, client_port = s_client(run, port, "TLS 1.3", "-ign_eof", certificate="client-rsa")
    client.wait_for("Verify return code", 10)
    client.send("GET /private/index.txt HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n")
    client.wait()
    evidence = [run.says(server, "AH10158|cannot perform post-handshake"), run.says(client, "HTTP/1.1 403"),
                run.says(client, "Post-Handshake Authentication")]
    run.expect(Connection(
        client_port, port, "TLS 1.3", "api.example", failed("client_certificate_missing_by_application"),
        hidden("TLS 1.3"), requested=False, presented=False, evidence=evidence))


for tls, short in SHORT.items():
    for cause in (NONE, UNTRUSTED, EXPIRED):
        add(f"apache-curl-{short}-{cause.what}", cause.summary, lambda run, t=tls, c=cause: refused(run, t, c))
    add(f"apache-curl-{short}-mutual", "Both sides present certificates and accept each other.",
        lambda run, t=tls: carried_on(run, t, apache.DEMAND, "client-rsa"))
    add(f"apache-curl-{short}-no-certificate-optional", "The server asks, the client has none, the server carries on.",
        lambda run, t=tls: carried_on(run, t, "SSLVerifyClient optional", None))
    how = "renegotiation" if tls == "TLS 1.2" else "post-handshake"
    for what, certificate in (("accepted", "client-rsa"), ("no-certificate", None), ("unknown-ca", "client-untrusted")):
        if tls == "TLS 1.3" and not certificate:
            continue  # Without a certificate curl does not offer post-handshake authentication.
        add(f"apache-curl-{short}-{how}-{what}", f"A directory demands a client certificate: {how}, {what}.",
            lambda run, t=tls, c=certificate: directory(run, t, c))
        # curl tries again elsewhere where it is refused after an answer.
        if (tls, what) in (("TLS 1.2", "accepted"), ("TLS 1.2", "unknown-ca"), ("TLS 1.3", "accepted")):
            add(f"apache-curl-{short}-later-{how}-{what}", "After another request was answered, a directory demands a client "
                f"certificate: {how}, {what}.", lambda run, t=tls, c=certificate: directory(run, t, c, ("/index.txt",)))
    # The third guide: a platform that presents leaf and intermediate to an API server.
    add(f"guide-botplatform-{short}-accepted", "The platform presents leaf and intermediate and is accepted.",
        lambda run, t=tls: carried_on(run, t, apache.DEMAND, "client-under-intermediate", True))
    add(f"guide-botplatform-{short}-expired", "The platform's leaf has expired.",
        lambda run, t=tls: refused(run, t, Cause("expired", "", "client-under-intermediate-expired"), True))
    add(f"guide-botplatform-{short}-unknown-ca", "The platform's leaf comes from an authority that the API does not trust.",
        lambda run, t=tls: refused(run, t, UNTRUSTED))
    add(f"guide-botplatform-{short}-missing-intermediate", "The platform presents its leaf alone.",
        lambda run, t=tls: refused(run, t, CHAIN))
    add(f"guide-botplatform-{short}-no-certificate", "The platform has no certificate configured.",
        lambda run, t=tls: refused(run, t, NONE))
    add(f"guide-botplatform-{short}-wrong-purpose", "The platform presents a certificate that may only authenticate servers.",
        lambda run, t=tls: refused(run, t, PURPOSE))
    add(f"guide-botplatform-{short}-server-untrusted", "The platform refuses the API's certificate.",
        lambda run, t=tls: server_refused(run, t))
add("apache-openssl-tls13-post-handshake-not-offered", "A directory demands a client certificate, the client did not "
    "offer post-handshake authentication: 403.", not_offered)
