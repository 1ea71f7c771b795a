"""Headless Chromium; its own network log says how each of its connections ended."""
from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version


@dataclass
class Attempt:
    """One TLS connection as Chromium tells it."""

    local_port: int
    error: int
    alert: int | None

    def line(self) -> dict:
        alert = f", alert received: {self.alert}" if self.alert is not None else ""
        return {"endpoint": "client", "line": f"net log: SSL_CONNECT from local port {self.local_port}: "
                                              f"net_error {self.error}{alert}"}


def name() -> str:
    return " ".join(version("chromium", "--version").split()[:2])


def visit(run: Run, port: int, host: str = "webhook.example") -> tuple[Endpoint, list[Attempt]]:
    """Loads a page without a certificate at hand; ended when this returns."""
    from .. import network
    run.stacks["client"] = name()
    run.sniff()
    first = run.port(40000, 60000) // 32 * 32
    network.set_client_port(first, first + 31)
    # The profile has no test root: errors of the server's certificate are not what this is about.
    client = run.start("client", [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--user-data-dir=profile", f"--ssl-key-log-file={run.keys}", f"--host-resolver-rules=MAP {host} {SERVER}",
        "--ignore-certificate-errors", "--enable-logging=stderr", "--log-net-log=net-log.json",
        "--net-log-capture-mode=Everything", "--dump-dom", f"https://{host}:{port}/"])
    client.close_input()
    client.wait(40)
    return client, attempts(json.loads((run.folder / "net-log.json").read_text()))


def attempts(log: dict) -> list[Attempt]:
    """From the net log's events: sources are sockets, phases 1 and 2 are begin and end."""
    types = {number: name for name, number in log["constants"]["logEventTypes"].items()}
    ports: dict[int, int] = {}
    alerts: dict[int, int] = {}
    result = []
    for event in log["events"]:
        source, what, params = event["source"]["id"], types[event["type"]], event.get("params", {})
        if what == "TCP_CONNECT" and "local_address" in params:
            ports[source] = int(params["local_address"].rsplit(":", 1)[1])
        elif what == "SSL_ALERT_RECEIVED":
            alerts[source] = base64.b64decode(params["bytes"])[1]
        elif what == "SSL_CONNECT" and event["phase"] == 2:
            result.append([source, params.get("net_error", 0)])
    return [Attempt(ports[s], e, alerts.get(s)) for s, e in result if s in ports]
