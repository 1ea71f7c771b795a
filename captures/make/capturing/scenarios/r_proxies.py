"""TLS that goes in another framing, through a proxy, behind a proxy's header, or on FTP's two connections."""
from __future__ import annotations

import re

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from ..scenario import add
from ..stacks import services, version
from ..stacks.openssl import s_client, s_server
from ..verdict import COMPLETED, NOT_REQUESTED, Connection, Refusal, failed
from .common import hidden
from .q_framings import MAIL, NAMES, PYTHON, REFUSED_CLIENT, framed_server, granted, preamble, talk


# MARK: - TDS, AMQP, HTTP's Upgrade: TLS by real stacks, framing by a program of ours

def framed_client(run: Run, port: int, tls: str, certificate: str | None, what: str) -> tuple[Endpoint, int]:
    run.stacks["client"] = f"{version(PYTHON, '--version')}, OpenSSL, framing by framed_end.py"
    client, client_port = run.connect([PYTHON, "programs/framed_end.py", "client", SERVER, str(port), NAMES[tls],
                                       certificate or "-", what])
    client.close_input()
    client.wait()
    return client, client_port


def framed(run: Run, tls: str, what: str, kind: str, certificate: str | None, carrier: str | None = None) -> None:
    port = run.port()
    server = framed_server(what, tls)(run, port)
    client, client_port = framed_client(run, port, tls, certificate, what)
    if certificate and certificate != REFUSED_CLIENT:
        verdict = COMPLETED
        evidence = [run.says(server, rf"^handshake {NAMES[tls]} client=.*'{certificate}'"),
                    run.says(client, "client heard: b'accepted"), run.exits(client, 0)]
    else:
        code, line = run.alert_received(client, "client error")
        verdict = failed("client_certificate_rejected" if certificate else "client_certificate_missing", code, "server")
        evidence = [run.says(server, "server error: SSL"), line, run.exits(client, 2)]
    granted(run, (client_port, port), tls, kind, evidence, verdict, presented=certificate is not None, carrier=carrier)


def framed_refused(run: Run, what: str, kind: str, reason: str) -> None:
    port = run.port()
    server = framed_server(f"{what}-refused", "TLS 1.2")(run, port)
    client, _ = framed_client(run, port, "TLS 1.2", None, what)
    run.expect_refusal(Refusal(port, kind, None, reason, [run.says(client, "client error"), run.exits(client, 5),
                                                         run.says(server, "ENCRYPT_NOT_SUP|refused TLS")]))


add("tds-openssl-tls12-accepted", "SQL Server's TDS 7: the handshake in PRELOGIN packets; both sides accept each other.",
    lambda run: framed(run, "TLS 1.2", "tds", "tds", "client-rsa", "tds"))
add("tds-openssl-tls12-unknown-ca", "TDS 7; the server refuses a client of another authority.",
    lambda run: framed(run, "TLS 1.2", "tds", "tds", REFUSED_CLIENT, "tds"))
add("tds-openssl-tls13-accepted", "TDS 7 with TLS 1.3; both sides accept each other.",
    lambda run: framed(run, "TLS 1.3", "tds", "tds", "client-rsa", "tds"))
add("tds-openssl-encryption-not-supported", "TDS 7; the server says that it does not support encryption.",
    lambda run: framed_refused(run, "tds", "tds", "ENCRYPT_NOT_SUP"))
add("amqp-openssl-tls13-accepted", "AMQP's header that asks for TLS; both sides accept each other.",
    lambda run: framed(run, "TLS 1.3", "amqp", "amqp", "client-rsa"))
add("amqp-openssl-tls-not-supported", "The server answers AMQP's header for TLS with that of AMQP 0-9-1.",
    lambda run: framed_refused(run, "amqp", "amqp", "does not support TLS"))


def tsql(run: Run) -> None:
    """FreeTDS as the client; what stands for the server asks for a certificate that FreeTDS has no way to present."""
    tls = "TLS 1.2"
    port = run.port()
    server = framed_server("tds", tls)(run, port)
    run.stacks["client"] = "FreeTDS " + version("tsql", "-C", line=1).split(":")[1].strip().removeprefix("freetds ")
    run.write("freetds.conf", f"[server]\n\thost = {SERVER}\n\tport = {port}\n\ttds version = 7.4\n\tencryption = require\n")
    client, client_port = run.connect(["tsql", "-S", "server", "-U", "sa", "-P", "x"],
                                      env={"FREETDSCONF": "freetds.conf", "TDSDUMP": "tds.log"})
    client.close_input()
    client.wait()
    client.more_logs.append(run.folder / "tds.log")
    granted(run, (client_port, port), tls, "tds",
            [run.says(server, "PEER_DID_NOT_RETURN_A_CERTIFICATE"), run.exits(client, 1)],
            failed("client_certificate_missing", 40, "server"), presented=False, carrier="tds", server_name=None)


