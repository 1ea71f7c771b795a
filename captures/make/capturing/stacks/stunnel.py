"""stunnel, as a server in front of an echoing program."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version

CONFIGURATION = """foreground = yes
debug = 7
pid =
[echo]
accept = {address}:{port}
exec = /bin/cat
execArgs = cat
cert = pki/server-rsa.pem
key = pki/server-rsa.test-only.key.pem
sslVersion = {protocol}
{more}
"""
PROTOCOLS = {"TLS 1.2": "TLSv1.2", "TLS 1.3": "TLSv1.3"}
DEMAND = "CAfile = pki/root.pem\nrequireCert = yes\nverifyChain = yes"
#: Level 1: a certificate is looked at where there is one.
OPTIONAL = "CAfile = pki/root.pem\nverify = 1"


def name() -> str:
    package = version("dpkg-query", "-W", "-f", "${Version}", "stunnel4")
    return f"stunnel {package.split(':')[-1].split('-')[0]}"


def serve(run: Run, port: int, tls: str, more: str) -> Endpoint:
    run.stacks["server"] = name()
    run.write("stunnel.conf", CONFIGURATION.format(address=SERVER, port=port, protocol=PROTOCOLS[tls], more=more))
    return run.serve(["stunnel", "stunnel.conf"], port)
