"""What strangers may send beside TCP: floods of beginnings, of pieces and of names, in every carrier.

Each attack is a generator of frames, as those of `attacks` are. What is sealed is sealed here: anybody can make the keys
of QUIC's Initial packets.
"""

import functools
import hashlib
import hmac
import struct
from collections.abc import Iterator

from .capture import read
from .frames import ROOT, message, opened, record, tcp

QUIC = ROOT / "captures/quic/quic-aioquic-aioquic-mutual/capture.pcapng"
SERVER = 0xC0000201


def udp(client: int, port: int, data: bytes, server_port: int = 4_433, back: bool = False) -> bytes:
    """A datagram between a client, by its number, and one server."""
    ends = (0x0A000000 + client, SERVER)
    ports = (port, server_port)
    if back:
        ends, ports = ends[::-1], ports[::-1]
    header = struct.pack(">HHHH", *ports, 8 + len(data), 0)
    ip = struct.pack(">BBHHHBBHII", 0x45, 0, 28 + len(data), 0, 0x4000, 64, 17, 0, *ends)
    return bytes(12) + b"\x08\x00" + ip + header + data


def port_of(number: int) -> int:
    return 1_024 + number % 60_000


# MARK: DTLS


def fragment(kind: int, sequence: int, length: int, offset: int, data: bytes) -> bytes:
    """RFC 6347, section 4.2.2."""
    return (
        bytes([kind]) + length.to_bytes(3, "big") + struct.pack(">H", sequence) + offset.to_bytes(3, "big")
        + len(data).to_bytes(3, "big") + data
    )


def dtls(number: int, data: bytes) -> bytes:
    return struct.pack(">BHHIHH", 22, 0xFEFD, 0, 0, number & 0xFFFF, len(data)) + data


def hello(cookie: bytes, number: int) -> bytes:
    body = b"\xfe\xfd" + hashlib.sha256(struct.pack(">I", number)).digest() + b"\0" + bytes([len(cookie)]) + cookie
    return body + b"\0\2\xc0\x2b" + b"\1\0" + b"\0\0"


def server_hello() -> bytes:
    return b"\xfe\xfd" + bytes(32) + b"\0\xc0\x2b\0" + b"\0\0"


def whole(kind: int, sequence: int, body: bytes) -> bytes:
    return fragment(kind, sequence, len(body), 0, body)


def cookies(count: int) -> Iterator[bytes]:
    """Hellos that are answered with cookies, and come no more."""
    for number in range(count):
        port = port_of(number)
        yield udp(number, port, dtls(0, whole(1, 0, hello(b"", number))))
        cookie = hashlib.sha256(struct.pack(">I", number)).digest()
        yield udp(number, port, dtls(0, whole(3, 0, b"\xfe\xff" + bytes([len(cookie)]) + cookie)), back=True)


def half_dtls_hellos(count: int) -> Iterator[bytes]:
    for number in range(count):
        body = hello(bytes(32), number)
        yield udp(number, port_of(number), dtls(0, fragment(1, 0, len(body), 0, body[:60])))


def tiny_pieces(count: int) -> Iterator[bytes]:
    """Clients that send every second byte of messages to come, a record each."""
    for number in range(count):
        yield udp(number, 5_000, dtls(0, whole(1, 0, hello(b"", number))))
        yield udp(number, 5_000, dtls(0, whole(2, 0, server_hello())), back=True)
        for sequence in range(2, 10):
            pieces = (fragment(11, sequence, 65_000, place, b"\1") for place in range(0, 128, 2))
            yield udp(number, 5_000, b"".join(dtls(place, piece) for place, piece in enumerate(pieces)))


def dtls_chains(count: int, certificates: int = 8_000) -> Iterator[bytes]:
    """Chains of thousands of certificates of six bytes, in fragments."""
    for number in range(count):
        entries = b"".join(b"\0\0\6" + struct.pack(">IH", number, place) for place in range(certificates))
        chain = len(entries).to_bytes(3, "big") + entries
        yield udp(number, 5_000, dtls(0, whole(1, 0, hello(b"", number))))
        yield udp(number, 5_000, dtls(0, whole(2, 0, server_hello())), back=True)
        for place in range(0, len(chain), 1_300):
            piece = fragment(11, 1, len(chain), place, chain[place : place + 1_300])
            yield udp(number, 5_000, dtls(1 + place, piece), back=True)


