"""GnuTLS on both sides."""
from __future__ import annotations

from .. import alerts
from ..endpoint import Failed
from ..run import Run
from ..scenario import add, scenario
from ..stacks.gnutls import gnutls_cli, gnutls_serv, talk
from ..stacks.openssl import s_client
from ..stacks.openssl import talk as openssl_talk
from ..verdict import COMPLETED, NOT_PRESENTED, NOT_REQUESTED, Connection, failed
from .common import EARLY, EXPIRED, NONE, REVOKED, SHORT, UNTRUSTED, Cause, hidden, refused_by_alert

CRL = ["--x509crlfile", "pki/root.crl.pem"]


def refused(run: Run, tls: str, cause: Cause) -> None:
    port = run.port()
    server = gnutls_serv(run, port, tls, *(CRL if cause is REVOKED else []))
    client, client_port = gnutls_cli(run, port, tls, certificate=cause.certificate)
    talk(client)
    refused_by_alert(run, tls, (client_port, port), cause, server, "Error in handshake", client, "Received alert")
    if cause.certificate:
        # The server does not say what it got: the client says what it sent.
        run.connections[-1].evidence.append(run.says(client, "Successfully sent 1 certificate"))
    else:
        run.never_says(client, "Successfully sent [1-9]")


def bad_signature(run: Run, tls: str) -> None:
    """OpenSSL's client does not notice that its key is broken."""
    port = run.port()
    server = gnutls_serv(run, port, tls)
    client, client_port = s_client(run, port, tls, certificate="client-ec", key="client-ec-wrong-scalar")
    openssl_talk(client)
    cause = Cause("bad-signature", "", "client-ec")
    refused_by_alert(run, tls, (client_port, port), cause, server, "Error in handshake.*signature", client,
                     "SSL alert number")


def carried_on(run: Run, tls: str, verify: str | None, certificate: str | None, **more) -> None:
    """The handshake completes; `verify` and `certificate` say which kind of completion it is."""
    port = run.port()
    server = gnutls_serv(run, port, tls, verify=verify, **more)
    client, client_port = gnutls_cli(run, port, tls, certificate=certificate, **more)
    talk(client)
    evidence = [run.says(client, "Handshake was completed"), run.says(client, r"^hello"), run.exits(client, 0)]
    version = tls.replace(" ", "")
    evidence.append(run.says(server, rf"Version: {version}|Description: .*{version}"))
    if certificate:
        evidence.append(run.says(client, "Successfully sent 1 certificate"))
        evidence.append(run.says(server, "Got a certificate list of 1"))
        verdict = COMPLETED
    elif verify:
        run.never_says(server, "Got a certificate list")
        evidence.append(run.says(client, "Server did not send us any trusted|No certificates found|server's trusted|"
                                         "Successfully sent 0 certificate"))
        verdict = NOT_PRESENTED
    else:
        run.never_says(client, "Successfully sent")
        verdict = NOT_REQUESTED
    run.expect(Connection(client_port, port, tls, "api.example", verdict, hidden(tls), requested=verify is not None,
                          presented=certificate is not None, evidence=evidence))


def server_refused(run: Run, tls: str, certificate: str, reason: str) -> None:
    """A TLS 1.2 server of GnuTLS takes the alert for "no certificate": only the client's log names it."""
    port = run.port()
    server = gnutls_serv(run, port, tls, certificate=certificate)
    client, client_port = gnutls_cli(run, port, tls, "-d", "5", certificate="client-rsa")
    talk(client)
    sent = run.says(client, r"Sending Alert\[2")
    alert = alerts.sent(sent["line"])
    if alert is None:
        raise Failed(f"which alert? {sent}")
    evidence = [run.says(client, reason), sent, run.exits(client, 1), run.says(server, "Error in handshake")]
    run.expect(Connection(client_port, port, tls, "api.example", failed("server_certificate_rejected", alert, "client"),
                          hidden(tls), requested=True, presented=False, evidence=evidence))


