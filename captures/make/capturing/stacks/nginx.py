"""nginx: it verifies in the handshake and refuses in HTTP."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version

CONFIGURATION = """daemon off;
user root;
worker_processes 1;
pid nginx.pid;
error_log error.log info;
events {{}}
http {{
    log_format words 'port=$remote_port protocol=$ssl_protocol verify="$ssl_client_verify" '
                     'subject="$ssl_client_s_dn" name="$ssl_server_name" reused=$ssl_session_reused status=$status';
    access_log access.log words;
    client_body_temp_path temporary; proxy_temp_path temporary; fastcgi_temp_path temporary;
    uwsgi_temp_path temporary; scgi_temp_path temporary;
    server {{
        listen {address}:{port} {listen};
        server_name api.example webhook.example;
        ssl_protocols {protocol};
        ssl_certificate pki/server-rsa.pem;
        ssl_certificate_key pki/server-rsa.test-only.key.pem;
        {more}
        location / {{ return 200 "verify=$ssl_client_verify\\n"; }}
    }}
}}
"""
PROTOCOLS = {"TLS 1.2": "TLSv1.2", "TLS 1.3": "TLSv1.3"}
TRUST = "ssl_client_certificate pki/root.pem;"


def name() -> str:
    return f"nginx {version('nginx', '-v').split('/')[-1]} ({version('openssl', 'version').rsplit(' (')[0]})"


def serve(run: Run, port: int, tls: str, more: str, listen: str = "ssl") -> Endpoint:
    run.stacks["server"] = name()
    run.write("nginx.conf", CONFIGURATION.format(address=SERVER, port=port, protocol=PROTOCOLS[tls], more=more,
                                              listen=listen))
    server = run.serve(["nginx", "-p", ".", "-e", "error.log", "-c", "nginx.conf"], port)
    server.more_logs += [run.folder / "error.log", run.folder / "access.log"]
    return server
