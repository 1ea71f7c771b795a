"""What scenarios of several stacks share."""
from __future__ import annotations

import re
from dataclasses import dataclass

from ..endpoint import Endpoint
from ..run import Run
from ..verdict import ENCRYPTED, Connection, Verdict, failed

SHORT = {"TLS 1.2": "tls12", "TLS 1.3": "tls13"}


@dataclass
class Cause:
    """Why a server refuses a client, as a certificate of the test infrastructure."""

    what: str
    summary: str
    certificate: str | None

    @property
    def kind(self) -> str:
        return "client_certificate_rejected" if self.certificate else "client_certificate_missing"


NONE = Cause("no-certificate", "The server insists on a client certificate and the client has none.", None)
UNTRUSTED = Cause("unknown-ca", "The client's certificate comes from an authority that the server does not trust.",
                  "client-untrusted")
EXPIRED = Cause("expired", "The client's certificate expired in 2021.", "client-expired")
EARLY = Cause("not-yet-valid", "The client's certificate is valid from 2098 on.", "client-not-yet-valid")
PURPOSE = Cause("wrong-purpose", "The client's certificate may only authenticate servers.", "client-wrong-purpose")
REVOKED = Cause("revoked", "The client's certificate is on the server's revocation list.", "client-revoked")
SELF_SIGNED = Cause("self-signed", "The client presents a self-signed certificate.", "client-self-signed")
CHAIN = Cause("missing-intermediate", "The client presents a leaf without the intermediate that issued it.",
              "client-under-intermediate")


def hidden(tls: str) -> Verdict | None:
    """What is left without secrets when everything after ServerHello decides."""
    return ENCRYPTED if tls == "TLS 1.3" else None


def refused_by_alert(run: Run, tls: str, ports: tuple[int, int], cause: Cause, server: Endpoint, reason: str,
                     client: Endpoint, received: str = "", server_name: str | None = "api.example",
                     expected: int | None = None) -> None:
    """The server says why, the client which alert it got."""
    evidence = [run.says(server, reason)]
    alert, line = run.alert_received(client, received, expected)
    evidence.append(line)
    if client.ends_within(3):
        evidence.append({"endpoint": client.name, "line": f"exit code {client.exit_code}"})
    run.expect(Connection(*ports, tls, server_name, failed(cause.kind, alert, "server"), hidden(tls),
                          requested=True, presented=cause.certificate is not None, evidence=evidence))


def refused_by_curl(run: Run, tls: str, ports: tuple[int, int], client: Endpoint,
                    server_name: str = "api.example") -> None:
    """curl on OpenSSL refuses the server in plaintext, and its trace says which alert it sends."""
    sent = run.says(client, r"\(OUT\), TLS alert, ")
    # Level and description as one number: 560 is fatal (2), 48.
    alert = int(re.search(r"\((\d+)\):", sent["line"])[1]) - 512
    verdict = failed("server_certificate_rejected", alert, "client")
    run.expect(Connection(
        *ports, tls, server_name, verdict, verdict if tls == "TLS 1.3" else None, requested=True, presented=False,
        evidence=[run.says(client, r"^curl: \(60\) SSL certificate problem"), sent, run.exits(client, 60)]))
