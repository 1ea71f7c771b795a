"""The second guide: a webhook behind a proxy that demands the platform's client certificate."""
from __future__ import annotations

from ..endpoint import Failed
from ..run import Run
from ..scenario import add
from ..stacks import chromium, curl, haproxy, nginx, node
from ..verdict import COMPLETED, NOT_PRESENTED, Afterwards, Connection, failed
from .common import CHAIN, NONE, PURPOSE, SHORT, UNTRUSTED, Cause, hidden, refused_by_alert, refused_by_curl

CERTIFICATE_NEEDED = -110


def platform(run: Run, tls: str, proxy: str) -> None:
    port = run.port()
    serve, demand = {
        "haproxy": (haproxy.serve, haproxy.DEMAND),
        "nginx": (nginx.serve, nginx.TRUST + " ssl_verify_client on; ssl_verify_depth 2;")}[proxy]
    server = serve(run, port, tls, demand)
    client, client_port = curl.fetch(run, port, tls, certificate="client-under-intermediate", chain=True,
                                     host="webhook.example")
    evidence = [run.says(client, r"\(IN\), TLS handshake, Request CERT"), run.says(client, "HTTP/1.1 200"),
                run.exits(client, 0), run.says(server, rf"port={client_port} .*client-under-intermediate.*|"
                                                       rf"port={client_port} .*status=200 used=1")]
    run.expect(Connection(client_port, port, tls, "webhook.example", COMPLETED, hidden(tls), requested=True,
                          presented=True, evidence=evidence))


def browser(run: Run, tls: str) -> None:
    """Chromium abandons the handshake when it is asked, then tries again without a certificate."""
    port = run.port()
    server = haproxy.serve(run, port, tls, haproxy.DEMAND)
    client, attempts = chromium.visit(run, port)
    # When the alert of TLS 1.3 overtakes the request, Chromium only sees that its socket is gone.
    shown = run.says(client, "ERR_BAD_SSL_CLIENT_AUTH_CERT" + ("|ERR_SOCKET_NOT_CONNECTED" if tls == "TLS 1.3" else ""))
    for attempt in attempts:
        theirs = run.says(server, rf"port={attempt.local_port} ")
        if attempt.error == CERTIFICATE_NEEDED:
            verdict = failed("client_gave_up", closed_by="client")
        elif attempt.alert is not None:
            # In TLS 1.3 the alert comes after what Chromium takes for the end of the handshake.
            verdict = failed("client_certificate_missing", attempt.alert, "server")
        else:
            raise Failed(f"unexpected: {attempt}")
        run.expect(Connection(attempt.local_port, port, tls, "webhook.example", verdict, hidden(tls), requested=True,
                              presented=False, evidence=[attempt.line(), theirs, shown]))
    run.notes.append("net_error -110 is ERR_SSL_CLIENT_AUTH_CERT_NEEDED, -117 is ERR_BAD_SSL_CLIENT_AUTH_CERT.")


#: What HAProxy says of a platform that it refuses.
REASONS = {"unknown-ca": "error=20", "expired": "error=10", "wrong-purpose": "error=26", "missing-intermediate": "error=20"}
LAPSED = Cause("expired", "", "client-under-intermediate-expired")


def refused(run: Run, tls: str, cause: Cause) -> None:
    port = run.port()
    server = haproxy.serve(run, port, tls, haproxy.DEMAND)
    client, client_port = curl.fetch(run, port, tls, certificate=cause.certificate, chain=cause is LAPSED,
                                     host="webhook.example")
    refused_by_alert(run, tls, (client_port, port), cause, server, rf"port={client_port} .*{REASONS[cause.what]}",
                     client, r"\(IN\), TLS alert", server_name="webhook.example")


def not_sent(run: Run, tls: str) -> None:
    """nginx lets the handshake finish, and answers 400."""
    port = run.port()
    server = nginx.serve(run, port, tls, nginx.TRUST + " ssl_verify_client on; ssl_verify_depth 2;")
    client, client_port = curl.fetch(run, port, tls, host="webhook.example")
    evidence = [run.says(client, "HTTP/1.1 400"), run.says(client, "No required SSL certificate was sent"),
                run.says(server, "client sent no required SSL certificate")]
    run.expect(Connection(
        client_port, port, tls, "webhook.example", failed(f"{NONE.kind}_by_application"), hidden(tls) or NOT_PRESENTED,
        requested=True, presented=False, evidence=evidence))