for tls, short in SHORT.items():
    add(f"gnutls-{short}-mutual", "Both sides present certificates and accept each other.",
        lambda run, t=tls: carried_on(run, t, "required", "client-rsa"))
    add(f"gnutls-{short}-mutual-ecdsa", "Both sides present P-256 certificates and accept each other.",
        lambda run, t=tls: carried_on_ec(run, t), "pcap")
    add(f"gnutls-{short}-wrong-purpose-accepted", "A certificate for servers only, which GnuTLS's server accepts.",
        lambda run, t=tls: carried_on(run, t, "required", "client-wrong-purpose"))
    add(f"gnutls-{short}-no-certificate-optional", "The server asks, the client has none, the server carries on.",
        lambda run, t=tls: carried_on(run, t, "optional", None))
    add(f"gnutls-{short}-one-way", "The server does not ask for a client certificate.",
        lambda run, t=tls: carried_on(run, t, None, None))
    for cause in (NONE, UNTRUSTED, EXPIRED, EARLY, REVOKED):
        add(f"gnutls-{short}-{cause.what}", cause.summary, lambda run, t=tls, c=cause: refused(run, t, c))
    add(f"gnutls-openssl-{short}-bad-signature", "The client signs with a key that is not the certificate's.",
        lambda run, t=tls: bad_signature(run, t))
    for what, certificate, reason in (("server-untrusted", "server-untrusted", "The certificate issuer is unknown"),
                                      ("server-name-mismatch", "server-other-name", "does not match")):
        add(f"gnutls-{short}-{what}", "The client refuses the server's certificate.",
            lambda run, t=tls, c=certificate, r=reason: server_refused(run, t, c, r))
add("gnutls-tls10-mutual", "A mutual session in TLS 1.0.",
    lambda run: carried_on(run, "TLS 1.0", "required", "client-rsa"))
add("gnutls-tls11-no-certificate", "TLS 1.1: the server insists on a certificate and the client has none.",
    lambda run: refused(run, "TLS 1.1", NONE))


def carried_on_ec(run: Run, tls: str) -> None:
    port = run.port()
    server = gnutls_serv(run, port, tls, certificate="server-ec")
    client, client_port = gnutls_cli(run, port, tls, certificate="client-ec")
    talk(client)
    evidence = [run.says(server, "Got a certificate list of 1"), run.says(client, "Successfully sent 1 certificate"),
                run.says(client, r"^hello"), run.exits(client, 0)]
    run.expect(Connection(client_port, port, tls, "api.example", COMPLETED, hidden(tls), requested=True, presented=True,
                          evidence=evidence))


RAW = ":+CTYPE-SRV-RAWPK:+CTYPE-CLI-RAWPK:-CTYPE-SRV-X509:-CTYPE-CLI-X509"


def raw_public_keys(run: Run, tls: str) -> None:
    """RFC 7250 on both sides; the server asks but has nothing to check a bare key against."""
    port = run.port()
    for role in ("server-rsa", "client-rsa"):
        run.prepare("openssl", "pkey", "-in", f"pki/{role}.test-only.key.pem", "-pubout", "-out", f"{role}.pub.pem")
    server = gnutls_serv(run, port, tls, "--rawpkkeyfile", "pki/server-rsa.test-only.key.pem", "--rawpkfile",
                         "server-rsa.pub.pem", certificate=None, verify="unchecked", priorities=RAW)
    client, client_port = gnutls_cli(run, port, tls, "--rawpkkeyfile", "pki/client-rsa.test-only.key.pem",
                                     "--rawpkfile", "client-rsa.pub.pem", "--insecure", priorities=RAW)
    talk(client)
    evidence = [run.says(client, "Certificate type: Raw"), run.says(client, "Handshake was completed"),
                run.says(server, "Certificate type: Raw"), run.says(client, r"^hello"), run.exits(client, 0)]
    run.expect(Connection(client_port, port, tls, "api.example", COMPLETED, hidden(tls), requested=True, presented=True,
                          evidence=evidence))


for tls, short in SHORT.items():
    add(f"gnutls-{short}-raw-public-keys", "Raw public keys instead of certificates on both sides.",
        lambda run, t=tls: raw_public_keys(run, t))


@scenario("gnutls-tls12-srp", "Secure Remote Password: the client authenticates by a password.")
def srp(run: Run) -> None:
    run.prepare("sh", "-c", "srptool --create-conf srp.conf && echo test-only | "
                "srptool --passwd srp.users --passwd-conf srp.conf --username user")
    port = run.port()
    server = gnutls_serv(run, port, "TLS 1.2", "--srppasswd", "srp.users", "--srppasswdconf", "srp.conf",
                         verify=None, priorities=":-KX-ALL:+SRP-RSA:+SRP")
    client, client_port = gnutls_cli(run, port, "TLS 1.2", "--srpusername", "user", "--srppasswd", "test-only",
                                     priorities=":-KX-ALL:+SRP-RSA:+SRP")
    talk(client)
    run.expect(Connection(
        client_port, port, "TLS 1.2", "api.example", NOT_REQUESTED, requested=False, presented=False,
        evidence=[run.says(client, "Description: .*SRP"), run.says(server, "SRP"), run.says(client, r"^hello"),
                  run.exits(client, 0)]))
