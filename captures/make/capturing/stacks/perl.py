"""IO::Socket::SSL, the TLS of Perl."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version

VERSIONS = {"TLS 1.2": "TLSv1_2", "TLS 1.3": "TLSv1_3"}


def name() -> str:
    return "Perl IO::Socket::SSL " + version("perl", "-MIO::Socket::SSL", "-e", "print $IO::Socket::SSL::VERSION")


def connect(run: Run, port: int, tls: str, certificate: str | None, server_name: str = "api.example",
            ca: str = "root") -> tuple[Endpoint, int]:
    run.stacks["client"] = name()
    client, client_port = run.connect(["perl", "programs/perl-client.pl", SERVER, str(port), VERSIONS[tls],
                                       certificate or "-", server_name, ca])
    client.close_input()
    client.wait()
    return client, client_port
