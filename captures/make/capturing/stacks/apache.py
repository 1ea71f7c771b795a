"""Apache httpd with mod_ssl: for the whole host in the handshake, for a directory afterwards."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version

CONFIGURATION = """ServerName api.example
ServerRoot .
PidFile apache.pid
DefaultRuntimeDir .
Mutex file:. default
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
User www-data
Group www-data
StartServers 1
ErrorLog error.log
LogLevel info ssl:debug
LogFormat "port=%{{remote}}p %{{SSL_PROTOCOL}}x verify=%{{SSL_CLIENT_VERIFY}}x subject=%{{SSL_CLIENT_S_DN}}x status=%>s" words
CustomLog access.log words
DocumentRoot htdocs
Listen {address}:{port}
<VirtualHost *:{port}>
    SSLEngine on
    SSLProtocol {protocol}
    SSLCertificateFile pki/{certificate}.pem
    SSLCertificateKeyFile pki/{certificate}.test-only.key.pem
    SSLCACertificateFile pki/root.pem
    {more}
</VirtualHost>
"""
PROTOCOLS = {"TLS 1.2": "TLSv1.2", "TLS 1.3": "TLSv1.3"}
DEMAND = "SSLVerifyClient require\n    SSLVerifyDepth 3"


def name() -> str:
    return "Apache " + version("apache2", "-v").split("/")[1].split()[0]


def serve(run: Run, port: int, tls: str, more: str, certificate: str = "server-rsa") -> Endpoint:
    run.stacks["server"] = name()
    for folder in ("htdocs", "htdocs/private"):
        (run.folder / folder).mkdir()
        (run.folder / folder / "index.txt").write_text("accepted\n")
    run.write("apache.conf", CONFIGURATION.format(
        address=SERVER, port=port, protocol=PROTOCOLS[tls], more=more, certificate=certificate))
    server = run.serve(["sh", "-c", "exec apache2 -X -d \"$PWD\" -f \"$PWD/apache.conf\""], port)
    server.more_logs += [run.folder / "error.log", run.folder / "access.log"]
    return server
