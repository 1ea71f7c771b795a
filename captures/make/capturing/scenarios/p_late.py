"""Judges that come late: the handshake is completed, and then the application, or the client, does not go on."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from ..scenario import add
from ..stacks import apache, curl, haproxy, nginx, node, slapd
from ..verdict import COMPLETED, NOT_PRESENTED, NOT_REQUESTED, Afterwards, Connection, Verdict, failed
from .common import EXPIRED, NONE, SHORT, UNTRUSTED, Cause, hidden

CURL_PARTIAL, CURL_EMPTY, CURL_RECEIVE, CURL_VERIFY = 18, 52, 56, 60


def handshake(cause: Cause) -> Verdict:
    """What the handshake came to, whatever followed."""
    return COMPLETED if cause.certificate else NOT_PRESENTED


def without_a_word(run: Run, tls: str, cause: Cause, server: Endpoint, said: str, port: int, *options: str) -> None:
    """The server leaves where it would have answered."""
    client, client_port = curl.fetch(run, port, tls, *options, certificate=cause.certificate)
    evidence = [run.says(server, said.format(port=client_port)), run.exits(client, CURL_PARTIAL, CURL_EMPTY, CURL_RECEIVE)]
    run.never_says(client, "< HTTP/")
    run.expect(Connection(client_port, port, tls, "api.example", failed(cause.kind, closed_by="server"), hidden(tls),
                          requested=True, presented=cause.certificate is not None, evidence=evidence,
                          afterwards=Afterwards("server", "nothing", None, None)))


def nginx_444(run: Run, tls: str, cause: Cause) -> None:
    port = run.port()
    server = nginx.serve(run, port, tls, nginx.TRUST + " ssl_verify_client optional_no_ca;\n"
                         "        if ($ssl_client_verify != SUCCESS) { return 444; }")
    without_a_word(run, tls, cause, server, r"port={port} .*status=444", port)


def haproxy_rejects(run: Run, tls: str, cause: Cause, rule: str, more: str = "", *options: str) -> None:
    port = run.port()
    server = haproxy.serve(run, port, tls, f"ca-file pki/root.pem verify optional ca-ignore-err all crt-ignore-err all {more}".strip(),
                           rules=f"{rule} reject if !{{ ssl_c_used }} or {{ ssl_c_verify gt 0 }}")
    without_a_word(run, tls, cause, server, r"port={port} ", port, *options)


def node_destroys(run: Run, tls: str, cause: Cause) -> None:
    port = run.port()
    server = node.serve_late(run, port, tls, "destroy")
    without_a_word(run, tls, cause, server, r"remotePort={port} \S+ refused ", port)


def slapd_refuses(run: Run, tls: str, cause: Cause) -> None:
    """slapd on GnuTLS completes the handshake, looks at the certificate, and closes."""
    port = run.port()
    server = slapd.serve(run, port, tls)
    client, client_port = slapd.bind(run, port, tls, cause.certificate)
    evidence = [run.says(server, "TLS negotiation failure"), run.says(client, "Can't contact LDAP server"),
                run.exits(client, 254, 255)]
    run.expect(Connection(client_port, port, tls, "api.example", failed(cause.kind, closed_by="server"), hidden(tls),
                          requested=True, presented=cause.certificate is not None, evidence=evidence,
                          afterwards=Afterwards("server", "nothing", None, None)))


def slapd_accepts(run: Run, tls: str) -> None:
    port = run.port()
    server = slapd.serve(run, port, tls)
    client, client_port = slapd.bind(run, port, tls, "client-rsa")
    run.expect(Connection(client_port, port, tls, "api.example", COMPLETED, hidden(tls), requested=True, presented=True,
                          evidence=[run.says(server, "RESULT .*err=0"), run.exits(client, 0)]))


def nginx_page(run: Run, tls: str, cause: Cause, more: str, *options: str, what: str) -> None:
    """nginx's 400 in other clothes: HTTP/2, without its version, padded for a browser, to a HEAD request."""
    port = run.port()
    server = nginx.serve(run, port, tls, nginx.TRUST + " ssl_verify_client on;" + more,
                         listen="ssl http2" if "h2" in what else "ssl")
    client, client_port = curl.fetch(run, port, tls, *options, certificate=cause.certificate)
    evidence = [run.says(client, "< HTTP/(1.1|2) 400"), run.says(server, rf"port={client_port} .*status=400"),
                run.says(server, "no required SSL certificate" if cause is NONE else "certificate verify error")]
    hint = None if what == "head" else "application_refusal_suspected"
    run.expect(Connection(
        client_port, port, tls, "api.example", failed(f"{cause.kind}_by_application"), hidden(tls) or handshake(cause),
        requested=True, presented=cause.certificate is not None, evidence=evidence,
        afterwards=Afterwards("server", "400", "refused_by_application", hint)))


def forbidden(run: Run, tls: str, cause: Cause, server: Endpoint, port: int, said: str) -> None:
    """A plain 403, which could be for any reason: the server's log has it."""
    client, client_port = curl.fetch(run, port, tls, certificate=cause.certificate)
    evidence = [run.says(client, "< HTTP/1.1 403"), run.says(server, said.format(port=client_port))]
    run.expect(Connection(
        client_port, port, tls, "api.example", handshake(cause), hidden(tls), requested=True,
        presented=cause.certificate is not None, evidence=evidence,
        afterwards=Afterwards("server", "403", "refused_by_application", None)))


