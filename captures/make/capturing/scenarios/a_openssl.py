"""OpenSSL on both sides: every cause of a refusal, in TLS 1.2 and 1.3."""
from __future__ import annotations

from dataclasses import dataclass, field

from ..endpoint import Failed
from ..run import Run
from ..scenario import add
from ..stacks.openssl import s_client, s_server, talk
from ..verdict import COMPLETED, ENCRYPTED, NOT_PRESENTED, NOT_REQUESTED, Connection, failed

SHORT = {"TLS 1.2": "tls12", "TLS 1.3": "tls13"}


@dataclass
class Refusal:
    """A client that the server refuses, and the server's reason in its own words."""

    what: str
    summary: str
    certificate: str | None
    reason: str
    kind: str = "client_certificate_rejected"
    key: str | None = None
    server: list[str] = field(default_factory=list)


CRL = ["-CRL", "pki/root.crl.pem", "-crl_check"]
REFUSALS = [
    Refusal("no-certificate", "The server insists on a client certificate and the client has none.",
            None, "peer did not return a certificate", "client_certificate_missing"),
    Refusal("unknown-ca", "The client's certificate comes from an authority that the server does not trust.",
            "client-untrusted", r"verify error:num=(20|21):"),
    Refusal("self-signed", "The client presents a self-signed certificate.",
            "client-self-signed", r"verify error:num=18:"),
    Refusal("expired", "The client's certificate expired in 2021.", "client-expired", r"verify error:num=10:"),
    Refusal("not-yet-valid", "The client's certificate is valid from 2098 on.",
            "client-not-yet-valid", r"verify error:num=9:"),
    Refusal("wrong-purpose", "The client's certificate may only authenticate servers.",
            "client-wrong-purpose", r"verify error:num=26:"),
    Refusal("revoked", "The client's certificate is on the server's revocation list.",
            "client-revoked", r"verify error:num=23:", server=CRL),
    Refusal("crl-expired", "The client's certificate is good, the server's revocation list is out of date.",
            "client-rsa", r"verify error:num=12:", server=["-CRL", "pki/root-expired.crl.pem", "-crl_check"]),
    Refusal("missing-intermediate", "The client presents a leaf without the intermediate that issued it.",
            "client-under-intermediate", r"verify error:num=(20|21):"),
    Refusal("bad-signature", "The client signs CertificateVerify with a key that is not the certificate's.",
            "client-ec", r"bad signature", key="client-ec-wrong-scalar"),
]


def play_refusal(run: Run, tls: str, refusal: Refusal) -> None:
    port = run.port()
    server = s_server(run, port, tls, *refusal.server)
    client, client_port = s_client(run, port, tls, certificate=refusal.certificate, key=refusal.key)
    talk(client)
    reason = run.says(server, refusal.reason)
    wrote = run.says(server, r"SSL3 alert write:fatal")
    alert, line = run.alert_received(client, r"SSL alert number")
    run.exits(client, 1)
    if tls == "TLS 1.3" and not client.find(r"TLSv1\.3"):
        raise Failed("the client does not report TLS 1.3")
    run.expect(Connection(
        client_port, port, tls, "api.example", failed(refusal.kind, alert, "server"),
        ENCRYPTED if tls == "TLS 1.3" else None, requested=True, presented=refusal.certificate is not None,
        evidence=[reason, wrote, line]))


def accepted(run: Run, tls: str, certificate: str, server_certificate: str = "server-rsa", chain: bool = False,
             server_options: list[str] | None = None, client_options: list[str] | None = None, **more) -> None:
    """A mutual session: the server shows the certificate that it verified, the client its return code."""
    port = run.port()
    server = s_server(run, port, tls, *(server_options or []), certificate=server_certificate,
                      **{k: v for k, v in more.items() if k in ("address",)})
    client, client_port = s_client(run, port, tls, *(client_options or []), certificate=certificate, chain=chain, **more)
    talk(client)
    evidence = [run.says(server, rf"Peer certificate: .*CN = {certificate}$"), run.says(client, r"Verify return code: 0 \(ok\)"),
                run.says(client, r"^olleh"), run.exits(client, 0)]
    run.expect(Connection(
        client_port, port, tls, more.get("server_name", "api.example"), COMPLETED,
        ENCRYPTED if tls == "TLS 1.3" else None, requested=True, presented=True, evidence=evidence))


