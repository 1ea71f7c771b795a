"""JSSE, the TLS of the Java runtime."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..run import Run
from . import version

PROTOCOLS = {"TLS 1.0": "TLSv1", "TLS 1.1": "TLSv1.1", "TLS 1.2": "TLSv1.2", "TLS 1.3": "TLSv1.3"}
#: The debug trace names the alert that an end sends, which the other may never read.
RUNTIME = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djavax.net.debug=ssl:handshake"]


def name() -> str:
    return "OpenJDK " + version("java", "-version").split('"')[1] + " JSSE"


def key_store(run: Run, certificate: str | None, chain: bool = False) -> str:
    if certificate is None:
        return "-"
    run.prepare("openssl", "pkcs12", "-export", "-in", f"pki/{certificate}{'.chain' if chain else ''}.pem", "-inkey",
                f"pki/{certificate}.test-only.key.pem", "-name", certificate, "-passout", "pass:test-only",
                "-out", f"{certificate}.p12")
    return certificate


def serve(run: Run, port: int, tls: str, mode: str = "need", certificate: str = "server-rsa") -> Endpoint:
    run.stacks["server"] = name()
    return run.serve([*RUNTIME, "programs/JavaEnd.java", "server", str(port), PROTOCOLS[tls],
                      key_store(run, certificate), mode], port)


def connect(run: Run, port: int, tls: str, certificate: str | None, *more: str, chain: bool = False,
            ca: str = "root") -> tuple[Endpoint, int]:
    run.stacks["client"] = name()
    client, client_port = run.connect([*RUNTIME, "programs/JavaEnd.java", "client", str(port), PROTOCOLS[tls],
                                       key_store(run, certificate, chain), ca, *more])
    client.close_input()
    client.wait(25)
    return client, client_port


def serve_engine(run: Run, port: int, tls: str, mode: str = "need") -> Endpoint:
    run.stacks["server"] = f"{name()} (SSLEngine)"
    return run.serve([*RUNTIME, "programs/JavaEngineEnd.java", "server", str(port), PROTOCOLS[tls],
                      key_store(run, "server-rsa"), mode], port)


def fetch(run: Run, port: int, tls: str, certificate: str | None, ca: str = "root") -> tuple[Endpoint, int]:
    """One request by java.net.http, which asks again on a connection of its own where it got no answer."""
    run.stacks["client"] = f"{name()} (java.net.http)"
    client, client_port = run.connect([*RUNTIME, "programs/JavaEngineEnd.java", "client", str(port), PROTOCOLS[tls],
                                       key_store(run, certificate), ca])
    client.close_input()
    client.wait(30)
    return client, client_port
