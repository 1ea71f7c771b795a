"""QUIC: three stacks with one another, each outcome, Retry, versions, resumption, and a path that loses datagrams."""
from __future__ import annotations

import sys
from typing import Callable

from .. import network
from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from ..scenario import add
from ..stacks.quic import (aioquic_client, aioquic_server, listening, ngtcp2_client, ngtcp2_server, quic_go_client,
                           quic_go_server)
from ..verdict import COMPLETED, ENCRYPTED, NOT_PRESENTED, NOT_REQUESTED, Connection, Verdict, failed
from .common import EXPIRED, NONE, UNTRUSTED, Cause

TLS = "TLS 1.3"
SERVERS: dict[str, Callable] = {"aioquic": aioquic_server, "quic-go": quic_go_server, "ngtcp2": ngtcp2_server}
CLIENTS: dict[str, Callable] = {"aioquic": aioquic_client, "quic-go": quic_go_client, "ngtcp2": ngtcp2_client}
#: What an end says when the handshake went through.
SERVED = {"aioquic": r"^heard: b'served", "quic-go": r"^heard: .served", "ngtcp2": r"Negotiated ALPN|:status: 200|QUIC handshake has completed"}
#: The protocol that both sides speak; ngtcp2's programs know only HTTP/3.
HTTP3 = {"aioquic": ["--alpn", "h3"], "quic-go": ["-alpn", "h3"], "ngtcp2": []}


def protocol(stack: str, other: str) -> list[str]:
    return HTTP3[stack] if "ngtcp2" in (stack, other) else []


def start(run: Run) -> int:
    run.filter = "udp"
    return run.port()


def served(run: Run, server: str, client: str, request: str, certificate: str | None, *,
           server_options: tuple[str, ...] = (), client_options: tuple[str, ...] = (),
           through: Callable[[Run, int], int] = lambda run, port: port) -> None:
    """The handshake completes; what was asked and presented says which kind of completion it is."""
    port = start(run)
    serving = SERVERS[server](run, port, request, *protocol(server, client), *server_options)
    reached = through(run, port)
    asking, client_port = CLIENTS[client](run, reached, certificate, *protocol(client, server), *client_options)
    evidence = [run.says(asking, SERVED[client], 12)]
    evidence += presented(run, serving, server, certificate, request)
    asking.wait()
    verdict = NOT_REQUESTED if request == "none" else COMPLETED if certificate else NOT_PRESENTED
    run.expect(Connection(client_port, reached, TLS, "api.example", verdict, ENCRYPTED, requested=request != "none",
                          presented=certificate is not None, evidence=evidence))


def presented(run: Run, serving: Endpoint, server: str, certificate: str | None, request: str) -> list[dict]:
    """The server's own words on what it got."""
    if server == "ngtcp2":
        return []
    if server == "quic-go":
        return [run.says(serving, rf"^accepted: certificates {1 if certificate else 0}\b")]
    if request == "none":
        run.never_says(serving, "client presented")
        return [run.says(serving, "^finished:")]
    return [run.says(serving, "^client presented " + ("CN=" if certificate else "no certificate"))]


def refused(run: Run, server: str, client: str, cause: Cause, alert: int | None = None,
            server_options: tuple[str, ...] = (), through: Callable[[Run, int], int] = lambda run, port: port) -> None:
    """The server ends the handshake, and the client says with which alert."""
    port = start(run)
    serving = SERVERS[server](run, port, "required", *protocol(server, client), *server_options)
    reached = through(run, port)
    asking, client_port = CLIENTS[client](run, reached, cause.certificate, *protocol(client, server))
    if client == "ngtcp2":
        # It only says that the server is gone: the alert is what the server says.
        evidence = [run.says(asking, "ERR_DRAINING|CRYPTO_ERROR", 12)]
    else:
        evidence = [run.says(asking, r"CRYPTO_ERROR \(0x1|^ended: error 0x1", 12)]
        alert = int(evidence[0]["line"].split("0x1", 1)[1][:2], 16)
    evidence += presented(run, serving, server, cause.certificate, "required") if server == "aioquic" else []
    asking.wait()
    verdict = failed(cause.kind, alert, "server")
    # ngtcp2 closes under its Initial keys as well, as long as it has them: anybody can read that.
    run.expect(Connection(client_port, reached, TLS, "api.example", verdict, verdict if server == "ngtcp2" else ENCRYPTED,
                          requested=True, presented=cause.certificate is not None, evidence=evidence))


