"""DTLS 1.3 of wolfSSL, which needs a build that has it: make/build-wolfssl, and its folder in MTLSCOPE_WOLFSSL."""
from __future__ import annotations

import re
from functools import partial

from ..run import Run
from ..scenario import add
from ..stacks import datagrams as stack
from ..verdict import failed
from .common import EXPIRED, NONE, UNTRUSTED
from .q_dtls import DTLS13, REFUSES_SERVER, expect, outcomes, refusals, wolfssl, wolfssl_refused


def server_refused(run: Run) -> None:
    port = run.port()
    program = stack.wolfssl_end(run)
    server = stack.wolfssl_server(run, port, DTLS13, "require", program=program)
    stack.record(run, port)
    client, client_port = stack.wolfssl_client(run, port, DTLS13, "client-rsa", program=program, ca="other-root")
    client.wait(30)
    line = run.says(server, r"^received alert \[\d+\]")
    code = int(re.search(r"\[(\d+)\]", line["line"])[1])
    expect(run, (client_port, port), failed("server_certificate_rejected", code, "client"), "require", None,
           [run.says(client, "^handshake failed"), line], DTLS13)


outcomes("wolfssl-dtls13", partial(wolfssl, tls=DTLS13))
refusals("wolfssl-dtls13", partial(wolfssl_refused, tls=DTLS13), NONE, EXPIRED, UNTRUSTED)
add("dtls-wolfssl-dtls13-mutual-connection-ids", "Both sides accept each other; each has a connection id of eight bytes.",
    lambda run: wolfssl(run, "require", "client-rsa", DTLS13, 8))
add("dtls-wolfssl-dtls13-server-untrusted", REFUSES_SERVER, server_refused)
