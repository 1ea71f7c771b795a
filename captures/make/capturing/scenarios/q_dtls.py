"""DTLS of five stacks: each outcome, silence as a refusal, resumption, and a bad network."""
from __future__ import annotations

import re
from typing import Callable

from .. import alerts
from ..endpoint import Endpoint, Failed
from ..network import SERVER
from ..run import Run
from ..scenario import add
from ..stacks import datagrams as stack
from ..verdict import COMPLETED, ENCRYPTED, NOT_PRESENTED, NOT_REQUESTED, Connection, Verdict, failed
from .common import EXPIRED, NONE, REVOKED, UNTRUSTED, Cause

#: OpenSSL takes a tag of eight bytes for weak.
CCM8 = "ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0"

DTLS13, DTLS12, DTLS10 = "DTLS 1.3", "DTLS 1.2", "DTLS 1.0"


def expect(run: Run, ports: tuple[int, int], verdict: Verdict, asks: str, certificate: str | None, evidence: list[dict],
           version: str | None = DTLS12, **more) -> None:
    presented = certificate is not None and asks != "none"
    hidden = ENCRYPTED if version == DTLS13 else None
    run.expect(Connection(*ports, version, more.pop("server_name", "api.example"), verdict, hidden, requested=asks != "none",
                          presented=presented, evidence=evidence, **more))


def accepted(asks: str, certificate: str | None) -> Verdict:
    return NOT_REQUESTED if asks == "none" else COMPLETED if certificate else NOT_PRESENTED


# MARK: OpenSSL

def talk_openssl(client: Endpoint, server: Endpoint) -> None:
    if client.wait_for(r"Verify return code", 12):
        # What is lost of the application's data does not come again.
        for _ in range(8):
            client.send("hello\n")
            if server.wait_for(r"^hello", 0.5):
                break
    client.close_input()
    # Where a datagram was lost at the end, it waits for long.
    client.ends_within(5)


def openssl(run: Run, asks: str, certificate: str | None, *more: str, tls: str = DTLS12, server_more: tuple = (), server_certificate: str = "server-rsa",
            bad: tuple[int, int, int, int] | None = None) -> None:
    port = run.port()
    server = stack.openssl_server(run, port, tls, asks, *server_more, certificate=server_certificate)
    asked = through(run, port, bad)
    client, client_port = stack.openssl_client(run, asked, tls, certificate, *more)
    talk_openssl(client, server)
    evidence = [run.says(client, r"Verify return code: 0"), run.says(server, r"^hello")]
    if not bad:
        evidence.append(run.exits(client, 0))
    if certificate and asks != "none":
        evidence.append(run.says(server, rf"depth=0.*CN = {certificate}|subject=.*CN = {certificate}"))
    elif asks != "none":
        evidence.append(run.says(client, r"^Acceptable client certificate CA names|^Client Certificate Types"))
        run.never_says(server, r"^depth=0")
    else:
        run.never_says(client, r"^Client Certificate Types")
    expect(run, (client_port, asked), accepted(asks, certificate), asks, certificate, evidence, tls)


def openssl_refused(run: Run, cause: Cause, tls: str = DTLS12) -> None:
    port = run.port()
    crl = ("-CRL", "pki/root.crl.pem", "-crl_check") if cause is REVOKED else ()
    server = stack.openssl_server(run, port, tls, "require", *crl)
    stack.record(run, port)
    client, client_port = stack.openssl_client(run, port, tls, cause.certificate)
    client.close_input()
    client.ends_within(8)
    reason = {"no-certificate": "peer did not return a certificate"}.get(cause.what, "certificate verify failed|verify error")
    code, line = run.alert_received(client)
    expect(run, (client_port, port), failed(cause.kind, code, "server"), "require", cause.certificate,
           [run.says(server, reason), line], tls)


def openssl_server_refused(run: Run, what: str) -> None:
    port = run.port()
    server = stack.openssl_server(run, port, DTLS12, "require", certificate=what)
    stack.record(run, port)
    client, client_port = stack.openssl_client(run, port, DTLS12, "client-rsa")
    client.close_input()
    client.wait()
    code, line = run.alert_received(server)
    expect(run, (client_port, port), failed("server_certificate_rejected", code, "client"), "require", None,
           [run.says(client, "verify error"), line, run.exits(client, 1)])