# MARK: QUIC


@functools.cache
def first_initial() -> bytes:
    """A real client's first datagram."""
    for frame in read(QUIC).frames:
        if frame.data[23] == 17 and frame.data[42] & 0xB0 == 0x80:
            return frame.data[42:]
    raise ValueError(QUIC)


def garbage_headers(count: int) -> Iterator[bytes]:
    """What looks like a client's first Initial packet, and does not open."""
    for number in range(count):
        noise = hashlib.sha256(struct.pack(">I", number)).digest()
        header = b"\xc3\0\0\0\1\x08" + noise[:8] + b"\0\0" + struct.pack(">H", 0x4000 | 1_182)
        yield udp(number, port_of(number), header + (noise * 37)[:1_182], 443)


def garbage_of_one(count: int) -> Iterator[bytes]:
    """The same from one address."""
    for number in range(count):
        noise = hashlib.sha256(struct.pack(">I", number)).digest()
        header = b"\xc3\0\0\0\1\x08" + noise[:8] + b"\0\0" + struct.pack(">H", 0x4000 | 1_182)
        yield udp(7, port_of(number), header + (noise * 37)[:1_182], 443)


def repeated_initials(count: int) -> Iterator[bytes]:
    """A real client's first datagram from everywhere."""
    for number in range(count):
        yield udp(number, port_of(number), first_initial(), 443)


def expand(secret: bytes, label: bytes, length: int) -> bytes:
    """HKDF-Expand-Label for no more than a hash (RFC 9846, section 7.1)."""
    info = struct.pack(">HB", length, 6 + len(label)) + b"tls13 " + label + b"\0"
    return hmac.digest(secret, info + b"\1", "sha256")[:length]


