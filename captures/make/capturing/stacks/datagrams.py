"""Stacks that speak DTLS: OpenSSL, GnuTLS, Mbed TLS, wolfSSL, JSSE and libcoap, and a relay that loses datagrams."""
from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ..endpoint import Endpoint, Failed
from ..network import CLIENT, SERVER
from ..run import Run
from . import version
from .gnutls import name as gnutls_name
from .java import RUNTIME, key_store
from .java import name as java_name
from .openssl import identity, stack

OPENSSL = {"DTLS 1.0": ["-dtls1", "-cipher", "ALL:@SECLEVEL=0"], "DTLS 1.2": ["-dtls1_2"]}
GNUTLS = {"DTLS 1.0": "+VERS-DTLS1.0", "DTLS 1.2": "+VERS-DTLS1.2"}
#: gnutls-serv answers from the address that the route prefers, which is the client's anywhere else.
LOOPBACK = "127.0.0.1"
#: Whether a client certificate is asked for, and whether the server insists.
ASKS_OPENSSL = {"none": [], "optional": ["-verify", "4"], "require": ["-Verify", "4"]}
ASKS_GNUTLS = {"none": ["--disable-client-cert"], "optional": ["--verify-client-cert"],
               "require": ["--require-client-cert", "--verify-client-cert"]}


def record(run: Run, port: int) -> None:
    """Records what the client sends and gets; later pieces of an IP datagram have no ports."""
    run.filter = f"udp port {port} or (ip[6:2] & 0x1fff != 0)"


# MARK: OpenSSL

def openssl_server(run: Run, port: int, tls: str, asks: str, *more: str, certificate: str = "server-rsa") -> Endpoint:
    run.stacks["server"] = f"{stack()} s_server"
    trust = [*ASKS_OPENSSL[asks], "-verify_return_error", "-CAfile", "pki/root.pem"] if asks != "none" else []
    return run.serve(["openssl", "s_server", "-accept", f"{SERVER}:{port}", *identity(certificate), *trust,
                      *OPENSSL[tls], "-state", *more], port)


def openssl_client(run: Run, port: int, tls: str, certificate: str | None, *more: str,
                   ca: str = "root", client_port: int | None = None) -> tuple[Endpoint, int]:
    run.stacks["client"] = f"{stack()} s_client"
    return run.connect(["openssl", "s_client", "-connect", f"{SERVER}:{port}", "-servername", "api.example", "-CAfile",
                        f"pki/{ca}.pem", "-verify_return_error", *identity(certificate), *OPENSSL[tls], "-state",
                        "-keylogfile", run.keys, *more], port=client_port)


# MARK: GnuTLS

def gnutls_server(run: Run, port: int, tls: str, asks: str, *more: str, certificate: str = "server-rsa",
                  priorities: str = "") -> Endpoint:
    run.stacks["server"] = gnutls_name("gnutls-serv")
    trust = ["--x509cafile", "pki/root.pem"] if asks != "none" else []
    return run.serve(["stdbuf", "-oL", "gnutls-serv", "--udp", "--port", str(port), "--echo", "--x509certfile",
                      f"pki/{certificate}.pem", "--x509keyfile", f"pki/{certificate}.test-only.key.pem", *trust,
                      *ASKS_GNUTLS[asks], "--priority", f"NORMAL:-VERS-ALL:{GNUTLS[tls]}{priorities}", *more], port)


def gnutls_client(run: Run, port: int, tls: str, certificate: str | None, *more: str, ca: str = "root",
                  priorities: str = "") -> tuple[Endpoint, int]:
    run.stacks["client"] = gnutls_name("gnutls-cli")
    own = ["--x509certfile", f"pki/{certificate}.pem", "--x509keyfile",
           f"pki/{certificate}.test-only.key.pem"] if certificate else []
    return run.connect(["stdbuf", "-oL", "gnutls-cli", "--udp", "--port", str(port), LOOPBACK, "--sni-hostname",
                        "api.example", "--verify-hostname", "api.example", "--x509cafile", f"pki/{ca}.pem", *own,
                        "--priority", f"NORMAL:-VERS-ALL:{GNUTLS[tls]}{priorities}", *more],
                       env={"SSLKEYLOGFILE": run.keys})


# MARK: Programs in C

def build(run: Run, program: str, *libraries: str) -> str:
    """Compiles a program of `programs/`; where MTLSCOPE_WOLFSSL names a folder, wolfSSL is taken from there."""
    folder = os.environ.get("MTLSCOPE_WOLFSSL") if program.startswith("wolfssl") else None
    more = ["-I", f"{folder}/include", "-L", f"{folder}/lib", f"-Wl,-rpath,{folder}/lib"] if folder else []
    run.prepare("cc", "-O1", "-o", program, f"programs/{program}.c", *more, *libraries, shown=False)
    run.commands.append(f"cc -O1 -o {program} programs/{program}.c {' '.join(libraries)}")
    return f"./{program}"


def mbedtls_end(run: Run) -> str:
    return build(run, "mbedtls-end", "-lmbedtls", "-lmbedx509", "-lmbedcrypto")


