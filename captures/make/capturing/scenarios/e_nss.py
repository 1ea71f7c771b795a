"""NSS on both sides."""
from __future__ import annotations

from ..run import Run
from ..scenario import add
from ..stacks.nss import selfserv, talk, tstclnt
from ..stacks.openssl import s_client
from ..stacks.openssl import talk as openssl_talk
from ..verdict import COMPLETED, NOT_PRESENTED, NOT_REQUESTED, Connection, failed
from .common import EXPIRED, NONE, PURPOSE, REVOKED, SHORT, UNTRUSTED, Cause, hidden, refused_by_alert


#: The server's own errors: no certificate, unknown issuer, expired, revoked.
REASONS = {"no-certificate": "-12285", "unknown-ca": "-8179", "expired": "-8181", "revoked": "-8180",
           "certificate-withheld": "-12285", "wrong-purpose": "-8102|-8101", "bad-signature": "-8182"}
WITHHELD = Cause("certificate-withheld", "The client has a certificate for servers only: NSS's client does not present "
                 "it.", None)


def refused(run: Run, tls: str, cause: Cause) -> None:
    port = run.port()
    server = selfserv(run, port, tls, crl="pki/root.crl.pem" if cause is REVOKED else None)
    client, client_port = tstclnt(run, port, tls,
                                  certificate="client-wrong-purpose" if cause is WITHHELD else cause.certificate)
    talk(client)
    refused_by_alert(run, tls, (client_port, port), cause, server, f"error {REASONS[cause.what]}", client, "_ALERT",
                     server_name=None if tls == "SSL 3.0" else "api.example")


def refused_openssl(run: Run, tls: str, cause: Cause, key: str | None = None) -> None:
    """OpenSSL's client presents what it is given, and writes a key log, which Debian's NSS does not."""
    port = run.port()
    server = selfserv(run, port, tls)
    client, client_port = s_client(run, port, tls, certificate=cause.certificate, key=key)
    openssl_talk(client)
    refused_by_alert(run, tls, (client_port, port), cause, server, f"error ({REASONS[cause.what]})", client,
                     "SSL alert number")


def carried_on(run: Run, tls: str, verify: str | None, certificate: str | None) -> None:
    port = run.port()
    server = selfserv(run, port, tls, verify=verify)
    client, client_port = tstclnt(run, port, tls, certificate=certificate)
    talk(client)
    evidence = [run.says(client, "TP/1.0 200 OK"), run.says(server, r"SSL version 3\.\d using"), run.exits(client, 0)]
    if certificate:
        evidence.append(run.says(server, rf"CN={certificate}"))
    else:
        run.never_says(server, "CN=client")
    # SSL 3.0 has no extensions, and so no server_name.
    server_name = None if tls == "SSL 3.0" else "api.example"
    verdict = COMPLETED if certificate else NOT_PRESENTED if verify else NOT_REQUESTED
    run.expect(Connection(client_port, port, tls, server_name, verdict, hidden(tls), requested=verify is not None,
                          presented=certificate is not None, evidence=evidence))


def server_refused(run: Run, tls: str) -> None:
    port = run.port()
    server = selfserv(run, port, tls)
    client, client_port = tstclnt(run, port, tls, certificate="client-rsa", ca="other-root")
    talk(client)
    evidence = [run.says(client, "SEC_ERROR|authentication of server cert failed"), run.exits(client, 254)]
    alert, line = run.alert_received(server)
    run.expect(Connection(client_port, port, tls, "api.example", failed("server_certificate_rejected", alert, "client"),
                          hidden(tls), requested=True, presented=False, evidence=[*evidence, line]))


VERSIONS = {**SHORT, "SSL 3.0": "ssl3", "TLS 1.0": "tls10"}
for tls, short in VERSIONS.items():
    add(f"nss-{short}-mutual", "Both sides present certificates and accept each other.",
        lambda run, t=tls: carried_on(run, t, "required", "client-rsa"))
    add(f"nss-{short}-no-certificate", NONE.summary, lambda run, t=tls: refused(run, t, NONE))
    add(f"nss-{short}-no-certificate-optional", "The server asks, the client has none, the server carries on.",
        lambda run, t=tls: carried_on(run, t, "optional", None))
for tls, short in SHORT.items():
    add(f"nss-{short}-one-way", "The server does not ask for a client certificate.",
        lambda run, t=tls: carried_on(run, t, None, None))
    for cause in (UNTRUSTED, EXPIRED, WITHHELD, REVOKED):
        add(f"nss-{short}-{cause.what}", cause.summary, lambda run, t=tls, c=cause: refused(run, t, c))
    add(f"nss-{short}-server-untrusted", "The client refuses the server's certificate.",
        lambda run, t=tls: server_refused(run, t))
    for cause in (NONE, UNTRUSTED, PURPOSE):
        add(f"nss-openssl-{short}-{cause.what}", cause.summary, lambda run, t=tls, c=cause: refused_openssl(run, t, c))
    add(f"nss-openssl-{short}-bad-signature", "The client signs with a key that is not the certificate's.",
        lambda run, t=tls: refused_openssl(run, t, Cause("bad-signature", "", "client-ec"), "client-ec-wrong-scalar"))
