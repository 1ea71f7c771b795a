"""HAProxy, which terminates TLS and says in its log what it thought of the client."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import CLIENT, GATEWAY, SERVER
from ..run import Run
from . import version

CONFIGURATION = """global
    log stdout format raw local0 info
    tune.ssl.default-dh-param 2048
defaults
    mode http
    log global
    timeout client 10s
    timeout server 10s
    timeout connect 5s
    log-format "port=%cp %sslv status=%ST used=%[ssl_c_used] verify=%[ssl_c_verify] resumed=%[ssl_fc_is_resumed] subject=%[ssl_c_s_dn(CN)]"
    error-log-format "port=%cp %[fc_err_str] reason=%[ssl_fc_err_str] used=%[ssl_c_used] error=%[ssl_c_err]"
frontend webhook
    bind {address}:{port} ssl crt server.both.pem {more} ssl-min-ver {limit} ssl-max-ver {limit}
{rules}    http-request return status 200 content-type text/plain string "accepted"
"""
LIMITS = {"TLS 1.2": "TLSv1.2", "TLS 1.3": "TLSv1.3"}
DEMAND = "ca-file pki/root.pem verify required"


def name() -> str:
    return "HAProxy " + version("haproxy", "-v").split()[2].split("-")[0]


def serve(run: Run, port: int, tls: str, more: str, certificate: str = "server-rsa",
          rules: str = "") -> Endpoint:
    run.stacks["server"] = name()
    run.prepare("sh", "-c", f"cat pki/{certificate}.pem pki/{certificate}.test-only.key.pem > server.both.pem")
    run.write("haproxy.cfg", CONFIGURATION.format(address=SERVER, port=port, limit=LIMITS[tls], more=more,
                                                rules=f"    {rules}\n" if rules else ""))
    return run.serve(["haproxy", "-db", "-f", "haproxy.cfg"], port)


CLIENT_CONFIGURATION = """global
    log stdout format raw local0 info
defaults
    mode tcp
    log global
    retries 0
    timeout client 10s
    timeout server 10s
    timeout connect 5s
    log-format "state=%ts own port=%bp error=%[bc_err_str] reason=%[ssl_bc_err_str]"
listen caller
    bind {gateway}:{front}
    server next {server}:{port} source {client}:{client_port} ssl crt client.both.pem ca-file pki/root.pem verify required sni str({name}) verifyhost {name} ssl-min-ver {limit} ssl-max-ver {limit}
"""


def call(run: Run, port: int, tls: str, certificate: str, server_name: str = "api.example") -> tuple[Endpoint, int]:
    """HAProxy as a client, which compares the name; whoever connects to its other side makes it begin."""
    run.stacks["client"] = name()
    run.prepare("sh", "-c", f"cat pki/{certificate}.pem pki/{certificate}.test-only.key.pem > client.both.pem")
    front, client_port = run.port(), run.port(40000, 60000)
    run.write("caller.cfg", CLIENT_CONFIGURATION.format(
        gateway=GATEWAY, front=front, server=SERVER, port=port, client=CLIENT, client_port=client_port, name=server_name,
        limit=LIMITS[tls]))
    caller = run.serve(["haproxy", "-db", "-f", "caller.cfg"], front, name="client")
    run.filter = f"tcp port {port}"
    run.connect(["curl", "-s", "-m", "5", f"http://{GATEWAY}:{front}/"], name="prompter")
    return caller, client_port