add("tds-tsql-tls12-no-certificate", "FreeTDS's client (GnuTLS) has no certificate; the server insists on one.", tsql)


add("upgrade-openssl-tls12-accepted", "HTTP's Upgrade to TLS in the middle of a connection; both sides accept each other.",
    lambda run: framed(run, "TLS 1.2", "upgrade", "http_upgrade", "client-rsa"))


# MARK: - Proxies: only what goes between the client and the proxy is captured

def through(run: Run, proxy: int) -> None:
    run.filter = f"tcp port {proxy}"


def connect_granted(run: Run, tls: str, certificate: str | None) -> None:
    port, proxy = run.port(), run.port()
    through(run, proxy)
    server = s_server(run, port, tls)
    services.tinyproxy(run, proxy)
    client, client_port = s_client(run, port, tls, "-proxy", f"{SERVER}:{proxy}", "-nocommands", certificate=certificate,
                                   address="api.example")
    via(run, tls, server, client, (client_port, proxy), certificate, "http_connect", port)


def via(run: Run, tls: str, server: Endpoint, client: Endpoint, ports: tuple[int, int], certificate: str | None,
        kind: str, target: int, name: str = "api.example", preambles: list[dict] | None = None) -> None:
    """What openssl's two ends say of a connection that went through a proxy."""
    if client.wait_for("Verify return code", 8):
        client.send("hello\n")
        client.wait_for("^olleh", 4)
    client.close_input()
    client.wait()
    preambles = preambles or preamble(kind, name, target)
    if certificate:
        granted(run, ports, tls, kind, [run.says(client, "^olleh"), run.says(server, "depth=0 .*client-rsa|subject=.*client-rsa")],
                preambles=preambles)
    else:
        code, line = run.alert_received(client, "SSL alert number")
        granted(run, ports, tls, kind, [run.says(server, "peer did not return a certificate"), line],
                failed("client_certificate_missing", code, "server"), presented=False, preambles=preambles)


def connect_refused(run: Run, reason: str, said: str, *more: str, target: int | None = None) -> None:
    port, proxy = target or run.port(), run.port()
    through(run, proxy)
    services.tinyproxy(run, proxy, *more)
    run.stacks["client"] = version("curl", "--version").split(" (")[0]
    client, _ = run.connect(["curl", "-sS", "-v", "--cacert", "pki/root.pem", "--proxy", f"http://{SERVER}:{proxy}",
                             f"https://api.example:{port}/"])
    client.close_input()
    client.wait()
    run.expect_refusal(Refusal(proxy, "http_connect", f"api.example:{port}", reason,
                               [run.says(client, said), run.exits(client, 56, 7, 97)]))


add("tinyproxy-openssl-tls13-connect-accepted", "Through an HTTP proxy; both sides accept each other.",
    lambda run: connect_granted(run, "TLS 1.3", "client-rsa"))
add("tinyproxy-openssl-tls12-connect-no-certificate", "Through an HTTP proxy; the server insists on a certificate.",
    lambda run: connect_granted(run, "TLS 1.2", None))
add("tinyproxy-curl-authentication-required", "The HTTP proxy wants to know who asks.",
    lambda run: connect_refused(run, "proxy authentication required", "HTTP/1.[01] 407", "BasicAuth somebody secret"))
add("tinyproxy-curl-port-forbidden", "The HTTP proxy does not connect to that port.",
    lambda run: connect_refused(run, "403", "HTTP/1.[01] 403", "ConnectPort 443"))
add("tinyproxy-curl-target-closed", "Nobody listens where the HTTP proxy is sent.",
    lambda run: connect_refused(run, "50", "HTTP/1.[01] 50[0-9]"))


def socks(run: Run, tls: str, scheme: str, kind: str, name: str) -> None:
    from ..stacks import curl, nginx
    port, proxy = run.port(), run.port()
    through(run, proxy)
    server = nginx.serve(run, port, tls, nginx.TRUST + " ssl_verify_client on;")
    services.dante(run, proxy)
    client, client_port = curl.fetch(run, port, tls, "--noproxy", "", "--proxy", f"{scheme}://{SERVER}:{proxy}", certificate="client-rsa")
    granted(run, (client_port, proxy), tls, kind,
            [run.says(client, "< HTTP/1.1 200"), run.says(server, "verify=SUCCESS|SUCCESS"), run.exits(client, 0)],
            preambles=preamble(kind, name, port))