def optional(run: Run, tls: str) -> None:
    port = run.port()
    server = s_server(run, port, tls, verify="optional")
    client, client_port = s_client(run, port, tls)
    talk(client)
    evidence = [run.says(server, r"no client certificate available|No peer certificate"),
                run.says(client, r"Acceptable client certificate CA names"),
                run.says(client, r"^olleh"), run.exits(client, 0)]
    run.expect(Connection(client_port, port, tls, "api.example", NOT_PRESENTED,
                          ENCRYPTED if tls == "TLS 1.3" else None, requested=True, presented=False, evidence=evidence))


def one_way(run: Run, tls: str) -> None:
    port = run.port()
    server = s_server(run, port, tls, verify=None)
    client, client_port = s_client(run, port, tls)
    talk(client)
    evidence = [run.says(client, r"No client certificate CA names sent"), run.says(client, r"Verify return code: 0 \(ok\)"),
                run.says(client, r"^olleh"), run.exits(client, 0)]
    run.never_says(server, "read client certificate")
    run.expect(Connection(client_port, port, tls, "api.example", NOT_REQUESTED,
                          ENCRYPTED if tls == "TLS 1.3" else None, requested=False, presented=False, evidence=evidence))


def server_refused(run: Run, tls: str, certificate: str, reason: str, options: list[str]) -> None:
    """OpenSSL's client checks the chain as soon as it has the Certificate; its alert is in plaintext."""
    port = run.port()
    server = s_server(run, port, tls, certificate=certificate)
    client, client_port = s_client(run, port, tls, *options, certificate="client-rsa")
    client.close_input()
    evidence = [run.says(client, reason), run.says(client, r"SSL3 alert write:fatal"), run.exits(client, 1)]
    alert, line = run.alert_received(server, "SSL alert number")
    verdict = failed("server_certificate_rejected", alert, "client")
    run.expect(Connection(client_port, port, tls, "api.example", verdict, verdict if tls == "TLS 1.3" else None,
                          requested=True, presented=False, evidence=[*evidence, line]))


SERVER_REFUSALS = [
    ("server-untrusted", "server-untrusted", r"verify error:num=(20|21):", []),
    ("server-expired", "server-expired", r"verify error:num=10:", []),
    ("server-self-signed", "server-self-signed", r"verify error:num=18:", []),
    ("server-name-mismatch", "server-other-name", r"verify error:num=62:", ["-verify_hostname", "api.example"]),
]

for tls, short in SHORT.items():
    def define(tls: str = tls, short: str = short) -> None:
        add(f"openssl-{short}-mutual-rsa", "Both sides present RSA certificates and accept each other.",
            lambda run: accepted(run, tls, "client-rsa"))
        add(f"openssl-{short}-mutual-ecdsa", "Both sides present P-256 certificates and accept each other.",
            lambda run: accepted(run, tls, "client-ec", "server-ec"), "pcap")
        add(f"openssl-{short}-mutual-p384", "The client presents a P-384 certificate and is accepted.",
            lambda run: accepted(run, tls, "client-p384"), "pcap-nano")
        add(f"openssl-{short}-mutual-ed25519", "The client presents an Ed25519 certificate and is accepted.",
            lambda run: accepted(run, tls, "client-ed25519"), "pcapng-any")
        add(f"openssl-{short}-mutual-intermediate", "The client presents leaf and intermediate and is accepted.",
            lambda run: accepted(run, tls, "client-under-intermediate", chain=True))
        add(f"openssl-{short}-no-certificate-optional",
            "The server asks for a client certificate, gets none and carries on.", lambda run: optional(run, tls))
        add(f"openssl-{short}-one-way", "The server does not ask for a client certificate.",
            lambda run: one_way(run, tls))
        for refusal in REFUSALS:
            add(f"openssl-{short}-{refusal.what}", refusal.summary,
                lambda run, refusal=refusal: play_refusal(run, tls, refusal))
        for what, certificate, reason, options in SERVER_REFUSALS:
            add(f"openssl-{short}-{what}", f"The client refuses the server's certificate: {what.replace('-', ' ')}.",
                lambda run, c=certificate, r=reason, o=options: server_refused(run, tls, c, r, o))
    define()