def apache_403(run: Run, tls: str, cause: Cause) -> None:
    port = run.port()
    server = apache.serve(run, port, tls, "SSLVerifyClient optional_no_ca\n"
                          "    <Location />\n        Require expr \"%{SSL_CLIENT_VERIFY} == 'SUCCESS'\"\n    </Location>")
    forbidden(run, tls, cause, server, port, r"port={port} .*status=403")


def haproxy_403(run: Run, tls: str, cause: Cause) -> None:
    port = run.port()
    server = haproxy.serve(run, port, tls, "ca-file pki/root.pem verify optional ca-ignore-err all crt-ignore-err all",
                           rules="http-request deny if !{ ssl_c_used } or { ssl_c_verify gt 0 }")
    forbidden(run, tls, cause, server, port, r"port={port} .*status=403")


def node_403(run: Run, tls: str, cause: Cause) -> None:
    port = run.port()
    server = node.serve_late(run, port, tls, "403")
    forbidden(run, tls, cause, server, port, r"remotePort={port} \S+ refused ")


def client_refuses(run: Run, tls: str) -> None:
    """curl on OpenSSL compares the name when the handshake is over."""
    port = run.port()
    server = nginx.serve(run, port, tls, "")
    client, client_port = curl.fetch(run, port, tls, "--resolve", f"other.example:{port}:{SERVER}", host="other.example")
    evidence = [run.says(client, "no alternative certificate subject name matches target host name"),
                run.exits(client, CURL_VERIFY)]
    run.never_says(server, "status=200")
    run.expect(Connection(client_port, port, tls, "other.example", NOT_REQUESTED, hidden(tls), requested=False,
                          presented=False, evidence=evidence,
                          afterwards=Afterwards("client", "nothing", "left_without_a_word", "left_without_a_word")))


def health_check(run: Run, tls: str) -> None:
    """A client that wants to know whether TLS works, and nothing else."""
    from ..stacks.openssl import s_client
    port = run.port()
    server = nginx.serve(run, port, tls, nginx.TRUST + " ssl_verify_client optional;")
    client, client_port = s_client(run, port, tls)
    client.wait_for("Verify return code")
    client.close_input()
    evidence = [run.says(client, "Verify return code: 0"), run.exits(client, 0)]
    run.never_says(server, "status=200")
    run.expect(Connection(client_port, port, tls, "api.example", NOT_PRESENTED, hidden(tls), requested=True,
                          presented=False, evidence=evidence,
                          afterwards=Afterwards("client", "nothing", "left_without_a_word", "left_without_a_word")))


CHROME = ("-A", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36")
PAGES = {
    "h2": ("", ["--http2"], "in HTTP/2"), "no-version": (" server_tokens off;", [], "without its version"),
    "for-chrome": ("", CHROME, "padded, as for Chrome"), "head": ("", ["--head"], "to a HEAD request, so without a page"),
}

for tls, short in SHORT.items():
    for cause in (NONE, UNTRUSTED):
        add(f"late-nginx-444-{short}-{cause.what}", f"{cause.summary} nginx answers nothing (return 444).",
            lambda run, t=tls, c=cause: nginx_444(run, t, c))
        add(f"late-haproxy-reject-{short}-{cause.what}", f"{cause.summary} HAProxy rejects the request.",
            lambda run, t=tls, c=cause: haproxy_rejects(run, t, c, "http-request"))
    if tls == "TLS 1.2":
        add(f"late-haproxy-reject-h2-{short}-no-certificate", NONE.summary + " HAProxy rejects the request, in HTTP/2.",
            lambda run, t=tls: haproxy_rejects(run, t, NONE, "http-request", "alpn h2", "--http2"))
    add(f"late-haproxy-session-{short}-expired", EXPIRED.summary + " HAProxy rejects the session.",
        lambda run, t=tls: haproxy_rejects(run, t, EXPIRED, "tcp-request session"))
    add(f"late-node-destroy-{short}-expired", EXPIRED.summary + " Node.js destroys the socket when the request is there.",
        lambda run, t=tls: node_destroys(run, t, EXPIRED))
    add(f"late-slapd-{short}-expired", EXPIRED.summary + " slapd looks at it after the handshake.",
        lambda run, t=tls: slapd_refuses(run, t, EXPIRED))
    add(f"late-slapd-{short}-accepted", "slapd accepts the client.", lambda run, t=tls: slapd_accepts(run, t))
    for what, (more, options, words) in PAGES.items():
        cause = NONE if what in ("no-version", "for-chrome") else EXPIRED
        add(f"late-nginx-{what}-{short}-{cause.what}", f"{cause.summary} nginx answers 400 {words}.",
            lambda run, t=tls, c=cause, m=more, o=options, w=what: nginx_page(run, t, c, m, *o, what=w))
    add(f"late-apache-403-{short}-unknown-ca", UNTRUSTED.summary + " Apache answers 403.",
        lambda run, t=tls: apache_403(run, t, UNTRUSTED))
    add(f"late-haproxy-403-{short}-no-certificate", NONE.summary + " HAProxy answers 403.",
        lambda run, t=tls: haproxy_403(run, t, NONE))
    add(f"late-node-403-{short}-unknown-ca", UNTRUSTED.summary + " The Node.js application answers 403.",
        lambda run, t=tls: node_403(run, t, UNTRUSTED))
    add(f"late-curl-{short}-server-name-mismatch", "The client completes the handshake, compares the server's name, and leaves.",
        lambda run, t=tls: client_refuses(run, t))
    if tls == "TLS 1.3":
        add(f"late-openssl-{short}-health-check", "The client completes the handshake and leaves: it wanted to know no more.",
            lambda run, t=tls: health_check(run, t))
