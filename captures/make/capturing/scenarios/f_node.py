"""Node.js on both sides, and the first guide: server and client on port 8999, alone and behind a gateway."""
from __future__ import annotations

import re

from .. import network
from ..network import GATEWAY
from ..run import Run
from ..scenario import add
from ..stacks import node
from ..verdict import COMPLETED, NOT_PRESENTED, NOT_REQUESTED, Connection, Verdict, failed
from .common import CHAIN, EARLY, EXPIRED, NONE, PURPOSE, SELF_SIGNED, SHORT, UNTRUSTED, Cause, hidden, refused_by_alert

#: What Node's server knows and tells nobody.
AUTHORIZATION_ERRORS = {
    "unknown-ca": "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "expired": "CERT_HAS_EXPIRED",
    "not-yet-valid": "CERT_NOT_YET_VALID", "wrong-purpose": "INVALID_PURPOSE",
    "self-signed": "DEPTH_ZERO_SELF_SIGNED_CERT", "missing-intermediate": "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
}


def refused(run: Run, tls: str, cause: Cause, port: int) -> None:
    """With a certificate that does not verify, Node's server closes and sends no alert."""
    server = node.serve(run, port, tls)
    client, client_port = node.connect(run, port, tls, cause.certificate)
    if cause is NONE:
        return refused_by_alert(run, tls, (client_port, port), cause, server, "PEER_DID_NOT_RETURN_A_CERTIFICATE",
                                client, "SSL alert number")
    evidence = [
        run.says(server, f"tlsClientError .*authorizationError={AUTHORIZATION_ERRORS[cause.what]}"),
        run.says(client, "end by the server"),
        run.says(client, "ECONNRESET|secureConnect TLSv1.3"), run.exits(client)]
    run.never_says(client, "alert")
    run.expect(Connection(client_port, port, tls, "api.example", failed(cause.kind, closed_by="server"), hidden(tls),
                          requested=True, presented=True, evidence=evidence))
    return None


def carried_on(run: Run, tls: str, mode: str, certificate: str | None, port: int, chain: str = "leaf") -> None:
    server = node.serve(run, port, tls, mode)
    client, client_port = node.connect(run, port, tls, certificate, chain)
    trusted = certificate in (None, "client-untrusted")
    verdict = COMPLETED if certificate else NOT_REQUESTED if mode == "none" else NOT_PRESENTED
    evidence = [
        run.says(server, f"secureConnection .*authorized={'false' if trusted else 'true'} .*subject={certificate or 'undefined'}"),
        run.says(client, "client heard: server heard: hello"), run.exits(client, 0)]
    run.expect(Connection(client_port, port, tls, "api.example", verdict, hidden(tls), requested=mode != "none",
                          presented=certificate is not None, evidence=evidence))


def server_refused(run: Run, tls: str, port: int) -> None:
    """A TLS 1.2 client of Node completes the handshake first, so that the server believes all is well."""
    server = node.serve(run, port, tls, certificate="server-untrusted")
    client, client_port = node.connect(run, port, tls, "client-rsa")
    evidence = [run.says(client, "error UNABLE_TO_VERIFY_LEAF_SIGNATURE"), run.exits(client, 2),
                run.says(server, "secureConnection .*authorized=true" if tls == "TLS 1.2" else "ECONNRESET")]
    run.never_says(server, "alert")
    without = hidden(tls) or Verdict("completed", why="the client tells only its own user that it refused: on the wire "
                                     "it finishes the handshake and then closes without an alert")
    run.expect(Connection(client_port, port, tls, "api.example",
                          failed("server_certificate_rejected", closed_by="client"), without,
                          requested=True, presented=tls == "TLS 1.2", evidence=evidence))


def gateway(run: Run, tls: str, certificate: str) -> None:
    """Two mutual sessions: client to gateway, gateway to server on 8999."""
    front = run.port()
    server = node.serve(run, 8999, tls)
    middle = node.serve(run, front, tls, next_port=8999, role="gateway")

    run.sniff()
    first = run.port(40000, 60000) // 4 * 4
    network.set_client_port(first, first + 3)
    client = run.start("client", ["node", "programs/node-client.js", GATEWAY, str(front),
                                  node.VERSIONS[tls], certificate])
    run.stacks["client"] = node.name()
    client.close_input()
    client.wait()
    inner_line = run.says(middle, "upstream secureConnect .*authorized=true")
    inner_port = int(re.search(r"localPort=(\d+)", inner_line["line"])[1])
    outer_line = run.says(client, "secureConnect .*authorized=true")
    outer_port = int(re.search(r"localPort=(\d+)", outer_line["line"])[1])
    run.expect(Connection(
        outer_port, front, tls, "gateway.example", COMPLETED, hidden(tls), requested=True, presented=True,
        evidence=[outer_line, run.says(middle, "^secureConnection .*authorized=true .*subject=client-rsa"),
                  run.says(client, "client heard: server heard: hello"), run.exits(client, 0)]))
    run.expect(Connection(
        inner_port, 8999, tls, "api.example", COMPLETED, hidden(tls), requested=True, presented=True,
        evidence=[inner_line, run.says(server, "secureConnection .*authorized=true .*subject=client-ec")]))


