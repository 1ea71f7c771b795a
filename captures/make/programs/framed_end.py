"""One end of a connection whose TLS begins after, or inside of, another protocol that no packaged stack speaks on both sides.

    framed_end.py server PORT VERSION required|optional|none WHAT
    framed_end.py client HOST PORT VERSION CERTIFICATE|- WHAT

TLS is OpenSSL's, by Python's ssl module; what goes around it is written here.
WHAT is
  tds         TDS 7: PRELOGIN, the handshake in PRELOGIN packets, then bare TLS
  tds-refused TDS 7: the server says that it does not support encryption
  amqp        AMQP's header that asks for TLS, as old clients send it
  amqp-refused  the server answers with the header of AMQP 0-9-1, and closes
  nntp, nntp-refused  the server's part of NNTP
  upgrade     HTTP's Upgrade to TLS (RFC 2817)
  rdp         RDP's negotiation: a connection request with a cookie, which asks for TLS, and its confirmation
  rdp-leave   the client leaves when the handshake is over
"""
import socket
import ssl
import struct
import sys

VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}
PRELOGIN, RESPONSE, LARGEST = 0x12, 0x04, 4096
ENCRYPT_ON, ENCRYPT_NOT_SUPPORTED = 1, 2
AMQP_TLS, AMQP_PLAIN = b"AMQP\x02\x01\x00\x00", b"AMQP\x00\x00\x09\x01"


def say(*words: object) -> None:
    print(*words, flush=True)


def exactly(plain: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = plain.recv(count - len(data))
        if not more:
            raise ConnectionError("the peer closed")
        data += more
    return data


def line(plain: socket.socket) -> bytes:
    data = b""
    while not data.endswith(b"\n"):
        data += exactly(plain, 1)
    return data


class Packets:
    """Packets of TDS on a socket."""

    def __init__(self, plain: socket.socket):
        self.plain = plain

    def write(self, kind: int, data: bytes) -> None:
        number = 1
        while True:
            part, data = data[:LARGEST - 8], data[LARGEST - 8:]
            self.plain.sendall(struct.pack(">BBHHBB", kind, 0 if data else 1, len(part) + 8, 0, number, 0) + part)
            number += 1
            if not data:
                return

    def read(self) -> tuple[int, bytes]:
        """One packet, or what comes instead of one."""
        kind, _, length, _, _, _ = struct.unpack(">BBHHBB", exactly(self.plain, 8))
        return kind, exactly(self.plain, length - 8)


def prelogin(encryption: int) -> bytes:
    """VERSION, ENCRYPTION (MS-TDS, section 2.2.6.5)."""
    return (struct.pack(">BHH", 0, 11, 6) + struct.pack(">BHH", 1, 17, 1) + b"\xff"
            + bytes([16, 0, 16, 0, 0, 0]) + bytes([encryption]))


def encryption_of(options: bytes) -> int:
    place = 0
    while options[place] != 0xFF:
        token, offset, _ = struct.unpack(">BHH", options[place:place + 5])
        if token == 1:
            return options[offset]
        place += 5
    return ENCRYPT_NOT_SUPPORTED


class Wrapped:
    """TLS by memory: in packets as long as the handshake lasts, bare afterwards."""

    def __init__(self, plain: socket.socket, context: ssl.SSLContext, server_side: bool):
        self.plain, self.packets = plain, Packets(plain)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=server_side,
                                    server_hostname=None if server_side else "api.example")

    def flush(self, wrapped: bool) -> None:
        data = self.outgoing.read()
        if data:
            self.packets.write(PRELOGIN, data) if wrapped else self.plain.sendall(data)

    def handshake(self) -> None:
        try:
            while True:
                try:
                    self.tls.do_handshake()
                    return
                except ssl.SSLWantReadError:
                    self.flush(True)
                    self.incoming.write(self.packets.read()[1])
        finally:
            self.flush(True)

    def send(self, data: bytes) -> None:
        self.tls.write(data)
        self.flush(False)

    def receive(self) -> bytes:
        while True:
            try:
                return self.tls.read(1000)
            except ssl.SSLWantReadError:
                # The side that ends the handshake first may still get a packet.
                first = self.plain.recv(1, socket.MSG_PEEK)
                if not first:
                    return b""
                self.incoming.write(self.packets.read()[1] if first[0] == PRELOGIN else self.plain.recv(4096))


def tds_server(plain: socket.socket, context: ssl.SSLContext, refuses: bool) -> None:
    packets = Packets(plain)
    _, options = packets.read()
    say(f"PRELOGIN with encryption {encryption_of(options)}")
    packets.write(RESPONSE, prelogin(ENCRYPT_NOT_SUPPORTED if refuses else ENCRYPT_ON))
    if refuses:
        say("answered ENCRYPT_NOT_SUP")
        say(f"server heard: {plain.recv(100)!r}")
        return
    wrapped = Wrapped(plain, context, True)
    wrapped.handshake()
    subject = (wrapped.tls.getpeercert() or {}).get("subject")
    say(f"handshake {wrapped.tls.version()} client={subject}")
    say(f"server heard: {wrapped.receive()[:40]!r}")
    wrapped.send(b"accepted\n")


def tds_client(plain: socket.socket, context: ssl.SSLContext) -> int:
    packets = Packets(plain)
    packets.write(PRELOGIN, prelogin(ENCRYPT_ON))
    _, options = packets.read()
    if encryption_of(options) == ENCRYPT_NOT_SUPPORTED:
        say("client error: the server does not support encryption")
        return 5
    wrapped = Wrapped(plain, context, False)
    wrapped.handshake()
    say(f"handshake {wrapped.tls.version()}")
    wrapped.send(b"hello\n")
    answer = wrapped.receive()
    say(f"client heard: {answer!r}")
    return 0 if answer else 2


