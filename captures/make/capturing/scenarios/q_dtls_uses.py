"""DTLS as CoAP and WebRTC use it."""
from __future__ import annotations

import re

from ..run import Run
from ..scenario import add
from ..stacks import datagrams as stack
from ..verdict import COMPLETED
from .q_dtls import BOTH, expect


def webrtc(run: Run) -> None:
    """The server always asks, and both ends check fingerprints instead of chains."""
    ends = stack.aiortc_ends(run)
    evidence = [run.says(ends, "^heard: hello", 15), run.says(ends, "^offering: role server"),
                run.says(ends, "^answering: role client")]
    ports = [int(re.search(r"port (\d+)", said["line"])[1]) for said in evidence[1:]]
    expect(run, (ports[1], ports[0]), COMPLETED, "require", "of its own", evidence, server_name=None)
    ends.wait()


def coap(run: Run, certificate: str | None) -> None:
    """The server insists."""
    port = run.port()
    server = stack.coap_server(run, port)
    stack.record(run, port)
    client, client_port = stack.coap_client(run, port, certificate)
    client.ends_within(12)
    evidence = [run.says(server, "client-rsa|DTLS: .*CN"), run.says(client, r"2\.05|^[A-Z][a-z]{2} \d")]
    expect(run, (client_port, port), COMPLETED, "require", certificate, evidence, server_name="localhost")


add("dtls-libcoap-dtls12-mutual", BOTH + " CoAP.", lambda run: coap(run, "client-rsa"))

add("dtls-aiortc-dtls12-self-signed-accepted", "WebRTC: STUN on the same ports, and both ends present certificates of their own "
    "making, which they tell by fingerprints.", webrtc)