def mbedtls_server(run: Run, port: int, asks: str, *then: str, program: str, mtu: int = 0) -> Endpoint:
    server = run.serve([program, "server", SERVER, str(port), "server-rsa", asks, "root", str(mtu), *then], port)
    run.stacks["server"] = (server.find("^mbed TLS") or "Mbed TLS").replace("mbed TLS", "Mbed TLS")
    return server


def mbedtls_client(run: Run, port: int, certificate: str | None, *then: str, program: str, ca: str = "root",
                   mtu: int = 0) -> tuple[Endpoint, int]:
    client, client_port = run.connect([program, "client", SERVER, str(port), certificate or "-", ca, str(mtu), *then])
    client.wait_for("^mbed TLS", 3)
    run.stacks["client"] = (client.find("^mbed TLS") or "Mbed TLS").replace("mbed TLS", "Mbed TLS")
    return client, client_port


def wolfssl_end(run: Run) -> str:
    return build(run, "wolfssl-end", "-lwolfssl", "-lm")


def wolfssl_server(run: Run, port: int, tls: str, asks: str, *, program: str, id_length: int = -1) -> Endpoint:
    server = run.serve([program, "server", SERVER, str(port), "server-rsa", asks, "root", tls.split()[1],
                        str(id_length)], port)
    run.stacks["server"] = server.find("^wolfSSL") or "wolfSSL"
    return server


def wolfssl_client(run: Run, port: int, tls: str, certificate: str | None, *, program: str, ca: str = "root",
                   id_length: int = -1) -> tuple[Endpoint, int]:
    client, client_port = run.connect([program, "client", SERVER, str(port), certificate or "-", ca, tls.split()[1],
                                       str(id_length)])
    client.wait_for("^wolfSSL", 3)
    run.stacks["client"] = client.find("^wolfSSL") or "wolfSSL"
    return client, client_port


# MARK: JSSE

def java_server(run: Run, port: int, asks: str, mtu: int = 0) -> Endpoint:
    run.stacks["server"] = java_name()
    return run.serve([*RUNTIME, "programs/JavaDatagramEnd.java", "server", str(port), key_store(run, "server-rsa"),
                      {"require": "need", "optional": "want", "none": "none"}[asks], "root", str(mtu)], port)


def java_client(run: Run, port: int, certificate: str | None, ca: str = "root", mtu: int = 0) -> tuple[Endpoint, int]:
    run.stacks["client"] = java_name()
    client, client_port = run.connect([*RUNTIME, "programs/JavaDatagramEnd.java", "client", str(port),
                                       key_store(run, certificate), "-", ca, str(mtu)])
    client.close_input()
    client.wait(40)
    return client, client_port


# MARK: libcoap

def coap_server(run: Run, port: int) -> Endpoint:
    """CoAP's own port is that of the server without DTLS, and the next one that with it."""
    run.stacks["server"] = "libcoap " + version("dpkg-query", "-W", "-f", "${Version}", "libcoap3-bin")
    return run.serve(["coap-server-openssl", "-A", SERVER, "-p", str(port - 1), "-c", "pki/server-rsa.pem", "-j",
                      "pki/server-rsa.test-only.key.pem", "-C", "pki/root.pem", "-v", "7"], port)


def coap_client(run: Run, port: int, certificate: str | None) -> tuple[Endpoint, int]:
    run.stacks["client"] = "libcoap " + version("dpkg-query", "-W", "-f", "${Version}", "libcoap3-bin")
    own = ["-c", f"pki/{certificate}.pem", "-j", f"pki/{certificate}.test-only.key.pem"] if certificate else []
    return run.connect(["coap-client-openssl", "-m", "get", "-v", "7", "-B", "6", "-C", "pki/root.pem", *own,
                        f"coaps://{SERVER}:{port}/time"])


# MARK: A bad network

def relay(run: Run, port: int, server_port: int, seed: int, loss: int, double: int = 0, late: int = 0,
          address: str = SERVER) -> Endpoint:
    """Stands between the client, which asks at `port`, and the server."""
    own = run.port()
    return run.serve(["python3", "programs/datagram-relay.py", str(port), address, str(server_port), str(own), str(seed),
                      str(loss), str(double), str(late)], port, name="relay")


# MARK: WebRTC

#: The Python that has aiortc, which Debian's has not; PyPI has it.
AIORTC = os.environ.get("MTLSCOPE_AIORTC", "python3")


def aiortc_ends(run: Run) -> Endpoint:
    """Both ends of a data channel: the one that answers the offer is DTLS's client."""
    done = subprocess.run([AIORTC, "-c", "import aiortc; print(aiortc.__version__)"], capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"no aiortc in {AIORTC}: pip install aiortc, and name that Python in MTLSCOPE_AIORTC")
    run.stacks["server"] = run.stacks["client"] = f"aiortc {done.stdout.strip()}"
    run.filter = "udp"
    run.pins_ports = False
    ends, _ = run.connect([AIORTC, "programs/webrtc_ends.py", SERVER, CLIENT, run.keys], name="both ends")
    return ends
