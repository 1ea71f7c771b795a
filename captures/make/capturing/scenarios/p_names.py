"""Clients that find another name in the server's certificate: in the handshake or when it is over, by alert or by leaving."""
from __future__ import annotations

import re

from .. import alerts
from ..network import SERVER
from ..run import Run
from ..scenario import add
from ..stacks import haproxy, java, node, openssl, perl
from ..verdict import COMPLETED, Afterwards, Connection, Verdict, failed
from .common import NONE, EXPIRED, SHORT, UNTRUSTED, Cause, hidden, refused_by_alert

OTHER, OWN = "server-other-name", "client-rsa"


def expect(run: Run, ports: tuple[int, int], tls: str, verdict: Verdict, evidence: list[dict], *, presented: bool,
           without: Verdict | None, afterwards: Afterwards | None = None) -> None:
    run.expect(Connection(*ports, tls, "api.example", verdict, without, requested=True, presented=presented, evidence=evidence,
                          afterwards=afterwards))


def perl_refuses(run: Run, tls: str) -> None:
    """OpenSSL's client is told by Perl in the middle of the handshake, and has no better word than internal_error."""
    port = run.port()
    server = openssl.s_server(run, port, tls, certificate=OTHER)
    client, client_port = perl.connect(run, port, tls, OWN)
    evidence = [run.says(client, "error .*(hostname verification failed|certificate verify failed)"), run.exits(client, 2)]
    code, line = run.alert_received(server, "SSL alert number")
    verdict = failed("server_certificate_rejected", code, "client")
    # Its alert is in plaintext, the server's certificate is not.
    expect(run, (client_port, port), tls, verdict, [*evidence, line], presented=False,
           without=failed("handshake_failed", code, "client") if tls == "TLS 1.3" else None)


def haproxy_refuses(run: Run, tls: str) -> None:
    """HAProxy's verifyhost: OpenSSL is told in the middle of the handshake."""
    port = run.port()
    server = openssl.s_server(run, port, tls, certificate=OTHER)
    caller, client_port = haproxy.call(run, port, tls, OWN)
    evidence = [run.says(caller, "^state=SC .*error=Server presented an SSL certificate different from the expected one")]
    code, line = run.alert_received(server, "SSL alert number")
    expect(run, (client_port, port), tls, failed("server_certificate_rejected", code, "client"), [*evidence, line],
           presented=False, without=failed("handshake_failed", code, "client") if tls == "TLS 1.3" else None)


def perl_refused(run: Run, tls: str, cause: Cause) -> None:
    """A server of OpenSSL refuses a client of Perl."""
    port = run.port()
    server = openssl.s_server(run, port, tls)
    client, client_port = perl.connect(run, port, tls, cause.certificate)
    reason = "peer did not return a certificate" if cause is NONE else "certificate verify failed"
    refused_by_alert(run, tls, (client_port, port), cause, server, reason, client)


def node_refuses(run: Run, tls: str) -> None:
    """In TLS 1.2 the handshake is completed first, so that the server believes all is well; in TLS 1.3 its Finished never leaves."""
    port = run.port()
    node.serve(run, port, tls, certificate=OTHER)
    client, client_port = node.connect(run, port, tls, OWN)
    evidence = [run.says(client, "error ERR_TLS_CERT_ALTNAME_INVALID"), run.exits(client, 2)]
    if tls == "TLS 1.2":
        expect(run, (client_port, port), tls, COMPLETED, evidence, presented=True, without=None,
               afterwards=Afterwards("client", "nothing", "left_without_a_word", "left_without_a_word"))
    else:
        expect(run, (client_port, port), tls, failed("server_certificate_rejected", closed_by="client"), evidence, presented=False,
               without=hidden(tls))


def java_end(run: Run, port: int, tls: str, how: str):
    (run.folder / "hosts").write_text(f"{SERVER} api.example\n")
    run.stacks["client"] = java.name()
    client, client_port = run.connect([*java.RUNTIME, "-Djdk.net.hosts.file=hosts", "programs/JavaNames.java", how, str(port),
                                       java.PROTOCOLS[tls], java.key_store(run, OWN), "api.example"])
    client.close_input()
    client.wait(25)
    return client, client_port


def java_refuses(run: Run, tls: str) -> None:
    """JSSE compares the name as soon as it has the certificate, where it is told to."""
    port = run.port()
    openssl.s_server(run, port, tls, certificate=OTHER)
    client, client_port = java_end(run, port, tls, "handshake")
    line = run.says(client, r"Fatal \(\w+\): No subject alternative DNS name|Fatal \(\w+\): No name matching")
    code = alerts.code_named(re.search(r"Fatal \((\w+)\)", line["line"])[1])
    expect(run, (client_port, port), tls, failed("server_certificate_rejected", code, "client"),
           [line, run.exits(client, 2)], presented=False, without=hidden(tls))


def java_leaves(run: Run, tls: str) -> None:
    """HttpsURLConnection asks a verifier of the application's own when the handshake is over, and leaves."""
    port = run.port()
    openssl.s_server(run, port, tls, certificate=OTHER)
    client, client_port = java_end(run, port, tls, "verifier")
    evidence = [run.says(client, "^verifier: api.example"), run.says(client, "^client error: .*HTTPS hostname wrong"), run.exits(client, 2)]
    expect(run, (client_port, port), tls, COMPLETED, evidence, presented=True, without=hidden(tls),
           afterwards=Afterwards("client", "nothing", "left_without_a_word", "left_without_a_word"))


for tls, short in SHORT.items():
    def define(tls: str = tls, short: str = short) -> None:
        add(f"late-perl-{short}-server-name-mismatch", "Perl's IO::Socket::SSL finds another name in the server's certificate.",
            lambda run: perl_refuses(run, tls))
        for cause in (NONE, EXPIRED, UNTRUSTED):
            add(f"late-perl-{short}-{cause.what}", cause.summary + " The client is Perl's IO::Socket::SSL.",
                lambda run, c=cause: perl_refused(run, tls, c))
        late = "late-" if tls == "TLS 1.2" else ""
        add(f"{late}node-{short}-server-name-mismatch", "Node.js's client finds another name in the server's certificate.",
            lambda run: node_refuses(run, tls))
        add(f"openssl-haproxy-{short}-server-name-mismatch", "HAProxy's verifyhost finds another name in the server's certificate.",
            lambda run: haproxy_refuses(run, tls))
        add(f"java-{short}-server-name-mismatch", "JSSE's client finds another name in the server's certificate.",
            lambda run: java_refuses(run, tls))
        add(f"late-java-{short}-server-name-mismatch", "A HostnameVerifier of the application's own finds another name in the "
            "server's certificate, when the handshake is over.", lambda run: java_leaves(run, tls))
    define()
