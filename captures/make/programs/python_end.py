"""One end of a TLS connection by Python's ssl module.

    python_end.py server PORT VERSION required|optional|none [reset|smtp|postgres]
    python_end.py client HOST PORT VERSION CERTIFICATE|- [leave]

`reset`: the server drops the connection with a TCP reset when the client's certificate arrives.
`smtp`, `postgres`: TLS begins after that protocol's preamble.
`leave`: the client ends itself when the server asks for a certificate.
"""
import os
import socket
import ssl
import struct
import sys

VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}
CERTIFICATE, CERTIFICATE_REQUEST = 11, 13


def say(*words: object) -> None:
    print(*words, flush=True)


def on_message(connection: socket.socket, direction: str, kind: int, action) -> object:
    """A message callback that acts when a handshake message of this kind goes by."""
    def callback(conn, way, version, content_type, message_type, data):  # noqa: ANN001
        if way == direction and content_type == 22 and message_type == kind:
            action()
    return callback


def smtp(plain: socket.socket) -> None:
    """RFC 3207, the server's part up to its consent."""
    plain.sendall(b"220 api.example ESMTP\r\n")
    while not (line := plain.recv(1000)).upper().startswith(b"STARTTLS"):
        say(f"preamble: {line!r}")
        plain.sendall(b"250-api.example\r\n250 STARTTLS\r\n")
    plain.sendall(b"220 go ahead\r\n")


def postgres(plain: socket.socket) -> None:
    """SSLRequest and its answer."""
    say(f"preamble: {plain.recv(8)!r}")
    plain.sendall(b"S")


PREAMBLES = {"smtp": smtp, "postgres": postgres}


def server(port: int, version: str, mode: str, extra: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = VERSIONS[version]
    context.load_cert_chain("pki/server-rsa.pem", "pki/server-rsa.test-only.key.pem")
    context.load_verify_locations("pki/root.pem")
    context.verify_mode = {"required": ssl.CERT_REQUIRED, "optional": ssl.CERT_OPTIONAL, "none": ssl.CERT_NONE}[mode]
    listener = socket.create_server(("192.0.2.20", port))
    plain, address = listener.accept()
    say(f"accepted remote port {address[1]}")

    def drop() -> None:
        say("the client's certificate is here: resetting the connection")
        plain_copy.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os._exit(3)

    plain_copy = socket.socket(fileno=os.dup(plain.fileno()))
    if extra in PREAMBLES:
        PREAMBLES[extra](plain)
    if extra == "reset":
        context._msg_callback = on_message(plain, "read", CERTIFICATE, drop)
    try:
        with context.wrap_socket(plain, server_side=True) as secure:
            subject = (secure.getpeercert() or {}).get("subject")
            say(f"handshake {secure.version()} client={subject}")
            say(f"server heard: {secure.recv(100)!r}")
            secure.sendall(b"accepted\n")
            secure.unwrap()
    except (ssl.SSLError, OSError) as error:
        say(f"server error: {type(error).__name__}: {error}")


def client(host: str, port: int, version: str, certificate: str, leave: bool) -> int:
    context = ssl.create_default_context(cafile="pki/root.pem")
    context.minimum_version = context.maximum_version = VERSIONS[version]
    context.keylog_filename = "keys.log"
    if certificate != "-":
        context.load_cert_chain(f"pki/{certificate}.pem", f"pki/{certificate}.test-only.key.pem")
    plain = socket.create_connection((host, port))

    def go() -> None:
        say("the server asks for a certificate: leaving")
        os._exit(4)

    if leave:
        context._msg_callback = on_message(plain, "read", CERTIFICATE_REQUEST, go)
    try:
        with context.wrap_socket(plain, server_hostname="api.example") as secure:
            say(f"handshake {secure.version()}")
            secure.sendall(b"hello\n")
            say(f"client heard: {secure.recv(100)!r}")
            secure.unwrap()
    except (ssl.SSLError, OSError) as error:
        say(f"client error: {type(error).__name__}: {error}")
        return 2
    return 0


role, *rest = sys.argv[1:]
if role == "server":
    server(int(rest[0]), rest[1], rest[2], rest[3] if len(rest) > 3 else "")
else:
    sys.exit(client(rest[0], int(rest[1]), rest[2], rest[3], "leave" in rest))