def server_refused(run: Run, server: str, client: str, name: str) -> None:
    """The client does not know the name in the server's certificate."""
    port = start(run)
    serving = SERVERS[server](run, port, "required", *protocol(server, client))
    option = "--name" if client == "aioquic" else "-name"
    asking, client_port = CLIENTS[client](run, port, None, option, name)
    said = run.says(serving, "^ended: error 0x1", 8) if server == "aioquic" else run.says(
        asking, r"CRYPTO_ERROR \(0x1|Error: 298", 12)
    alert = int(said["line"].split("0x1", 1)[1][:2], 16) if "0x1" in said["line"] else 42
    asking.wait()
    run.expect(Connection(client_port, port, TLS, name, failed("server_certificate_rejected", alert, "client"),
                          ENCRYPTED, requested=True, presented=False, evidence=[said]))


def resumed(run: Run, server: str, client: str, request: str, certificate: str | None, *more: str) -> None:
    """Two connections, of which the second resumes the first."""
    port = start(run)
    SERVERS[server](run, port, request, *(["--tickets"] if server == "aioquic" else []))
    options = ["--tickets", "--times", "2"] if client == "aioquic" else ["-times", "2", *more]
    asking, client_port = CLIENTS[client](run, port, certificate, *options)
    asking.wait()
    said = run.says(asking, "resumed True|resumed true")
    verdict = COMPLETED if certificate else NOT_REQUESTED
    for number in range(2):
        run.expect(Connection(client_port + number, port, TLS, "api.example", verdict, ENCRYPTED,
                              resumed=number == 1, requested=request != "none" if number == 0 else None,
                              presented=certificate is not None and number == 0, evidence=[said]))


def same_ports(run: Run, stack: str) -> None:
    """Connections one after the other between the same two ports, each with an outcome of its own."""
    port = start(run)
    local = run.port(40000, 50000)
    serving = SERVERS[stack](run, port, "optional")
    for certificate in ("client-ec", None, EXPIRED.certificate, "client-rsa"):
        asking, _ = CLIENTS[stack](run, port, certificate, local=local)
        if certificate == EXPIRED.certificate:
            evidence = [run.says(asking, r"CRYPTO_ERROR \(0x1|^ended: error 0x1", 12)]
            verdict = failed(EXPIRED.kind, int(evidence[0]["line"].split("0x1", 1)[1][:2], 16), "server")
        else:
            evidence = [run.says(asking, SERVED[stack], 12), *presented(run, serving, stack, certificate, "optional")]
            verdict = COMPLETED if certificate else NOT_PRESENTED
        asking.wait()
        run.expect(Connection(local, port, TLS, "api.example", verdict, ENCRYPTED, requested=True,
                              presented=certificate is not None, evidence=evidence))


def relay(seed: int, loss: float, duplication: float, reordering: float) -> Callable[[Run, int], int]:
    """A path that loses, doubles and delays datagrams; the capture is of the client's side of it."""
    def begin(run: Run, server_port: int) -> int:
        port = run.port()
        listening(run.start("relay", [sys.executable, "programs/udp_relay.py", str(port), SERVER, str(server_port),
                                      str(seed), str(loss), str(duplication), str(reordering)]))
        run.filter = f"udp port {port}"
        # The relay needs ports of its own, and these clients say which one they want.
        run.pins_ports = False
        return port
    return begin


def answered(run: Run, answer: str, certificate: str | None, kind: str | None, code: str) -> None:
    """The handshake completes, and HTTP/3 brings the server's answer."""
    port = start(run)
    serving = aioquic_server(run, port, "optional", "--alpn", "h3", "--answer", answer)
    asking, client_port = aioquic_client(run, port, certificate, "--alpn", "h3")
    evidence = [run.says(asking, f"^status: {code}"), *presented(run, serving, "aioquic", certificate, "optional")]
    asking.wait()
    without = COMPLETED if certificate else NOT_PRESENTED
    verdict = Verdict("failed", kind, closed_by=None) if kind else without
    run.expect(Connection(client_port, port, TLS, "api.example", verdict, ENCRYPTED, requested=True,
                          presented=certificate is not None, evidence=evidence))


