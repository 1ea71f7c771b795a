"""OpenVPN: certificates in its control channel, plain, under tls-auth, tls-crypt and tls-crypt-v2, over UDP and TCP."""
from __future__ import annotations

import time

from ..run import Run
from ..scenario import add
from ..stacks import openvpn
from ..verdict import COMPLETED, ENCRYPTED, Afterwards, Connection, Verdict, failed
from .common import SHORT

KEY = "openvpn.key"
CUT = " The recording stops before anybody asks again."


def expect(run: Run, ports: tuple[int, int], tls: str, verdict: Verdict, evidence: list[dict], presented: bool) -> None:
    run.expect(Connection(*ports, tls, None, verdict, ENCRYPTED if tls == "TLS 1.3" else None, requested=True,
                          presented=presented, evidence=evidence, carrier="openvpn"))


def protect(run: Run, how: str | None) -> tuple[list[str], list[str]]:
    """The options of server and client for what protects their control channel, and its keys."""
    match how:
        case None:
            return [], []
        case "tls-crypt":
            run.prepare("openvpn", "--genkey", "secret", KEY)
            run.openvpn_key = KEY
            return ["--tls-crypt", KEY], ["--tls-crypt", KEY]
        case "tls-crypt-v2":
            run.prepare("openvpn", "--genkey", "tls-crypt-v2-server", KEY)
            run.prepare("openvpn", "--tls-crypt-v2", KEY, "--genkey", "tls-crypt-v2-client", "client-v2.key")
            run.openvpn_key = KEY
            return ["--tls-crypt-v2", KEY], ["--tls-crypt-v2", "client-v2.key"]
        case digest:
            run.prepare("openvpn", "--genkey", "secret", "auth.key")
            return ["--tls-auth", "auth.key", "0", "--auth", digest], ["--tls-auth", "auth.key", "1", "--auth", digest]


def start(run: Run, tls: str, proto: str, how: str | None, server_options: list[str], certificate: str,
          server_certificate: str = "server-rsa"):
    run.filter = proto
    server_key, client_key = protect(run, how)
    port = run.port()
    server = openvpn.serve(run, port, tls, *server_key, *server_options, proto=proto, certificate=server_certificate)
    client, client_port = openvpn.connect(run, port, tls, *client_key, proto=proto, certificate=certificate)
    return server, client, (client_port, port)


def accepted(run: Run, tls: str, proto: str = "udp", how: str | None = None, certificate: str = "client-rsa") -> None:
    server, client, ports = start(run, tls, proto, how, [], certificate)
    evidence = [run.says(server, openvpn.READY, 20), run.says(client, openvpn.READY, 20),
                run.says(server, f"VERIFY OK: depth=0.*CN={certificate}")]
    time.sleep(0.5)
    expect(run, ports, tls, COMPLETED, evidence, True)


def refused(run: Run, tls: str, certificate: str, reason: str, proto: str = "udp", how: str | None = None,
            server_options: tuple[str, ...] = (), cut: bool = False) -> None:
    server, client, ports = start(run, tls, proto, how, list(server_options), certificate)
    evidence = [run.says(server, f"VERIFY ERROR: depth=0, error={reason}", 20),
                run.says(server, "TLS Error: TLS handshake failed|TLS_ERROR: BIO read tls_read_plaintext error")]
    if cut:
        run.stop_sniffing()
    if proto == "udp":
        # Nobody tells the client: it waits, and sends its flight again.
        evidence.append(run.says(client, "TLS key negotiation failed to occur within", openvpn.WINDOW + 10))
    else:
        time.sleep(1)
    closed_by = None if cut else "server"
    expect(run, ports, tls, failed("client_certificate_rejected", closed_by=closed_by), evidence, True)


def server_refused(run: Run, tls: str, proto: str = "udp", cut: bool = False) -> None:
    server, client, ports = start(run, tls, proto, None, [], "client-rsa", "server-untrusted")
    evidence = [run.says(client, "VERIFY ERROR: depth=0, error=unable to get (local )?issuer certificate", 20),
                run.says(client, "TLS Error: TLS handshake failed|TLS_ERROR: BIO read")]
    if cut:
        run.stop_sniffing()
    if proto == "udp":
        evidence.append(run.says(server, "TLS key negotiation failed to occur within", openvpn.WINDOW + 10))
    else:
        time.sleep(1)
    closed_by = None if cut else "client"
    expect(run, ports, tls, failed("server_certificate_rejected", closed_by=closed_by), evidence, False)


UNKNOWN = r"(unable to get (local )?issuer certificate|unable to verify the first certificate)"