def initial(connection_id: bytes, number: int, frames: bytes) -> bytes:
    """A client's Initial packet (RFC 9001, section 5)."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")
    secret = expand(hmac.digest(salt, connection_id, "sha256"), b"client in", 32)
    key, iv, header_key = expand(secret, b"quic key", 16), expand(secret, b"quic iv", 12), expand(secret, b"quic hp", 16)
    payload = frames.ljust(1_162, b"\0")
    length = struct.pack(">H", 0x4000 | (len(payload) + 20))
    header = b"\xc3\0\0\0\1" + bytes([len(connection_id)]) + connection_id + b"\0\0" + length + struct.pack(">I", number)
    nonce = iv[:8] + struct.pack(">I", int.from_bytes(iv[8:], "big") ^ number)
    sealed = AESGCM(key).encrypt(nonce, payload, header)
    mask = Cipher(algorithms.AES(header_key), modes.ECB()).encryptor().update(sealed[:16])
    first = header[0] ^ (mask[0] & 15)
    hidden = bytes(one ^ other for one, other in zip(header[-4:], mask[1:5]))
    return bytes([first]) + header[1:-4] + hidden + sealed


def crypto(offset: int, data: bytes) -> bytes:
    return b"\6" + struct.pack(">I", 0x80000000 | offset) + struct.pack(">H", 0x4000 | len(data)) + data


def half_quic_hellos(count: int) -> Iterator[bytes]:
    """Halves of hellos, sealed as they have to be, from everywhere."""
    for number in range(count):
        half = message(1, b"\3\3" + bytes(1_000))[:500]
        yield udp(number, port_of(number), initial(struct.pack(">II", 7, number), 0, crypto(0, half)), 443)


def scattered_frames(count: int) -> Iterator[bytes]:
    """Clients that send every second byte of a stream, a frame each."""
    for number in range(count):
        connection_id = struct.pack(">II", 7, number)
        for packet in range(4):
            pieces = b"".join(crypto(10 + packet * 300 + place, b"\1") for place in range(0, 250, 2))
            yield udp(number, 5_000, initial(connection_id, packet, pieces[:1_160]), 443)


# MARK: EAP


def identities(count: int) -> Iterator[bytes]:
    """Stations that say who they are, at length, and no more."""
    for number in range(count):
        station = b"\2\0" + struct.pack(">I", number)
        identity = struct.pack(">I", number).hex().encode() * 31
        eap = struct.pack(">BBHB", 2, 1, 5 + len(identity), 1) + identity
        yield b"\1\x80\xc2\0\0\3" + station + b"\x88\x8e" + struct.pack(">BBH", 1, 0, len(eap)) + eap


def half_eap_hellos(count: int) -> Iterator[bytes]:
    """Stations that send the first fragment of a hello."""
    half = record(22, message(1, b"\3\3" + bytes(2_000)))[:1_000]
    for number in range(count):
        station = b"\2\0" + struct.pack(">I", number)
        for code, kind, data in ((1, 13, b"\x20"), (2, 13, b"\xc0" + struct.pack(">I", 2_009) + half)):
            eap = struct.pack(">BBHB", code, 5, 5 + len(data), kind) + data
            ends = station + b"\2\xff\0\0\0\1" if code == 1 else b"\2\xff\0\0\0\1" + station
            yield ends + b"\x88\x8e" + struct.pack(">BBH", 1, 0, len(eap)) + eap


def attributes(number: int, eap: bytes) -> bytes:
    name = f"user-{number}".encode().ljust(200, b"x")
    parts = [bytes([1, 2 + len(name)]) + name]
    parts += [bytes([79, 2 + len(eap[at : at + 253])]) + eap[at : at + 253] for at in range(0, len(eap), 253)]
    return b"".join(parts)


def radius(count: int) -> Iterator[bytes]:
    """Requests with names of their own, by one network access server."""
    for number in range(count):
        identity = f"user-{number}".encode()
        eap = struct.pack(">BBHB", 2, 1, 5 + len(identity), 1) + identity
        body = attributes(number, eap)
        head = struct.pack(">BBH", 1, number & 0xFF, 20 + len(body)) + bytes(16)
        yield udp(1, 1_024 + number // 256 % 60_000, head + body, 1_812)


# MARK: OpenVPN, TDS and the rest


def hard_resets(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield udp(number, port_of(number), b"\x38" + struct.pack(">II", 7, number) + b"\0" + bytes(4), 1_194)


def half_openvpn_hellos(count: int) -> Iterator[bytes]:
    half = record(22, message(1, b"\3\3" + bytes(2_000)))[:1_000]
    for number in range(count):
        port, session = port_of(number), struct.pack(">II", 7, number)
        yield udp(number, port, b"\x38" + session + b"\0" + bytes(4), 1_194)
        answer = b"\x40" + session + b"\1" + bytes(4) + session + bytes(4)
        yield udp(number, port, answer, 1_194, back=True)
        yield udp(number, port, b"\x20" + session + b"\0" + struct.pack(">I", 1) + half, 1_194)


def half_tds_hellos(count: int) -> Iterator[bytes]:
    """PRELOGIN packets of TDS that wrap a part of a hello."""
    half = record(22, message(1, b"\3\3" + bytes(2_000)))[:1_000]
    prelogin = bytes.fromhex("000006000601000c0001ff") + bytes(6) + b"\1"
    for number in range(count):
        port, at = port_of(number), 1
        yield from opened(number, port)
        for data in (prelogin, half):
            packet = struct.pack(">BBHHBB", 0x12, 1, 8 + len(data), 0, 0, 0) + data
            yield tcp(number, port, 0x18, at, packet)
            at += len(packet)


def first_pieces(count: int) -> Iterator[bytes]:
    """First fragments of IP datagrams over UDP whose rest never comes."""
    body = struct.pack(">HHHH", 1_024, 4_433, 4_000, 0) + bytes(1_472)
    for number in range(count):
        ip = struct.pack(
            ">BBHHHBBHII", 0x45, 0, 1_500, number & 0xFFFF, 0x2000, 64, 17, 0, 0x0A000000 + number, SERVER
        )
        yield bytes(12) + b"\x08\x00" + ip + body