def register() -> None:
    for server in SERVERS:
        for client in CLIENTS:
            pair = f"quic-{server}-{client}"

            def play(what: str, summary: str, function: Callable, *arguments, **named) -> None:
                add(f"{pair}-{what}", summary, lambda run, s=server, c=client: function(run, s, c, *arguments, **named))

            if {server, client} == {"ngtcp2", "aioquic"}:
                continue
            # quic-go speaks no HTTP/3 here, and ngtcp2's client nothing else.
            if client == "ngtcp2" and server != "ngtcp2":
                play("no-certificate", NONE.summary, refused, NONE)
                continue
            if server == "ngtcp2" and client != "ngtcp2":
                continue
            play("mutual", "The server asks and the client presents a certificate.", served, "required", "client-ec")
            play("one-way", "Nobody asks for a client certificate.", served, "none", None)
            play("no-certificate", NONE.summary, refused, NONE, 116 if server == "ngtcp2" else None)
            if server == "ngtcp2":
                continue
            play("no-certificate-optional", "The server asks and goes on without.", served, "optional", None)
            play("expired", EXPIRED.summary, refused, EXPIRED)
            play("unknown-ca", UNTRUSTED.summary, refused, UNTRUSTED)
            play("server-name-mismatch", "The client expects another server.", server_refused, "other.example")

    more = [
        ("quic-aioquic-aioquic-mutual-retry", "The server first sends a Retry; the client makes a new hello.", "aioquic",
         "aioquic", {"server_options": ("--retry",)}),
        ("quic-quic-go-quic-go-mutual-retry", "The server first sends a Retry; the client repeats its hello.", "quic-go",
         "quic-go", {"server_options": ("-retry",)}),
        ("quic-aioquic-aioquic-mutual-v2", "QUIC v2 from the first packet on.", "aioquic", "aioquic",
         {"server_options": ("--versions", "2,1"), "client_options": ("--versions", "2,1")}),
        ("quic-aioquic-aioquic-mutual-v1-to-v2", "The client begins in v1, and the server goes on in v2.", "aioquic",
         "aioquic", {"server_options": ("--versions", "2,1"), "client_options": ("--versions", "1,2")}),
        ("quic-aioquic-aioquic-mutual-version-negotiation", "The client begins in a version that the server has not.",
         "aioquic", "aioquic", {"client_options": ("--versions", "unknown,1")}),
        ("quic-quic-go-quic-go-mutual-v2-draft", "The number that v2 had before it was an RFC.", "quic-go", "quic-go",
         {"server_options": ("-version", "2"), "client_options": ("-version", "2")}),
        ("quic-quic-go-quic-go-mutual-hello-retry", "The server asks for a key of another group: HelloRetryRequest.",
         "quic-go", "quic-go", {"server_options": ("-group", "P-384")}),
        ("quic-aioquic-aioquic-mutual-rebinding", "The client goes on from another port.", "aioquic", "aioquic",
         {"client_options": ("--rebind",)}),
    ]
    for name, summary, server, client, named in more:
        add(name, summary,
            lambda run, s=server, c=client, n=named: served(run, s, c, "required", "client-rsa", **n))
    for seed in (1, 2, 3):
        for server in ("aioquic", "quic-go"):
            path = relay(seed, 0.12, 0.1, 0.2)
            add(f"quic-{server}-{server}-lossy-{seed}-mutual", "The path loses, doubles and delays datagrams.",
                lambda run, s=server, p=path: served(run, s, s, "required", "client-rsa", through=p))
            add(f"quic-{server}-{server}-lossy-{seed}-no-certificate", NONE.summary,
                lambda run, s=server, p=path: refused(run, s, s, NONE, through=p))
    add("quic-quic-go-quic-go-resumed-mutual", "The second connection resumes the first.",
        lambda run: resumed(run, "quic-go", "quic-go", "required", "client-ec"))
    add("quic-quic-go-quic-go-resumed-early-data", "The second connection resumes the first, with early data.",
        lambda run: resumed(run, "quic-go", "quic-go", "required", "client-ec", "-early"))
    add("quic-aioquic-aioquic-resumed-one-way", "The second connection resumes the first.",
        lambda run: resumed(run, "aioquic", "aioquic", "none", None))
    for stack in ("quic-go", "aioquic"):
        add(f"quic-{stack}-{stack}-same-ports-expired",
            "Four connections between the same ports; the certificate of the third expired in 2021.",
            lambda run, s=stack: same_ports(run, s))
    add("quic-aioquic-aioquic-http3-no-certificate", "The application refuses in HTTP/3: 403, and why.",
        lambda run: answered(run, "403:client certificate required", None,
                             "client_certificate_missing_by_application", "403"))
    add("quic-aioquic-aioquic-http3-not-authorized", "The application refuses in HTTP/3: 403, and why.",
        lambda run: answered(run, "403:client certificate not authorized", "client-ec",
                             "client_certificate_rejected_by_application", "403"))
    add("quic-aioquic-aioquic-http3-mutual", "The application serves in HTTP/3.",
        lambda run: answered(run, "200:served", "client-ec", None, "200"))


register()