def through(run: Run, port: int, bad: tuple[int, int, int, int] | None, address: str = SERVER) -> int:
    """The port that the client asks at: the server's, or a relay's that treats datagrams badly by a seed."""
    asked = port
    if bad:
        asked = run.port()
        stack.relay(run, asked, port, *bad, address=address)
        run.notes.append(f"A relay with seed {bad[0]} loses {bad[1]} of 100 datagrams, doubles {bad[2]}, and sends "
                         f"{bad[3]} late; captured between client and relay.")
    stack.record(run, asked)
    return asked


def openssl_resumed(run: Run, *more: str) -> None:
    """Two connections: the second resumes the session of the first."""
    port = run.port()
    server = stack.openssl_server(run, port, DTLS12, "require", *more)
    stack.record(run, port)
    for number, option in enumerate(("-sess_out", "-sess_in")):
        client, client_port = stack.openssl_client(run, port, DTLS12, "client-rsa", option, "session.pem",
                                                   *(more if more else ()))
        talk_openssl(client, server)
        what = "Reused" if number else "New"
        evidence = [run.says(client, rf"^{what}, TLSv1.2"), run.exits(client, 0)]
        if number == 0:
            evidence.append(run.says(server, "CN = client-rsa"))
        run.expect(Connection(client_port, port, DTLS12, "api.example", COMPLETED, resumed=number == 1,
                              requested=True if number == 0 else False, presented=number == 0, evidence=evidence))
        client.log.rename(client.log.with_name(f"client-{number}.log"))


# MARK: GnuTLS

def talk_gnutls(client: Endpoint) -> None:
    if client.wait_for("Simple Client Mode", 12):
        for _ in range(8):
            client.send("hello\n")
            if client.wait_for(r"^hello", 0.5):
                break
    client.close_input()
    client.wait(20)


def gnutls(run: Run, asks: str, certificate: str | None, tls: str = DTLS12, priorities: str = "",
           bad: tuple[int, int, int, int] | None = None) -> None:
    port = run.port()
    server = stack.gnutls_server(run, port, tls, asks, priorities=priorities)
    asked = through(run, port, bad, stack.LOOPBACK)
    client, client_port = stack.gnutls_client(run, asked, tls, certificate, priorities=priorities)
    talk_gnutls(client)
    evidence = [run.says(client, "Handshake was completed"), run.says(client, r"^hello")]
    if certificate:
        evidence += [run.says(client, "Successfully sent 1 certificate"), run.says(server, "The certificate is trusted")]
    else:
        run.never_says(server, "The certificate is trusted")
    expect(run, (client_port, asked), accepted(asks, certificate), asks, certificate, evidence, tls)


def gnutls_refused(run: Run, cause: Cause) -> None:
    port = run.port()
    crl = ("--x509crlfile", "pki/root.crl.pem") if cause is REVOKED else ()
    server = stack.gnutls_server(run, port, DTLS12, "require", *crl)
    stack.record(run, port)
    client, client_port = stack.gnutls_client(run, port, DTLS12, cause.certificate)
    client.close_input()
    client.ends_within(20)
    code, line = run.alert_received(client, "Received alert")
    expect(run, (client_port, port), failed(cause.kind, code, "server"), "require", cause.certificate,
           [run.says(server, "Error in handshake|certificate"), line,
            run.says(client, "Successfully sent 1 certificate")])


def gnutls_silent(run: Run, cut: bool = False) -> None:
    """The server's log says that it refuses; nothing of that leaves it."""
    port = run.port()
    server = stack.gnutls_server(run, port, DTLS12, "require")
    stack.record(run, port)
    client, client_port = stack.gnutls_client(run, port, DTLS12, None)
    evidence = [run.says(server, "Error in handshake|No certificate", 12)]
    if cut:
        run.stop_sniffing()
    # The client sends its flight again after 1, 3 and 7 seconds.
    client.ends_within(9)
    run.never_says(client, "Received alert")
    run.never_says(client, "Handshake was completed")
    expect(run, (client_port, port), failed("client_certificate_missing"), "require", None, evidence)


