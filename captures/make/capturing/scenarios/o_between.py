"""What stands between client and server, captured before and behind it: a balancer that passes TLS on, and a middlebox
that ends it and begins it anew."""
from __future__ import annotations

import re

from .. import network
from ..endpoint import Endpoint
from ..network import GATEWAY, SERVER
from ..run import Run
from ..scenario import add
from ..stacks import curl, haproxy
from ..stacks.openssl import s_server
from ..verdict import COMPLETED, NOT_REQUESTED, Connection, failed
from .common import SHORT, hidden

COMMON = """global
    log stdout format raw local0 info
    tune.ssl.default-dh-param 2048
defaults
    log global
    retries 0
    timeout client 10s
    timeout server 10s
    timeout connect 5s
"""
BALANCER = COMMON + """listen balancer
    mode tcp
    bind {gateway}:{front}
    log-format "client port=%cp, own port=%bp, %B bytes"
    server next {server}:{back} source {gateway}
"""
MIDDLEBOX = COMMON + """frontend front
    mode http
    log-format "client port=%cp, own port=%bp, status=%ST used=%[ssl_c_used] subject=%[ssl_c_s_dn(CN)]"
    bind {gateway}:{front} ssl crt middlebox.both.pem {ask} ssl-min-ver {limit} ssl-max-ver {limit}
    default_backend back
backend back
    mode http
    server next {server}:{back} source {gateway} ssl ca-file pki/root.pem verify required sni str(api.example) {present} ssl-min-ver {limit} ssl-max-ver {limit}
"""


def request(run: Run, front: int, tls: str, ca: str, certificate: str | None) -> tuple[Endpoint, int]:
    """Fetches through whatever is at the gateway; client and gateway leave from ports that only they have."""
    first = run.port(40000, 60000) // 8 * 8
    network.set_client_port(first, first + 7)
    run.pins_ports = False
    client, _ = curl.fetch(run, front, tls, "--resolve", f"api.example:{front}:{GATEWAY}",
                           "-w", "\\nlocal port %{local_port}, status %{http_code}\\n", certificate=certificate, ca=ca)
    run.pins_ports = True
    return client, int(re.search(r"local port (\d+)", run.says(client, "^local port")["line"])[1])


def own_port(run: Run, between: Endpoint, client_port: int) -> tuple[int, dict]:
    """The port that the connection to the server leaves from."""
    line = run.says(between, rf"client port={client_port}, own port=[1-9]")
    return int(re.search(r"own port=(\d+)", line["line"])[1]), line


def balanced(run: Run, tls: str, name: str) -> None:
    """One TLS connection over two TCP connections: what is captured behind the balancer has other addresses."""
    front, back = run.port(), run.port()
    server = haproxy.serve(run, back, tls, haproxy.DEMAND)
    run.write("balancer.cfg", BALANCER.format(gateway=GATEWAY, front=front, server=SERVER, back=back))
    run.stacks["balancer"] = haproxy.name()
    between = run.serve(["haproxy", "-db", "-f", "balancer.cfg"], front, name="balancer")
    run.filter = f"tcp port {front}"
    elsewhere = run.sniff_elsewhere(f"{name}-server-side", f"tcp port {back}", run.keys)
    client, client_port = request(run, front, tls, "root", "client-rsa")
    port, line = own_port(run, between, client_port)
    told = [run.says(client, "HTTP/1.1 200"), run.exits(client, 0), line,
            run.says(server, rf"port={port} .*status=200 used=1 .*subject=client-rsa")]
    for connections, ports in ((run.connections, (client_port, front)), (elsewhere.connections, (port, back))):
        connections.append(Connection(*ports, tls, "api.example", COMPLETED, hidden(tls), requested=True,
                                      presented=True, evidence=told))


def middlebox(run: Run, tls: str, name: str, *, asks: bool) -> None:
    """A middlebox that has a certificate for the server's name, and none for itself to present."""
    front, back = run.port(), run.port()
    # HAProxy writes no key log, and OpenSSL's server refuses before it has logged all that it would need.
    server = s_server(run, back, tls)
    run.prepare("sh", "-c", "cat pki/server-untrusted.pem pki/server-untrusted.test-only.key.pem > middlebox.both.pem")
    run.write("middlebox.cfg", MIDDLEBOX.format(
        gateway=GATEWAY, front=front, server=SERVER, back=back, limit=haproxy.LIMITS[tls],
        ask=haproxy.DEMAND if asks else "", present=""))
    run.stacks["middlebox"] = haproxy.name()
    between = run.serve(["haproxy", "-db", "-f", "middlebox.cfg"], front, name="middlebox")
    run.filter = f"tcp port {front}"
    elsewhere = run.sniff_elsewhere(f"{name}-server-side", f"tcp port {back}", "none.log")
    client, client_port = request(run, front, tls, "other-root", "client-rsa")
    port, line = own_port(run, between, client_port)
    told = [run.says(client, "HTTP/1.1 50[23]"), run.exits(client, 0), line]
    run.expect(Connection(client_port, front, tls, "api.example", COMPLETED if asks else NOT_REQUESTED, hidden(tls),
                          requested=asks, presented=asks, evidence=[
                              *told, run.says(between, rf"port={client_port}, .*used={1 if asks else 0}")]))
    # OpenSSL's server has no word for the alert of TLS 1.3.
    alert = 40 if tls == "TLS 1.2" else None
    wrote = run.says(server, "SSL3 alert write:fatal:" + ("handshake failure" if alert else ""))
    elsewhere.connections.append(Connection(
        port, back, tls, "api.example", failed("client_certificate_missing", alert, "server" if alert else None, "server"),
        hidden(tls), requested=True, presented=False,
        evidence=[run.says(server, "peer did not return a certificate"), wrote, line]))


for tls, short in SHORT.items():
    for what, summary, play in (
            ("balancer", "A balancer passes TLS on: the same connection, before and behind it.", balanced),
            ("middlebox-not-asking", "A middlebox ends TLS without asking for a certificate, and the server asks it for one.",
             lambda run, tls, name: middlebox(run, tls, name, asks=False)),
            ("middlebox-not-passing-on", "A middlebox verifies the client's certificate, and has none to present itself.",
             lambda run, tls, name: middlebox(run, tls, name, asks=True))):
        base = f"between-haproxy-{short}-{what}"
        add(f"{base}-client-side", summary, lambda run, t=tls, n=base, p=play: p(run, t, n))