add("dante-curl-tls13-socks5-accepted", "Through SOCKS 5 by name; both sides accept each other.",
    lambda run: socks(run, "TLS 1.3", "socks5h", "socks5", "api.example"))
add("dante-curl-tls12-socks4-accepted", "Through SOCKS 4 by address; both sides accept each other.",
    lambda run: socks(run, "TLS 1.2", "socks4", "socks4", SERVER))


def socks_refused(run: Run, scheme: str, kind: str, said: str, reason: str) -> None:
    port, proxy = run.port(), run.port()
    through(run, proxy)
    services.dante(run, proxy, "block")
    run.stacks["client"] = version("curl", "--version").split(" (")[0]
    client, _ = run.connect(["curl", "-sS", "-v", "--proxy", f"{scheme}://{SERVER}:{proxy}", f"https://api.example:{port}/"])
    client.close_input()
    client.wait()
    run.expect_refusal(Refusal(proxy, kind, f"api.example:{port}", reason, [run.says(client, said), run.exits(client, 97)]))


add("dante-curl-socks5-forbidden", "SOCKS 5: the rules of the proxy forbid it.",
    lambda run: socks_refused(run, "socks5h", "socks5", r"Can't complete SOCKS5 connection .*\(2\)", "not allowed by ruleset"))
add("dante-curl-socks4a-forbidden", "SOCKS 4a: the rules of the proxy forbid it.",
    lambda run: socks_refused(run, "socks4a", "socks4a", r"request rejected or failed", "rejected"))


def proxied_mail(run: Run) -> None:
    """HAProxy's header before SMTP: one preamble inside the other, on the way between HAProxy and Postfix."""
    tls = "TLS 1.2"
    port, proxy = run.port(), run.port()
    through(run, port)
    server = services.postfix(run, port, tls, "smtpd_tls_ask_ccert = yes", "smtpd_upstream_proxy_protocol = haproxy")
    relay = services.relay(run, proxy, port, "send-proxy")
    client, client_port = talk(run, proxy, tls, "smtp", "client-rsa", "EHLO client.example", MAIL[3])
    evidence = [run.says(client, MAIL[3]), run.says(server, "Trusted TLS connection established from"), run.says(relay, rf"port={client_port} ")]
    granted(run, (client_port, port), tls, "smtp", evidence,
            preambles=[{"type": "proxy_v1", "name": None, "port": None}, {"type": "smtp", "name": None, "port": None}])


def proxied(run: Run) -> None:
    """HAProxy's binary header, which has the addresses and the name that the client asked for."""
    from ..stacks import curl, haproxy
    tls = "TLS 1.3"
    port, proxy = run.port(), run.port()
    through(run, port)
    server = haproxy.serve(run, port, tls, haproxy.DEMAND + " accept-proxy")
    relay = services.relay(run, proxy, port, "send-proxy-v2")
    client, client_port = curl.fetch(run, proxy, tls, certificate="client-rsa")
    granted(run, (client_port, port), tls, "proxy_v2",
            [run.says(client, "< HTTP/1.1 200"), run.says(server, "status=200 used=1 verify=0"), run.says(relay, rf"port={client_port} ")])


add("haproxy-postfix-tls12-proxy-protocol-smtp-accepted", "A line of the PROXY protocol, SMTP, STARTTLS; accepted.", proxied_mail)
add("haproxy-curl-tls13-proxy-protocol-2-accepted", "The binary header of the PROXY protocol; accepted.", proxied)


# MARK: - FTP

def ftp(run: Run, tls: str) -> None:
    """The control connection, and one for data that resumes its session."""
    from ..stacks import curl
    port = run.port()
    data = run.port()
    server = services.vsftpd(run, port, (data, data))
    run.stacks["client"] = version("curl", "--version").split(" (")[0]
    client, client_port = run.connect(["curl", "-sS", "-v", "--ssl-reqd", "--disable-epsv", *curl.LIMITS[tls], "--cacert", "pki/root.pem", "--cert", "pki/client-rsa.pem",
                                       "--key", "pki/client-rsa.test-only.key.pem", f"ftp://api.example:{port}/hello.txt"],
                                      env={"SSLKEYLOGFILE": run.keys})
    client.close_input()
    client.wait()
    evidence = [run.says(client, "^hello"), run.says(server, "OK DOWNLOAD|OK LOGIN"), run.exits(client, 0)]
    granted(run, (client_port, port), tls, "ftp", evidence)
    run.expect(Connection(client_port, data, tls, "api.example", COMPLETED, hidden(tls), resumed=True, requested=False, presented=False,
                          evidence=[run.says(client, "(?i)re-using|resum|SSL connection using"), run.says(server, ", reused")]))