# MARK: Mbed TLS

def mbedtls(run: Run, asks: str, certificate: str | None, mtu: int = 0,
            bad: tuple[int, int, int, int] | None = None) -> None:
    port = run.port()
    program = stack.mbedtls_end(run)
    server = stack.mbedtls_server(run, port, asks, program=program, mtu=mtu)
    asked = through(run, port, bad)
    client, client_port = stack.mbedtls_client(run, asked, certificate, program=program, mtu=mtu)
    client.wait(30)
    peer = f"CN={certificate}" if certificate and asks != "none" else "none"
    expect(run, (client_port, asked), accepted(asks, certificate), asks, certificate,
           [run.says(server, rf"^handshake DTLSv1.2 .*peer=.*{peer}"), run.says(client, "^heard: hello"),
            run.exits(client, 0)])


def mbedtls_refused(run: Run, cause: Cause, ca: str = "root") -> None:
    port = run.port()
    program = stack.mbedtls_end(run)
    server = stack.mbedtls_server(run, port, "require", program=program)
    stack.record(run, port)
    client, client_port = stack.mbedtls_client(run, port, cause.certificate, program=program)
    client.wait(30)
    evidence = [run.says(server, "^handshake failed"), run.says(client, "^handshake failed"), run.exits(client, 1)]
    if cause is NONE:
        # -0x6800: it waited, and nothing came.
        run.says(client, "-0x6800|-0x004c|-0x0050")
        verdict = failed(cause.kind)
    else:
        run.says(client, "-0x7780")
        verdict = failed(cause.kind, {"expired": 45, "unknown-ca": 48}[cause.what], "server")
    expect(run, (client_port, port), verdict, "require", cause.certificate, evidence)


def mbedtls_server_refused(run: Run) -> None:
    port = run.port()
    program = stack.mbedtls_end(run)
    server = stack.mbedtls_server(run, port, "require", program=program)
    stack.record(run, port)
    client, client_port = stack.mbedtls_client(run, port, "client-rsa", program=program, ca="other-root")
    client.wait(30)
    expect(run, (client_port, port), failed("server_certificate_rejected", 48, "client"), "require", None,
           [run.says(client, "^handshake failed.*X509"), run.says(server, "^handshake failed: -0x7780"),
            run.exits(client, 1)])


# MARK: wolfSSL

def wolfssl(run: Run, asks: str, certificate: str | None, tls: str = DTLS12, id_length: int = -1) -> None:
    port = run.port()
    program = stack.wolfssl_end(run)
    server = stack.wolfssl_server(run, port, tls, asks, program=program, id_length=id_length)
    stack.record(run, port)
    client, client_port = stack.wolfssl_client(run, port, tls, certificate, program=program, id_length=id_length)
    client.wait(20)
    peer = f"CN={certificate}" if certificate and asks != "none" else "none"
    expect(run, (client_port, port), accepted(asks, certificate), asks, certificate,
           [run.says(server, rf"^handshake {tls.replace(' ', 'v')} .*peer=.*{peer}"), run.says(client, "^heard: hello"),
            run.exits(client, 0)], tls)


def wolfssl_refused(run: Run, cause: Cause, tls: str = DTLS12, id_length: int = -1, cut: bool = False) -> None:
    port = run.port()
    program = stack.wolfssl_end(run)
    server = stack.wolfssl_server(run, port, tls, "require", program=program, id_length=id_length)
    stack.record(run, port)
    client, client_port = stack.wolfssl_client(run, port, tls, cause.certificate, program=program, id_length=id_length)
    if cut:
        run.says(server, "^handshake failed")
        run.stop_sniffing()
    client.wait(30)
    evidence = [run.says(server, "^handshake failed"), run.says(client, "failed")]
    sent = server.find(r"^sent alert \[\d+\]")
    if cause is NONE and tls == DTLS12:
        run.never_says(client, "^received alert")
        verdict = failed(cause.kind)
    else:
        if not sent:
            raise Failed(f"which alert? {server.text}")
        verdict = failed(cause.kind, int(re.search(r"\[(\d+)\]", sent)[1]), "server")
        evidence.append(run.says(server, r"^sent alert"))
    expect(run, (client_port, port), verdict, "require", cause.certificate, evidence, tls)