def amqp_server(plain: socket.socket, refuses: bool) -> bool:
    say(f"header {exactly(plain, 8)!r}")
    plain.sendall(AMQP_PLAIN if refuses else AMQP_TLS)
    return not refuses


def amqp_client(plain: socket.socket) -> bool:
    plain.sendall(AMQP_TLS)
    answer = exactly(plain, 8)
    say(f"header {answer!r}")
    return answer == AMQP_TLS


def nntp_server(plain: socket.socket, refuses: bool) -> bool:
    """RFC 4642, the server's part up to its consent."""
    plain.sendall(b"200 api.example NNTP service ready\r\n")
    while True:
        command = line(plain).strip().upper()
        say(f"command {command!r}")
        if command == b"CAPABILITIES":
            plain.sendall(b"101 capabilities\r\nVERSION 2\r\nREADER\r\nSTARTTLS\r\n.\r\n")
        elif command == b"STARTTLS":
            plain.sendall(b"580 Can not initiate TLS negotiation\r\n" if refuses else b"382 Continue with TLS negotiation\r\n")
            return not refuses
        else:
            plain.sendall(b"500 what?\r\n")


def rdp_client(plain: socket.socket) -> bool:
    """MS-RDPBCGR, section 2.2.1.1: X.224 in TPKT, a cookie, RDP_NEG_REQ for TLS."""
    body = b"\xe0\0\0\0\0\0Cookie: mstshash=somebody\r\n" + bytes([1, 0, 8, 0, 1, 0, 0, 0])
    plain.sendall(struct.pack(">BBHB", 3, 0, len(body) + 5, len(body)) + body)
    _, _, length = struct.unpack(">BBH", exactly(plain, 4))
    answer = exactly(plain, length - 4)
    say(f"confirmation {answer.hex()}")
    return len(answer) >= 15 and answer[7] == 2 and answer[11] == 1


def rdp_server(plain: socket.socket, refuses: bool) -> bool:
    _, _, length = struct.unpack(">BBH", exactly(plain, 4))
    say(f"request {exactly(plain, length - 4)!r}")
    kind, value = (3, 2) if refuses else (2, 1)
    plain.sendall(bytes([3, 0, 0, 19, 14, 0xD0, 0, 0, 0x12, 0x34, 0, kind, 0, 8, 0, value, 0, 0, 0]))
    return not refuses


def upgrade_server(plain: socket.socket, refuses: bool) -> bool:
    say(f"request {line(plain)!r}")
    while line(plain).strip():
        pass
    plain.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: TLS/1.0, HTTP/1.1\r\nConnection: Upgrade\r\n\r\n")
    return not refuses


def upgrade_client(plain: socket.socket) -> bool:
    plain.sendall(b"GET / HTTP/1.1\r\nHost: api.example\r\nUpgrade: TLS/1.0, HTTP/1.1\r\nConnection: Upgrade\r\n\r\n")
    status = line(plain)
    say(f"answer {status!r}")
    while line(plain).strip():
        pass
    return b" 101 " in status


def server(port: int, version: str, mode: str, what: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = VERSIONS[version]
    context.load_cert_chain("pki/server-rsa.pem", "pki/server-rsa.test-only.key.pem")
    context.load_verify_locations("pki/root.pem")
    context.verify_mode = {"required": ssl.CERT_REQUIRED, "optional": ssl.CERT_OPTIONAL, "none": ssl.CERT_NONE}[mode]
    context.keylog_filename = "server-keys.log"
    plain, address = socket.create_server(("192.0.2.20", port)).accept()
    say(f"accepted remote port {address[1]}")
    protocol, _, refuses = what.partition("-")
    try:
        if protocol == "tds":
            return tds_server(plain, context, bool(refuses))
        begins = {"amqp": amqp_server, "nntp": nntp_server, "upgrade": upgrade_server, "rdp": rdp_server}[protocol](plain, bool(refuses))
        if not begins:
            say("refused TLS")
            plain.close()
            return None
        with context.wrap_socket(plain, server_side=True) as secure:
            subject = (secure.getpeercert() or {}).get("subject")
            say(f"handshake {secure.version()} client={subject}")
            say(f"server heard: {secure.recv(100)!r}")
            secure.sendall(b"accepted\n")
            secure.unwrap()
    except (ssl.SSLError, OSError) as error:
        say(f"server error: {type(error).__name__}: {error}")
    return None


def client(host: str, port: int, version: str, certificate: str, what: str) -> int:
    context = ssl.create_default_context(cafile="pki/root.pem")
    context.minimum_version = context.maximum_version = VERSIONS[version]
    context.keylog_filename = "keys.log"
    if certificate != "-":
        context.load_cert_chain(f"pki/{certificate}.pem", f"pki/{certificate}.test-only.key.pem")
    plain = socket.create_connection((host, port))
    what, _, leaves = what.partition("-")
    try:
        if what == "tds":
            return tds_client(plain, context)
        if not {"amqp": amqp_client, "upgrade": upgrade_client, "rdp": rdp_client}[what](plain):
            say("client error: the server does not begin TLS")
            return 5
        with context.wrap_socket(plain, server_hostname="api.example") as secure:
            say(f"handshake {secure.version()}")
            if leaves:
                return 0
            secure.sendall(b"hello\n")
            say(f"client heard: {secure.recv(100)!r}")
            secure.unwrap()
    except (ssl.SSLError, OSError) as error:
        say(f"client error: {type(error).__name__}: {error}")
        return 2
    return 0


role, *rest = sys.argv[1:]
if role == "server":
    server(int(rest[0]), rest[1], rest[2], rest[3])
else:
    sys.exit(client(rest[0], int(rest[1]), rest[2], rest[3], rest[4]))