def ftp_empty(run: Run, tls: str) -> None:
    """Data connections that carry nothing: the server closes them at once, and has refused nobody."""
    port, low = run.port(), run.port(20000, 31000)
    server = services.vsftpd(run, port, (low, low + 500), reuse=False)
    run.stacks["client"] = f"{version(PYTHON, '--version')} ftplib"
    client, client_port = run.connect(["python3", "programs/ftp_end.py", SERVER, str(port), tls.replace(" ", "v")],
                                      env={"SSLKEYLOGFILE": run.keys})
    client.close_input()
    client.wait()
    done = [run.says(client, "^listed"), run.says(client, "^fetched 0 bytes"), run.exits(client, 0)]
    granted(run, (client_port, port), tls, "ftp", [*done, run.says(server, "OK LOGIN")], server_name=None)
    for data in re.findall(r"^data port (\d+)", client.text, re.M):
        run.expect(Connection(client_port, int(data), tls, None, COMPLETED, hidden(tls), requested=True, presented=True,
                              evidence=[*done, run.says(server, "OK DOWNLOAD|OK LOGIN")]))


def ftp_refused(run: Run) -> None:
    port = run.port()
    server = services.vsftpd(run, port, (run.port(),) * 2, ssl=False)
    run.stacks["client"] = version("curl", "--version").split(" (")[0]
    client, _ = run.connect(["curl", "-sS", "-v", "--ssl-reqd", f"ftp://api.example:{port}/"])
    client.close_input()
    client.wait()
    run.expect_refusal(Refusal(port, "ftp", None, "530", [
        run.says(client, "Requested SSL level failed"), run.exits(client, 64), run.says(server, "AUTH")]))


add("vsftpd-curl-tls12-data-accepted", "FTP with AUTH TLS; the data connection resumes the session.", lambda run: ftp(run, "TLS 1.2"))
add("vsftpd-curl-tls13-data-accepted", "FTP with AUTH TLS; the data connection resumes the session.", lambda run: ftp(run, "TLS 1.3"))
add("vsftpd-python-tls12-empty-data", "FTP with AUTH TLS; data connections that carry nothing, closed at once by the server.",
    lambda run: ftp_empty(run, "TLS 1.2"))
add("vsftpd-python-tls13-empty-data", "FTP with AUTH TLS; data connections that carry nothing, closed at once by the server.",
    lambda run: ftp_empty(run, "TLS 1.3"))
add("vsftpd-curl-auth-refused", "FTP without TLS: AUTH is answered with 530.", ftp_refused)


# MARK: - RDP

def xrdp(run: Run, tls: str) -> None:
    """xrdp, which never asks for a certificate; the client is a program of ours."""
    port = run.port()
    server = services.xrdp(run, port, "tls")
    client, client_port = framed_client(run, port, tls, None, "rdp-leave")
    granted(run, (client_port, port), tls, "rdp",
            [run.says(client, f"^handshake {NAMES[tls]}"), run.says(server, "Using TLS security")],
            NOT_REQUESTED, presented=False, requested=False)


def xrdp_without(run: Run) -> None:
    port = run.port()
    server = services.xrdp(run, port, "rdp")
    client, _ = framed_client(run, port, "TLS 1.2", None, "rdp")
    run.expect_refusal(Refusal(port, "rdp", None, "RDP's own security", [
        run.says(client, "client error: the server does not begin TLS"), run.says(client, "^confirmation"), run.exits(client, 5),
        run.says(server, r"Security protocol: configured \[RDP\]")]))


add("xrdp-python-tls13-one-way", "RDP's negotiation before TLS, with a cookie; the server does not ask.",
    lambda run: xrdp(run, "TLS 1.3"))
add("xrdp-python-tls-refused", "xrdp is set to RDP's own security, and the client asks for TLS.", xrdp_without)
add("rdp-openssl-tls12-accepted", "RDP's negotiation before TLS; both sides accept each other.",
    lambda run: framed(run, "TLS 1.2", "rdp", "rdp", "client-rsa"))
add("rdp-openssl-tls12-no-certificate", "RDP's negotiation before TLS; the server insists on a certificate.",
    lambda run: framed(run, "TLS 1.2", "rdp", "rdp", None))
add("rdp-openssl-tls-not-allowed", "RDP's negotiation fails: TLS is not allowed by the server.",
    lambda run: framed_refused(run, "rdp", "rdp", "SSL not allowed by server"))