# MARK: JSSE

def java(run: Run, asks: str, certificate: str | None, mtu: int = 0) -> None:
    port = run.port()
    server = stack.java_server(run, port, asks, mtu)
    stack.record(run, port)
    client, client_port = stack.java_client(run, port, certificate, mtu=mtu)
    peer = f"CN={certificate}" if certificate and asks != "none" else "none"
    expect(run, (client_port, port), accepted(asks, certificate), asks, certificate,
           [run.says(server, rf"^handshake DTLSv1.2 peer={peer}"), run.says(client, "^heard: hello"),
            run.exits(client, 0)])


def java_refused(run: Run, cause: Cause, kind: str | None = None) -> None:
    port = run.port()
    server = stack.java_server(run, port, "require")
    stack.record(run, port)
    client, client_port = stack.java_client(run, port, cause.certificate)
    line = run.says(server, r"Fatal \(\w+\): (?!Received)")
    code = alerts.code_named(re.search(r"Fatal \((\w+)\)", line["line"])[1])
    kind = kind or cause.kind
    certificate = cause.certificate if kind == "client_certificate_rejected" else None
    expect(run, (client_port, port), failed(kind, code, "server"), "require", certificate,
           [line, run.says(server, "^server error"), run.says(client, "^client error"), run.exits(client, 2)])


def java_server_refused(run: Run) -> None:
    port = run.port()
    server = stack.java_server(run, port, "require")
    stack.record(run, port)
    client, client_port = stack.java_client(run, port, "client-rsa", "other-root")
    line = run.says(client, r"Fatal \(\w+\): (?!Received)")
    code = alerts.code_named(re.search(r"Fatal \((\w+)\)", line["line"])[1])
    run.expect(Connection(client_port, port, DTLS12, "api.example",
                          failed("server_certificate_rejected", code, "client"), requested=None, presented=False,
                          evidence=[line, run.says(client, "^client error"), run.exits(client, 2)]))


BOTH = "Both sides present certificates and accept each other."
OPTIONAL = "The server asks, the client has none, the server carries on."
ONE_WAY = "The server does not ask for a client certificate."
REFUSES_SERVER = "The client refuses the server's certificate."
SILENT = " It says nothing: its log alone does."


def outcomes(prefix: str, play: Callable, skips: tuple[str, ...] = ()) -> None:
    for what, summary, asks, certificate in (("mutual", BOTH, "require", "client-rsa"),
                                             ("no-certificate-optional", OPTIONAL, "optional", None),
                                             ("one-way", ONE_WAY, "none", None)):
        if what not in skips:
            add(f"dtls-{prefix}-{what}", summary, lambda run, a=asks, c=certificate: play(run, a, c))


def refusals(prefix: str, play: Callable, *causes: Cause, silent: bool = False) -> None:
    for cause in causes:
        summary = cause.summary + (SILENT if silent and cause is NONE else "")
        add(f"dtls-{prefix}-{cause.what}", summary, lambda run, c=cause: play(run, c))


outcomes("openssl-dtls12", openssl)
refusals("openssl-dtls12", openssl_refused, NONE, EXPIRED, UNTRUSTED, REVOKED)
add("dtls-openssl-dtls12-mutual-ecdsa", "Both sides accept each other; the client's key is of P-256.",
    lambda run: openssl(run, "require", "client-ec"))
add("dtls-openssl-dtls12-mutual-cbc", "A cipher suite with CBC, and encrypt-then-MAC.",
    lambda run: openssl(run, "require", "client-rsa", "-cipher", "ECDHE-RSA-AES128-SHA256"))
add("dtls-openssl-dtls12-mutual-cbc-mac-then-encrypt", "A cipher suite with CBC, without encrypt-then-MAC.",
    lambda run: openssl(run, "require", "client-rsa", "-cipher", "ECDHE-RSA-AES256-SHA", "-no_etm"))
