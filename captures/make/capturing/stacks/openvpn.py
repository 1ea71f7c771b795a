"""OpenVPN on both sides, without a tunnel device: only its control channel is of interest."""
from __future__ import annotations

from ..endpoint import Endpoint, Failed
from ..network import CLIENT, SERVER
from ..run import PATIENCE, Run
from . import preload, version

#: Seconds that a handshake may take; the usual 60 would make captures of waiting.
WINDOW = 9
READY = "Initialization Sequence Completed"


def name() -> str:
    return " ".join(version("openvpn", "--version").split()[:2])


def common(tls: str, proto: str, certificate: str, authorities: str, more: tuple[str, ...]) -> list[str]:
    return ["--dev", "null", "--verb", "4", "--proto", proto, "--ca", f"pki/{authorities}.pem",
            "--cert", f"pki/{certificate}.pem", "--key", f"pki/{certificate}.test-only.key.pem",
            "--tls-version-min", tls.split()[1], "--tls-version-max", tls.split()[1], "--hand-window", str(WINDOW),
            "--data-ciphers", "AES-256-GCM", *more]


def serve(run: Run, port: int, tls: str, *more: str, proto: str = "udp", certificate: str = "server-rsa",
          authorities: str = "root") -> Endpoint:
    run.stacks["server"] = name()
    tcp = proto == "tcp"
    argv = ["openvpn", *common(tls, "tcp-server" if tcp else "udp", certificate, authorities, more),
            "--tls-server", "--dh", "none", "--local", SERVER, "--lport", str(port)]
    server = run.start("server", argv, preload.environment(run))
    if not server.wait_for("Listening for incoming TCP connection" if tcp else "UDPv4 link remote|link local", PATIENCE):
        raise Failed(f"OpenVPN does not start:\n{server.text[-1800:]}")
    return server


def connect(run: Run, port: int, tls: str, *more: str, proto: str = "udp", certificate: str = "client-rsa",
            authorities: str = "root") -> tuple[Endpoint, int]:
    run.stacks["client"] = name()
    client_port = run.port(40000, 60000)
    tcp = proto == "tcp"
    argv = ["openvpn", *common(tls, "tcp-client" if tcp else "udp", certificate, authorities, more),
            "--tls-client", "--tls-exit", "--connect-retry", "60", "--remote", SERVER, str(port), "--local", CLIENT, "--lport", str(client_port)]
    return run.connect(argv, port=client_port)