def gateway_refuses(run: Run, tls: str) -> None:
    """A client without a certificate comes no further than the gateway."""
    front = run.port()
    node.serve(run, 8999, tls)
    middle = node.serve(run, front, tls, next_port=8999, role="gateway")
    client, client_port = node.connect(run, front, tls, None, host=GATEWAY)
    run.never_says(middle, "upstream")
    refused_by_alert(run, tls, (client_port, front), NONE, middle, "PEER_DID_NOT_RETURN_A_CERTIFICATE", client,
                     "SSL alert number", server_name="gateway.example")


def gateway_refused(run: Run, tls: str) -> None:
    """The client's session with the gateway is fine; the server refuses the gateway's own certificate."""
    front = run.port()
    server = node.serve(run, 8999, tls)
    middle = node.serve(run, front, tls, next_port=8999, role="gateway", next_certificate="client-untrusted")
    run.sniff()
    first = run.port(40000, 60000) // 4 * 4
    network.set_client_port(first, first + 3)
    client = run.start("client", ["node", "programs/node-client.js", GATEWAY, str(front),
                                  node.VERSIONS[tls], "client-rsa"])
    run.stacks["client"] = node.name()
    client.close_input()
    client.wait()
    outer_line = run.says(client, "secureConnect .*authorized=true")
    outer_port = int(re.search(r"localPort=(\d+)", outer_line["line"])[1])
    inner_line = run.says(middle, "upstream connect localPort=")
    inner_port = int(re.search(r"localPort=(\d+)", inner_line["line"])[1])
    refusal = run.says(server, "tlsClientError .*authorizationError=UNABLE_TO_VERIFY_LEAF_SIGNATURE")
    run.never_says(server, "secureConnection")
    run.expect(Connection(
        outer_port, front, tls, "gateway.example", COMPLETED, hidden(tls), requested=True, presented=True,
        evidence=[outer_line, run.says(middle, "^secureConnection .*authorized=true .*subject=client-rsa"),
                  run.says(client, "client heard: bad gateway")]))
    run.expect(Connection(
        inner_port, 8999, tls, "api.example", failed("client_certificate_rejected", closed_by="server"), hidden(tls),
        requested=True, presented=True, evidence=[refusal, inner_line]))


for tls, short in SHORT.items():
    for cause in (NONE, UNTRUSTED, EXPIRED, EARLY, PURPOSE, SELF_SIGNED, CHAIN):
        add(f"node-{short}-{cause.what}", cause.summary,
            lambda run, t=tls, c=cause: refused(run, t, c, run.port()))
    add(f"node-{short}-no-certificate-optional", "The server asks, the client has none, the server carries on.",
        lambda run, t=tls: carried_on(run, t, "optional", None, run.port()))
    add(f"node-{short}-unverified-accepted", "The server asks, does not trust what it gets, and carries on.",
        lambda run, t=tls: carried_on(run, t, "optional", "client-untrusted", run.port()))
    add(f"node-{short}-one-way", "The server does not ask for a client certificate.",
        lambda run, t=tls: carried_on(run, t, "none", None, run.port()))
    add(f"node-{short}-mutual-intermediate", "The client presents leaf and intermediate and is accepted.",
        lambda run, t=tls: carried_on(run, t, "mutual", "client-under-intermediate", run.port(), "chain"))
    add(f"node-{short}-server-untrusted", "The client refuses the server's certificate.",
        lambda run, t=tls: server_refused(run, t, run.port()))
    add(f"guide-node-8999-{short}-accepted", "requestCert and rejectUnauthorized on port 8999: a client with a good "
        "certificate.", lambda run, t=tls: carried_on(run, t, "mutual", "client-rsa", 8999))
    add(f"guide-node-8999-{short}-no-certificate", "requestCert and rejectUnauthorized on port 8999: a client with none.",
        lambda run, t=tls: refused(run, t, NONE, 8999))
    add(f"guide-node-8999-{short}-unauthorized", "requestCert and rejectUnauthorized on port 8999: a client with a "
        "certificate of another authority.", lambda run, t=tls: refused(run, t, UNTRUSTED, 8999))
    add(f"guide-gateway-{short}-accepted", "A Node.js gateway holds one mutual session on each side.",
        lambda run, t=tls: gateway(run, t, "client-rsa"))
    for cause in (EXPIRED, PURPOSE):
        add(f"guide-node-8999-{short}-{cause.what}", f"requestCert and rejectUnauthorized on port 8999. {cause.summary}",
            lambda run, t=tls, c=cause: refused(run, t, c, 8999))
    add(f"guide-node-8999-{short}-server-untrusted", "The client on port 8999 refuses the server's certificate.",
        lambda run, t=tls: server_refused(run, t, 8999))
    add(f"guide-gateway-{short}-no-certificate", "A client without a certificate at the gateway.",
        lambda run, t=tls: gateway_refuses(run, t))
    add(f"guide-gateway-{short}-upstream-unknown-ca", "The server refuses the certificate of the gateway, which comes from "
        "another authority.", lambda run, t=tls: gateway_refused(run, t))