#: The platform's own certificate is the one for this name; every other one of its authority is a stranger's.
PLATFORM = "client-rsa"


def named(run: Run, tls: str, enforcer: str, certificate: str) -> None:
    """The authority is the right one, so TLS is content; the name is the application's own rule."""
    port = run.port()
    if enforcer == "nginx":
        server = nginx.serve(run, port, tls, nginx.TRUST + " ssl_verify_client on;\n"
                             f"        if ($ssl_client_s_dn !~ \"CN={PLATFORM},\") {{ return 403; }}")
    elif enforcer == "haproxy":
        server = haproxy.serve(run, port, tls, haproxy.DEMAND,
                               rules=f"http-request deny unless {{ ssl_c_s_dn(CN) -m str {PLATFORM} }}")
    else:
        server = node.serve_late(run, port, tls, "403", f"{PLATFORM}.example")
    client, client_port = curl.fetch(run, port, tls, certificate=certificate, host="webhook.example")
    is_welcome = certificate == PLATFORM
    said = {"nginx": rf"port={client_port} .*status={'200' if is_welcome else '403'}",
            "haproxy": rf"port={client_port} .*status={'200' if is_welcome else '403'}",
            "node": rf"remotePort={client_port} \S+ {'accepted' if is_welcome else 'refused names='}"}[enforcer]
    run.expect(Connection(
        client_port, port, tls, "webhook.example", COMPLETED, hidden(tls), requested=True, presented=True,
        evidence=[run.says(client, f"< HTTP/1.1 {'200' if is_welcome else '403'}"), run.says(server, said)],
        afterwards=None if is_welcome else Afterwards("server", "403", "refused_by_application", None)))


def proxy_refused(run: Run, tls: str) -> None:
    """The platform does not trust the authority of the proxy's certificate."""
    port = run.port()
    haproxy.serve(run, port, tls, haproxy.DEMAND, "server-untrusted")
    client, client_port = curl.fetch(run, port, tls, certificate="client-under-intermediate", chain=True,
                                     host="webhook.example")
    refused_by_curl(run, tls, (client_port, port), client, "webhook.example")


for tls, short in SHORT.items():
    for proxy in ("haproxy", "nginx"):
        add(f"guide-webhook-{proxy}-{short}-accepted", "The platform calls the webhook with its certificate.",
            lambda run, t=tls, p=proxy: platform(run, t, p))
    add(f"guide-webhook-chromium-{short}-no-certificate",
        "A browser without a certificate at the webhook: ERR_BAD_SSL_CLIENT_AUTH_CERT.",
        lambda run, t=tls: browser(run, t))
    for cause, summary in (
            (UNTRUSTED, "A caller presents a certificate of another authority than the platform's."),
            (LAPSED, "The platform's certificate has expired."),
            (PURPOSE, "The platform presents a certificate that may only authenticate servers."),
            (CHAIN, "The platform presents its leaf without the intermediate.")):
        add(f"guide-webhook-haproxy-{short}-{cause.what}", summary, lambda run, t=tls, c=cause: refused(run, t, c))
    add(f"guide-webhook-nginx-{short}-no-certificate", "A caller without a certificate at the webhook: nginx answers 400.",
        lambda run, t=tls: not_sent(run, t))
    for enforcer in ("nginx", "haproxy", "node"):
        add(f"guide-webhook-{enforcer}-{short}-other-name",
            "A caller presents a certificate of the right authority that is not the platform's: the answer is 403.",
            lambda run, t=tls, e=enforcer: named(run, t, e, "client-ec"))
    add(f"guide-webhook-nginx-{short}-platform-name", "The platform presents its own certificate: the answer is 200.",
        lambda run, t=tls: named(run, t, "nginx", PLATFORM))
    add(f"guide-webhook-haproxy-{short}-server-untrusted", "The platform refuses the certificate of the webhook's proxy.",
        lambda run, t=tls: proxy_refused(run, t))