add("dtls-openssl-dtls12-mutual-ccm8", "AES-CCM with a tag of eight bytes, as CoAP has it.",
    lambda run: openssl(run, "require", "client-ec", "-cipher", CCM8, server_more=("-cipher", CCM8),
                        server_certificate="server-ec"))
add("dtls-openssl-dtls12-mutual-chacha20", "ChaCha20 and Poly1305.",
    lambda run: openssl(run, "require", "client-rsa", "-cipher", "ECDHE-RSA-CHACHA20-POLY1305"))
add("dtls-openssl-dtls12-server-untrusted", REFUSES_SERVER,
    lambda run: openssl_server_refused(run, "server-untrusted"))
add("dtls-openssl-dtls12-resumed-ticket", "Two connections, the second resumed by a ticket.",
    lambda run: openssl_resumed(run))
add("dtls-openssl-dtls12-resumed-session-id", "Two connections, the second resumed by a session id.",
    lambda run: openssl_resumed(run, "-no_ticket"))
add("dtls-openssl-dtls10-mutual", "Both sides accept each other in DTLS 1.0.",
    lambda run: openssl(run, "require", "client-rsa", tls=DTLS10))
add("dtls-openssl-dtls10-expired", EXPIRED.summary, lambda run: openssl_refused(run, EXPIRED, DTLS10))
for seed in (19, 29, 31):
    add(f"dtls-openssl-dtls12-bad-network-{seed}", "Both sides accept each other, over a network that loses, doubles and delays.",
        lambda run, s=seed: openssl(run, "require", "client-rsa", bad=(s, 12, 8, 8)))

outcomes("gnutls-dtls12", gnutls)
refusals("gnutls-dtls12", gnutls_refused, EXPIRED, REVOKED)
add("dtls-gnutls-dtls12-no-certificate", NONE.summary + SILENT, gnutls_silent)
add("dtls-gnutls-dtls10-mutual", "Both sides accept each other in DTLS 1.0.",
    lambda run: gnutls(run, "require", "client-rsa", DTLS10, ":%COMPAT:+SHA1:+AES-128-CBC:+SIGN-RSA-SHA1"))
for seed in (5, 41):
    add(f"dtls-gnutls-dtls12-bad-network-{seed}", "Both sides accept each other, over a network that loses, doubles and delays.",
        lambda run, s=seed: gnutls(run, "require", "client-rsa", bad=(s, 12, 8, 8)))

outcomes("mbedtls-dtls12", mbedtls)
refusals("mbedtls-dtls12", mbedtls_refused, NONE, EXPIRED, UNTRUSTED, silent=True)
add("dtls-mbedtls-dtls12-mutual-small-datagrams", "Messages are split to datagrams of 512 bytes.",
    lambda run: mbedtls(run, "require", "client-rsa", 512))
add("dtls-mbedtls-dtls12-server-untrusted", REFUSES_SERVER, mbedtls_server_refused)
for seed in (7, 13):
    add(f"dtls-mbedtls-dtls12-bad-network-{seed}", "Both sides accept each other, over a network that loses, doubles and delays.",
        lambda run, s=seed: mbedtls(run, "require", "client-rsa", 600, bad=(s, 10, 8, 8)))

outcomes("wolfssl-dtls12", wolfssl)
refusals("wolfssl-dtls12", wolfssl_refused, NONE, EXPIRED, UNTRUSTED, silent=True)

outcomes("java-dtls12", java)
refusals("java-dtls12", java_refused, NONE, EXPIRED)
add("dtls-java-dtls12-issuer-not-requested", "The client's issuer is not among those that the request names: JSSE's "
    "client answers with none.", lambda run: java_refused(run, UNTRUSTED, "client_certificate_missing"))
add("dtls-java-dtls12-mutual-small-datagrams", "Messages are split to datagrams of 700 bytes.",
    lambda run: java(run, "require", "client-rsa", 700))
add("dtls-java-dtls12-server-untrusted", REFUSES_SERVER, java_server_refused)
