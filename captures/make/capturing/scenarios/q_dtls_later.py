"""DTLS after the handshake: another handshake on the connection, and servers that leave at once."""
from __future__ import annotations

from ..run import Run
from ..scenario import add
from ..stacks import datagrams as stack
from ..verdict import COMPLETED, Connection, failed, undetermined
from .common import EXPIRED, UNTRUSTED, Cause
from .q_dtls import DTLS12, accepted, expect

#: Sealed messages are not cut to the path's size otherwise.
SMALL = ("-mtu", "1200")
#: Who begins another handshake with `R` verifies as if it had been asked to from the start.
RENEGOTIATING = ("-CAfile", "pki/root.pem", "-verify_return_error")


def openssl_renegotiated(run: Run, command: str, certificate: str | None, *, asks: str = "none", refused: Cause | None = None) -> None:
    """Data both ways, then another handshake: `R` asks for a certificate, `r` asks for what was asked for before."""
    port = run.port()
    # A renegotiation would otherwise resume the session that it renegotiates.
    server = stack.openssl_server(run, port, DTLS12, asks, *RENEGOTIATING, "-no_resumption_on_reneg")
    stack.record(run, port)
    client, client_port = stack.openssl_client(run, port, DTLS12, certificate, *SMALL)
    client.wait_for("Verify return code", 12)
    client.send("hello\n")
    server.wait_for(r"^hello", 5)
    server.send("before the second handshake\n")
    client.wait_for(r"^before the second", 5)
    server.send(f"{command}\n")
    if refused:
        client.ends_within(8)
        code, line = run.alert_received(client)
        evidence = [run.says(server, "certificate verify failed|verify error"), line]
        verdict = failed(refused.kind, code, "server")
    else:
        server.wait_for(r"depth=0 .*CN = client-rsa|SSL_do_handshake -> 1", 5)
        # s_server reports the new handshake's outcome when the next bytes arrive.
        server.send("after the second handshake\n")
        client.wait_for(r"^after the second", 5)
        client.close_input()
        client.ends_within(5)
        evidence = [run.says(client, r"^after the second"), run.exits(client, 0)]
        verdict = accepted("require" if command == "R" else asks, certificate)
    is_asked = command == "R" or asks != "none"
    if is_asked:
        evidence.insert(0, run.says(server, r"write certificate request"))
    if verdict == COMPLETED:
        evidence.append(run.says(server, r"depth=0 .*CN = client-rsa"))
    run.expect(Connection(client_port, port, DTLS12, "api.example", verdict, undetermined("the second handshake is encrypted"),
                          requested=is_asked, presented=is_asked and certificate is not None, evidence=evidence))


def mbedtls_renegotiated(run: Run, asks: str, certificate: str | None) -> None:
    """The server answers, begins another handshake, and answers once more."""
    port = run.port()
    program = stack.mbedtls_end(run)
    server = stack.mbedtls_server(run, port, asks, "renegotiate", program=program)
    stack.record(run, port)
    client, client_port = stack.mbedtls_client(run, port, certificate, "renegotiate", program=program)
    client.wait(30)
    peer = f"CN={certificate}" if certificate and asks != "none" else "none"
    run.expect(Connection(client_port, port, DTLS12, "api.example", accepted(asks, certificate),
                          undetermined("the second handshake is encrypted"), requested=asks != "none",
                          presented=certificate is not None and asks != "none",
                          evidence=[run.says(server, rf"^handshake again .*peer=.*{peer}"), run.says(server, "^handshakes: 2"), run.says(client, "^heard again: hello"),
                                    run.exits(client, 0)]))


def mbedtls_left(run: Run, certificate: str | None) -> None:
    """The handshake is over, and the server's program leaves at once: this client is not on its list, or has no certificate."""
    port = run.port()
    program = stack.mbedtls_end(run)
    server = stack.mbedtls_server(run, port, "require" if certificate else "optional", "leave", program=program)
    stack.record(run, port)
    client, client_port = stack.mbedtls_client(run, port, certificate, program=program)
    client.wait(30)
    kind = "client_certificate_rejected" if certificate else "client_certificate_missing"
    peer = f"CN={certificate}" if certificate else "none"
    expect(run, (client_port, port), failed(kind, closed_by="server"), "require" if certificate else "optional", certificate,
           [run.says(server, rf"^handshake .*peer=.*{peer}"), run.says(server, "^left: the client is not on the list"),
            run.says(client, "^heard nothing")])


for what, summary, command, certificate, asks, refused in (
        ("accepted", "One-way DTLS, then a renegotiation in which the client authenticates.", "R", "client-rsa", "none", None),
        ("no-certificate-optional", "One-way DTLS, then a renegotiation that asks, and the client has none.", "R", None, "none", None),
        ("expired", "One-way DTLS, then a renegotiation in which the client's certificate has expired.", "R", "client-expired", "none", EXPIRED),
        ("unknown-ca", "One-way DTLS, then a renegotiation in which the client's issuer is not known.", "R", "client-untrusted", "none", UNTRUSTED),
        ("mutual", "Mutual DTLS, then a renegotiation that asks again.", "r", "client-rsa", "require", None),
        ("one-way", "One-way DTLS and a renegotiation that does not ask either.", "r", None, "none", None)):
    add(f"dtls-openssl-dtls12-renegotiation-{what}", summary,
        lambda run, k=command, c=certificate, a=asks, r=refused: openssl_renegotiated(run, k, c, asks=a, refused=r))
for what, certificate in (("mutual", "client-rsa"), ("no-certificate-optional", None)):
    add(f"dtls-mbedtls-dtls12-renegotiation-{what}", "The server answers, begins another handshake, and answers once more.",
        lambda run, c=certificate: mbedtls_renegotiated(run, "require" if c else "optional", c))
for what, certificate in (("not-on-the-list", "client-rsa"), ("no-certificate", None)):
    add(f"dtls-mbedtls-dtls12-closed-after-handshake-{what}", "The handshake succeeds, and the server's program leaves at once.",
        lambda run, c=certificate: mbedtls_left(run, c))
