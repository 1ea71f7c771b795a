"""802.1X: EAP-TLS, EAP-TTLS and PEAP over EAPOL and over RADIUS."""
from __future__ import annotations

from ..run import Run
from ..scenario import add
from ..stacks import eap
from ..verdict import COMPLETED, ENCRYPTED, NOT_REQUESTED, Connection, Verdict, failed
from .common import SHORT

ACCEPTED, REFUSED = "CTRL-EVENT-EAP-SUCCESS", "CTRL-EVENT-EAP-FAILURE"
#: Stations of a link have no ports.
NO_PORT = 0
CRL = "authorities-and-list.pem"

#: What the client presents, hostapd's words for why it is refused, and the authorities that the server checks with.
REFUSALS = [
    ("expired", "The client's certificate expired in 2021.", "client-expired", "certificate has expired"),
    ("unknown-ca", "The client's certificate comes from an authority that the server does not trust.",
     "client-untrusted", "unable to get (local )?issuer certificate|unable to verify the first certificate"),
    ("revoked", "The client's certificate is on the server's revocation list.", "client-revoked", "certificate revoked"),
]


def with_list(run: Run) -> str:
    """The authority and its revocation list in one file, as hostapd and FreeRADIUS want it."""
    text = "".join((run.folder / "pki" / name).read_text() for name in ("root.pem", "root.crl.pem"))
    (run.folder / CRL).write_text(text)
    run.commands.append(f"cat pki/root.pem pki/root.crl.pem > {CRL}")
    return CRL


def expect(run: Run, tls: str, verdict: Verdict, evidence: list[dict], requested: bool, presented: bool,
           ports: tuple[int, int] = (NO_PORT, NO_PORT), resumed: bool = False) -> None:
    run.expect(Connection(*ports, tls, None, verdict, ENCRYPTED if tls == "TLS 1.3" else None, requested=requested,
                          presented=presented, evidence=evidence, resumed=resumed,
                          carrier="eapol" if ports[0] == NO_PORT else "radius"))


# MARK: EAPOL, hostapd and wpa_supplicant

def accepted(run: Run, tls: str, more: str = "", client_more: str = "") -> None:
    eap.wire(run)
    server = eap.hostapd(run, tls, more=more)
    client = eap.supplicant(run, eap.profile(run, "TLS", tls, certificate="client-rsa", more=client_more))
    eap.settle(client, ACCEPTED)
    expect(run, tls, COMPLETED, [run.says(server, ACCEPTED), run.says(client, ACCEPTED)], True, True)


def asked_twice(run: Run, tls: str) -> None:
    """The station's EAPOL-Start comes twice, and so does the request for its identity."""
    eap.wire(run)
    server = eap.hostapd(run, tls)
    doubler = run.start("doubler", ["python3", "programs/double-start.py", eap.STATION])
    eap.settle(doubler, "listening")
    client = eap.supplicant(run, eap.profile(run, "TLS", tls, certificate="client-rsa"))
    eap.settle(client, ACCEPTED)
    run.says(doubler, "sent again")
    expect(run, tls, COMPLETED, [run.says(server, ACCEPTED), run.says(client, ACCEPTED)], True, True)


def refused(run: Run, tls: str, certificate: str, reason: str) -> None:
    eap.wire(run)
    is_listed = certificate == "client-revoked"
    server = eap.hostapd(run, tls, authorities=with_list(run) if is_listed else "pki/root.pem",
                         more="check_crl=1" if is_listed else "")
    client = eap.supplicant(run, eap.profile(run, "TLS", tls, certificate=certificate))
    eap.settle(client, REFUSED)
    evidence = [run.says(server, reason), run.says(server, REFUSED), run.says(client, REFUSED)]
    client.stop()
    expect(run, tls, failed("client_certificate_rejected", closed_by="server"), evidence, True, True)


def server_refused(run: Run, tls: str, certificate: str, more: str, alert: int, words: str) -> None:
    eap.wire(run)
    server = eap.hostapd(run, tls, certificate=certificate)
    client = eap.supplicant(run, eap.profile(run, "TLS", tls, certificate="client-rsa", more=more))
    eap.settle(client, "CTRL-EVENT-EAP-TLS-CERT-ERROR")
    eap.settle(client, REFUSED)
    evidence = [run.says(client, "CTRL-EVENT-EAP-TLS-CERT-ERROR"), run.says(client, REFUSED),
                run.says(server, f"SSL3 alert: read \\(remote end reported an error\\):fatal:{words}")]
    client.stop()
    verdict = failed("server_certificate_rejected", alert, "client")
    run.expect(Connection(NO_PORT, NO_PORT, tls, None, verdict, verdict if tls == "TLS 1.3" else None, requested=True,
                          presented=False, evidence=evidence, carrier="eapol"))


