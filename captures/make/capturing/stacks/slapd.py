"""OpenLDAP's server on GnuTLS, which looks at the client's certificate when the handshake is over."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version

PRIORITIES = {"TLS 1.2": "NORMAL:-VERS-ALL:+VERS-TLS1.2", "TLS 1.3": "NORMAL:-VERS-ALL:+VERS-TLS1.3"}
CONFIGURATION = """include /etc/ldap/schema/core.schema
pidfile slapd.pid
modulepath /usr/lib/ldap
moduleload back_ldif
TLSCACertificateFile pki/root.pem
TLSCertificateFile pki/server-rsa.pem
TLSCertificateKeyFile pki/server-rsa.test-only.key.pem
TLSVerifyClient demand
TLSCipherSuite {priority}
database ldif
suffix "dc=example"
directory data
access to * by * read
"""


def name() -> str:
    import subprocess
    said = subprocess.run(["slapd", "-VV"], capture_output=True, text=True)
    words = (said.stdout + said.stderr).split("slapd ")[1].split()
    return f"OpenLDAP {words[0].split('+')[0]}"


def serve(run: Run, port: int, tls: str) -> Endpoint:
    run.stacks["server"] = name()
    (run.folder / "data").mkdir()
    run.write("slapd.conf", CONFIGURATION.format(priority=PRIORITIES[tls]))
    return run.serve(["slapd", "-d", "stats", "-f", "slapd.conf", "-h", f"ldaps://{SERVER}:{port}"], port)


def bind(run: Run, port: int, tls: str, certificate: str | None) -> tuple[Endpoint, int]:
    """An anonymous bind and "who am I"; ended when this returns."""
    run.stacks["client"] = "OpenLDAP " + version("ldapwhoami", "-VV").split("ldapwhoami ")[1].split()[0].split("+")[0]
    environment = {"LDAPTLS_CACERT": "pki/root.pem", "SSLKEYLOGFILE": run.keys, "LDAPNOINIT": "1"}
    del environment["LDAPNOINIT"]
    if certificate:
        environment |= {"LDAPTLS_CERT": f"pki/{certificate}.pem", "LDAPTLS_KEY": f"pki/{certificate}.test-only.key.pem"}
    client, client_port = run.connect(["ldapwhoami", "-x", "-H", f"ldaps://api.example:{port}"], env=environment)
    client.close_input()
    client.wait()
    return client, client_port
