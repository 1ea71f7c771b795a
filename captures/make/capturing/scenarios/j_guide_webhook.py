"""The second guide: a webhook behind a proxy that demands the platform's client certificate."""
from __future__ import annotations

from ..endpoint import Failed
from ..run import Run
from ..scenario import add
from ..stacks import chromium, curl, haproxy, nginx
from ..verdict import COMPLETED, Connection, failed
from .common import SHORT, hidden

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


for tls, short in SHORT.items():
    for proxy in ("haproxy", "nginx"):
        add(f"guide-webhook-{proxy}-{short}-accepted", "The platform calls the webhook with its certificate.",
            lambda run, t=tls, p=proxy: platform(run, t, p))
    add(f"guide-webhook-chromium-{short}-no-certificate",
        "A browser without a certificate at the webhook: ERR_BAD_SSL_CLIENT_AUTH_CERT.",
        lambda run, t=tls: browser(run, t))