def one_way(run: Run, tls: str, password: str) -> None:
    """The outer handshake is good either way: a wrong password fails inside of it."""
    eap.wire(run)
    users = f'* PEAP\n"{eap.IDENTITY}" MSCHAPV2 "{eap.PASSWORD}" [2]\n'
    server = eap.hostapd(run, tls, users=users)
    client = eap.supplicant(run, eap.profile(run, "PEAP", tls, password=password))
    is_good = password == eap.PASSWORD
    eap.settle(client, ACCEPTED if is_good else REFUSED)
    evidence = [run.says(server, ACCEPTED if is_good else REFUSED), run.says(client, "EAP-PEAP: TLS done")]
    client.stop()
    expect(run, tls, NOT_REQUESTED, evidence, False, False)


# MARK: RADIUS

def radius(run: Run, tls: str, method: str, certificate: str | None, reason: str | None, *, require: bool = False,
           fragment: int = 1024) -> None:
    run.filter = "udp"
    port = run.port()
    server = eap.freeradius(run, port, tls, method.lower(), require=require, fragment=fragment)
    profile = eap.profile(run, method, tls, certificate=certificate,
                          password=eap.PASSWORD if method != "TLS" else None)
    client, client_port = eap.eapol_test(run, profile, port)
    evidence = [run.exits(client, *((0,) if reason is None else (252, 253, 254, 255, 1)), timeout=40)]
    if reason is None:
        evidence += [run.says(client, "^SUCCESS"), run.says(server, "Sent Access-Accept")]
        is_asked = certificate is not None
        verdict = COMPLETED if is_asked else NOT_REQUESTED
        return expect(run, tls, verdict, evidence, is_asked, is_asked, (client_port, port))
    evidence += [run.says(client, "^FAILURE"), run.says(server, reason)]
    kind = "client_certificate_rejected" if certificate else "client_certificate_missing"
    expect(run, tls, failed(kind, closed_by="server"), evidence, True, certificate is not None, (client_port, port))


for tls, short in SHORT.items():
    def define(tls: str = tls, short: str = short) -> None:
        add(f"eap-hostapd-{short}-mutual", "EAP-TLS over EAPOL: both sides present certificates and accept each other.",
            lambda run: accepted(run, tls))
        add(f"eap-hostapd-{short}-fragments", "The same in fragments of 300 bytes each way.",
            lambda run: accepted(run, tls, "fragment_size=300", "  fragment_size=300"), "pcap")
        add(f"eap-hostapd-{short}-asked-twice",
            "EAP-TLS over EAPOL. The station's EAPOL-Start comes twice, and the authenticator asks for the identity twice.",
            lambda run: asked_twice(run, tls))
        for what, summary, certificate, reason in REFUSALS:
            add(f"eap-hostapd-{short}-{what}", f"EAP-TLS over EAPOL. {summary}",
                lambda run, certificate=certificate, reason=reason: refused(run, tls, certificate, reason))
        add(f"eap-hostapd-{short}-server-untrusted",
            "EAP-TLS over EAPOL: the server's certificate comes from an authority that the client does not trust.",
            lambda run: server_refused(run, tls, "server-untrusted", "", 48, "unknown CA"))
        add(f"eap-hostapd-{short}-server-not-expected",
            "EAP-TLS over EAPOL: the client expects another name in the server's certificate (domain_match).",
            lambda run: server_refused(run, tls, "server-rsa", '  domain_match="other.example"', 80, "internal error"))
        add(f"eap-hostapd-{short}-peap", "PEAP over EAPOL: the client proves itself by a password inside.",
            lambda run: one_way(run, tls, eap.PASSWORD))
        add(f"eap-hostapd-{short}-peap-wrong-password",
            "PEAP over EAPOL: the outer handshake is good, and the password inside is wrong.",
            lambda run: one_way(run, tls, "another-password"))
        add(f"eap-freeradius-{short}-mutual", "EAP-TLS over RADIUS: both sides present certificates and accept each other.",
            lambda run: radius(run, tls, "TLS", "client-rsa", None))
        add(f"eap-freeradius-{short}-expired", "EAP-TLS over RADIUS. The client's certificate expired in 2021.",
            lambda run: radius(run, tls, "TLS", "client-expired", "certificate has expired"))
        add(f"eap-freeradius-{short}-ttls", "EAP-TTLS over RADIUS: the client proves itself by a password inside.",
            lambda run: radius(run, tls, "TTLS", None, None))
        if tls == "TLS 1.2":
            add("eap-freeradius-tls12-ttls-mutual", "EAP-TTLS over RADIUS, with a client certificate as well.",
                lambda run: radius(run, tls, "TTLS", "client-rsa", None, require=True))
        add(f"eap-freeradius-{short}-ttls-no-certificate",
            "EAP-TTLS over RADIUS: the server insists on a client certificate and the client has none.",
            lambda run: radius(run, tls, "TTLS", None, "peer did not return a certificate", require=True))
    define()
