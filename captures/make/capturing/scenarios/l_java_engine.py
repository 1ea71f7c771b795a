"""JSSE's SSLEngine, which puts each flight into one record: as a server like Tomcat and Netty, and as java.net.http."""
from __future__ import annotations

import re

from .. import network
from ..endpoint import Failed
from ..run import Run
from ..scenario import add
from ..stacks import haproxy, java, nginx
from ..stacks.openssl import s_client, talk
from ..verdict import COMPLETED, NOT_PRESENTED, Afterwards, Connection, failed
from .common import EXPIRED, NONE, SHORT, Cause, hidden
from .l_java import sent


def carried_on(run: Run, tls: str, certificate: str | None) -> None:
    port = run.port()
    server = java.serve_engine(run, port, tls, "want")
    client, client_port = java.fetch(run, port, tls, certificate)
    peer = f"CN={certificate}" if certificate else "none"
    run.expect(Connection(
        client_port, port, tls, "api.example", COMPLETED if certificate else NOT_PRESENTED, hidden(tls), requested=True,
        presented=certificate is not None,
        evidence=[run.says(server, rf"^handshake {java.PROTOCOLS[tls]} peer={peer}"),
                  run.says(client, "client heard: 200"), run.exits(client, 0)]))


def refused(run: Run, tls: str, cause: Cause) -> None:
    """The server's trace says which alert it sends."""
    port = run.port()
    server = java.serve_engine(run, port, tls)
    client, client_port = s_client(run, port, tls, certificate=cause.certificate)
    talk(client)
    code, line = sent(run, server)
    run.expect(Connection(
        client_port, port, tls, "api.example", failed(cause.kind, code, "server"), hidden(tls), requested=True,
        presented=cause.certificate is not None,
        evidence=[line, run.says(server, "^server error"), run.says(client, "SSL alert number"), run.exits(client, 1)]))


def optional_at_nginx(run: Run, tls: str) -> None:
    port = run.port()
    server = nginx.serve(run, port, tls, nginx.TRUST + " ssl_verify_client optional;")
    client, client_port = java.fetch(run, port, tls, None)
    run.expect(Connection(
        client_port, port, tls, "api.example", NOT_PRESENTED, hidden(tls), requested=True, presented=False,
        evidence=[run.says(server, rf'port={client_port} .*verify="NONE".*status=200'),
                  run.says(client, "client heard: 200"), run.exits(client, 0)]))


def refused_page(run: Run, tls: str, cause: Cause) -> None:
    port = run.port()
    server = nginx.serve(run, port, tls, nginx.TRUST + " ssl_verify_client on;")
    client, client_port = java.fetch(run, port, tls, cause.certificate)
    run.expect(Connection(
        client_port, port, tls, "api.example", failed(f"{cause.kind}_by_application"),
        hidden(tls) or (COMPLETED if cause.certificate else NOT_PRESENTED), requested=True,
        presented=cause.certificate is not None,
        evidence=[run.says(server, rf"port={client_port} .*status=400"), run.says(client, "client heard: 400"),
                  run.exits(client, 0)],
        afterwards=Afterwards("server", "400", "refused_by_application", "application_refusal_suspected")))


def rejected_twice(run: Run, tls: str, cause: Cause) -> None:
    """HAProxy says nothing, and the client comes again with the session that it was given."""
    port = run.port()
    server = haproxy.serve(run, port, tls, "ca-file pki/root.pem verify optional ca-ignore-err all crt-ignore-err all",
                           rules="http-request reject if !{ ssl_c_used } or { ssl_c_verify gt 0 }")
    first = run.port(40000, 60000)
    run.sniff()
    run.pins_ports = False
    network.set_client_port(first, first + 63)
    client, _ = java.fetch(run, port, tls, cause.certificate)
    told = [run.says(client, "^client error"), run.exits(client, 2)]
    lines = [line for line in server.text.splitlines() if re.search(r"port=\d+ TLS", line)]
    if len(lines) != 2 or "resumed=0" not in lines[0] or "resumed=1" not in lines[1]:
        raise Failed(f"not one connection and one that resumes it: {lines}")
    if len({re.search(r"port=(\d+)", line)[1] for line in lines}) != 2:
        raise Failed("both connections have one port")
    for number, line in enumerate(lines):
        client_port = int(re.search(r"port=(\d+)", line)[1])
        run.expect(Connection(
            client_port, port, tls, "api.example", failed(cause.kind, closed_by="server"), hidden(tls),
            resumed=number == 1, requested=number == 0, presented=number == 0 and cause.certificate is not None,
            evidence=[{"endpoint": "server", "line": line}, *told],
            afterwards=Afterwards("server", "nothing", None, None)))


for tls, short in SHORT.items():
    for what, certificate in (("mutual", "client-rsa"), ("no-certificate-optional", None)):
        add(f"java-engine-{short}-{what}", "SSLEngine on both sides: "
            + ("they present certificates and accept each other." if certificate else "the client has none, the server carries on."),
            lambda run, t=tls, c=certificate: carried_on(run, t, c))
    for cause in (NONE, EXPIRED):
        add(f"java-engine-openssl-{short}-{cause.what}", cause.summary + " The server is one of SSLEngine.",
            lambda run, t=tls, c=cause: refused(run, t, c))
    add(f"java-http-nginx-{short}-no-certificate-optional", "nginx asks, java.net.http has none, nginx carries on.",
        lambda run, t=tls: optional_at_nginx(run, t))
    add(f"java-http-nginx-{short}-no-certificate", NONE.summary + " nginx says so by its page.",
        lambda run, t=tls: refused_page(run, t, NONE))
    for cause in (NONE, EXPIRED):
        add(f"java-http-haproxy-{short}-reject-{cause.what}", cause.summary
            + " HAProxy closes without an answer, java.net.http comes again with the session.",
            lambda run, t=tls, c=cause: rejected_twice(run, t, c))