for tls, short in SHORT.items():
    def define(tls: str = tls, short: str = short) -> None:
        add(f"openvpn-{short}-mutual", "OpenVPN over UDP: both sides present certificates and accept each other.",
            lambda run: accepted(run, tls))
        add(f"openvpn-{short}-expired", "OpenVPN over UDP. The client's certificate expired in 2021.",
            lambda run: refused(run, tls, "client-expired", "certificate has expired"))
        add(f"openvpn-{short}-unknown-ca",
            "OpenVPN over UDP. The client's certificate comes from an authority that the server does not trust.",
            lambda run: refused(run, tls, "client-untrusted", UNKNOWN))
        add(f"openvpn-{short}-server-untrusted",
            "OpenVPN over UDP. The server's certificate comes from an authority that the client does not trust.",
            lambda run: server_refused(run, tls))
        add(f"openvpn-{short}-cut-short-expired", "OpenVPN over UDP. The client's certificate expired in 2021." + CUT,
            lambda run: refused(run, tls, "client-expired", "certificate has expired", cut=True))
        add(f"openvpn-{short}-cut-short-server-untrusted",
            "OpenVPN over UDP. The server's certificate comes from an authority that the client does not trust." + CUT,
            lambda run: server_refused(run, tls, cut=True))
        add(f"openvpn-{short}-tcp-mutual", "OpenVPN over TCP: both sides present certificates and accept each other.",
            lambda run: accepted(run, tls, "tcp"))
        add(f"openvpn-{short}-tcp-expired", "OpenVPN over TCP. The client's certificate expired in 2021.",
            lambda run: refused(run, tls, "client-expired", "certificate has expired", "tcp"))
        add(f"openvpn-{short}-tls-auth-mutual", "OpenVPN over UDP under tls-auth with SHA-512.",
            lambda run: accepted(run, tls, how="SHA512"), "pcap")
        add(f"openvpn-{short}-tls-crypt-mutual", "OpenVPN over UDP under tls-crypt.",
            lambda run: accepted(run, tls, how="tls-crypt"))
        add(f"openvpn-{short}-tls-crypt-v2-mutual", "OpenVPN over UDP under tls-crypt-v2.",
            lambda run: accepted(run, tls, how="tls-crypt-v2"))
    define()

add("openvpn-tls12-revoked", "OpenVPN over UDP. The client's certificate is on the server's revocation list.",
    lambda run: refused(run, "TLS 1.2", "client-revoked", "certificate revoked",
                        server_options=("--crl-verify", "pki/root.crl.pem")))
add("openvpn-tls13-tls-auth-expired", "OpenVPN over UDP under tls-auth with SHA-1. The client's certificate expired in 2021.",
    lambda run: refused(run, "TLS 1.3", "client-expired", "certificate has expired", how="SHA1"))
add("openvpn-tls13-tls-crypt-expired", "OpenVPN over TCP under tls-crypt. The client's certificate expired in 2021.",
    lambda run: refused(run, "TLS 1.3", "client-expired", "certificate has expired", "tcp", "tls-crypt"))


def password_refused(run: Run, tls: str) -> None:
    """The certificate is good, the password is not: the server says so once TLS is there."""
    run.filter = "udp"
    script = run.folder / "refuse"
    script.write_text("#!/bin/sh\nexit 1\n")
    script.chmod(0o755)
    (run.folder / "login").write_text("alice\nwrong\n")
    port = run.port()
    server = openvpn.serve(run, port, tls, "--dev", "tun", "--mode", "server", "--server", "10.8.0.0", "255.255.255.0",
                           "--script-security", "2", "--auth-user-pass-verify", "./refuse", "via-file", "--tmp-dir", ".")
    client, client_port = openvpn.connect(run, port, tls, "--dev", "tun", "--pull", "--auth-user-pass", "login")
    evidence = [run.says(server, "Auth Username/Password verification failed", 20), run.says(client, "AUTH_FAILED", 20),
                run.says(server, "VERIFY OK: depth=0.*CN=client-rsa")]
    run.expect(Connection(client_port, port, tls, None, COMPLETED, ENCRYPTED if tls == "TLS 1.3" else None, requested=True,
                          presented=True, evidence=evidence, carrier="openvpn",
                          afterwards=Afterwards("server", "AUTH_FAILED", "refused_by_application", None)))


for tls, short in SHORT.items():
    add(f"openvpn-{short}-wrong-password", "OpenVPN over UDP. The certificate is good, the password is not.",
        lambda run, t=tls: password_refused(run, t))
