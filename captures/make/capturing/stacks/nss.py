"""NSS's selfserv and tstclnt."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version

VERSIONS = {"SSL 3.0": "ssl3", "TLS 1.0": "tls1.0", "TLS 1.1": "tls1.1", "TLS 1.2": "tls1.2", "TLS 1.3": "tls1.3"}


def name(program: str) -> str:
    package = version("dpkg-query", "-W", "-f", "${Version}", "libnss3-tools")
    return f"NSS {package.split(':')[-1].split('-')[0]} {program}"


def database(run: Run, folder: str, certificate: str | None, ca: str = "root", trust: str = "CT,C,C") -> str:
    """A certificate database with one identity and one trusted authority."""
    (run.folder / folder).mkdir()
    run.prepare("certutil", "-N", "-d", folder, "--empty-password")
    run.prepare("certutil", "-A", "-d", folder, "-n", ca, "-t", trust, "-i", f"pki/{ca}.pem")
    if certificate:
        run.prepare("openssl", "pkcs12", "-export", "-in", f"pki/{certificate}.pem", "-inkey",
                    f"pki/{certificate}.test-only.key.pem", "-name", certificate, "-passout", "pass:test-only",
                    "-out", f"{folder}.p12")
        run.prepare("pk12util", "-d", folder, "-i", f"{folder}.p12", "-W", "test-only", "-K", "")
    return folder


def selfserv(run: Run, port: int, tls: str, *more: str, certificate: str = "server-rsa",
             verify: str | None = "required", crl: str | None = None) -> Endpoint:
    run.stacks["server"] = name("selfserv")
    folder = database(run, "server-nss", certificate)
    if crl:
        run.prepare("openssl", "crl", "-in", crl, "-outform", "DER", "-out", "crl.der")
        run.prepare("crlutil", "-I", "-d", folder, "-i", "crl.der", "-B")
    asks = {None: [], "optional": ["-r"], "required": ["-r", "-r"]}[verify]
    key = "-e" if certificate == "server-ec" else "-n"
    limits = VERSIONS[tls]
    return run.serve(["stdbuf", "-oL", "selfserv", "-d", folder, key, certificate, "-p", str(port), "-v", *asks,
                      "-V", f"{limits}:{limits}", *more], port)


def tstclnt(run: Run, port: int, tls: str, *more: str, certificate: str | None = None,
            ca: str = "root") -> tuple[Endpoint, int]:
    run.stacks["client"] = name("tstclnt")
    folder = database(run, "client-nss", certificate, ca)
    (run.folder / "request.txt").write_text("GET / HTTP/1.0\r\n\r\n")
    limits = VERSIONS[tls]
    return run.connect(["stdbuf", "-oL", "tstclnt", "-A", "request.txt", "-h", SERVER, "-a", "api.example", "-p", str(port), "-d", folder,
                        *(["-n", certificate] if certificate else []), "-V", f"{limits}:{limits}", "-v", *more],
                       env={"SSLKEYLOGFILE": run.keys})


def talk(client: Endpoint) -> None:
    """tstclnt sends its request file, prints the answer and ends."""
    client.close_input()
    client.wait()
