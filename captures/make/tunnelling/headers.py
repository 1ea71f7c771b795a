"""Headers, each a function from what it is put before to the whole."""
from __future__ import annotations

import struct
from ipaddress import ip_address

STATIONS = (bytes.fromhex("02000000aa01"), bytes.fromhex("02000000aa02"))
#: The ends of the tunnels.
ENDS = ("203.0.113.1", "203.0.113.2")
ENDS6 = ("2001:db8:f::1", "2001:db8:f::2")


def checksum(data: bytes) -> int:
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Outer:
    """The ends of a tunnel, in the direction of one packet."""

    def __init__(self, is_forward: bool):
        self.order = slice(None) if is_forward else slice(None, None, -1)
        self.identification = 0

    def ethernet(self, kind: int, payload: bytes) -> bytes:
        source, destination = STATIONS[self.order]
        return destination + source + struct.pack(">H", kind) + payload

    def ipv4(self, protocol: int, payload: bytes, ends=ENDS, fragment: int = 0) -> bytes:
        source, destination = (ip_address(end).packed for end in ends[self.order])
        header = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), self.identification, fragment, 64, protocol, 0)
        header += source + destination
        return header[:10] + struct.pack(">H", checksum(header)) + header[12:] + payload

    def ipv6(self, protocol: int, payload: bytes, ends=ENDS6) -> bytes:
        source, destination = (ip_address(end).packed for end in ends[self.order])
        return struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64) + source + destination + payload

    def fragments(self, protocol: int, payload: bytes, size: int) -> list[bytes]:
        """IPv4 packets of at most `size` bytes of payload, a multiple of eight."""
        pieces = [payload[start:start + size] for start in range(0, len(payload), size)]
        return [self.ipv4(protocol, piece, fragment=index * size // 8 | (0x2000 if index < len(pieces) - 1 else 0))
                for index, piece in enumerate(pieces)]

    def udp(self, destination: int, payload: bytes, source: int = 49_152) -> bytes:
        return self.ipv4(17, udp(source, destination, payload))


def udp(source: int, destination: int, payload: bytes) -> bytes:
    return struct.pack(">HHHH", source, destination, 8 + len(payload), 0) + payload


def gre(kind: int, payload: bytes, key: int | None = None, sequence: int | None = None, has_checksum: bool = False,
        acknowledgment: int | None = None, version: int = 0) -> bytes:
    flags = (0x8000 if has_checksum else 0) | (0x2000 if key is not None else 0) | (0x1000 if sequence is not None else 0)
    flags |= (0x0080 if acknowledgment is not None else 0) | version
    header = struct.pack(">HH", flags, kind)
    if has_checksum:
        header += b"\0\0\0\0"
    for field in (key, sequence, acknowledgment):
        if field is not None:
            header += struct.pack(">I", field)
    whole = header + payload
    return whole[:4] + struct.pack(">H", checksum(whole)) + whole[6:] if has_checksum else whole


def vlan(identifier: int, kind: int, payload: bytes) -> bytes:
    return struct.pack(">HH", identifier, kind) + payload


def mpls(labels: list[int], payload: bytes) -> bytes:
    last = len(labels) - 1
    return b"".join(struct.pack(">I", label << 12 | (0x100 if index == last else 0) | 64)
                    for index, label in enumerate(labels)) + payload


def vxlan(identifier: int, payload: bytes, flags: int = 0x08, following: int = 0) -> bytes:
    return struct.pack(">BHBI", flags, 0, following, identifier << 8) + payload


def geneve(identifier: int, kind: int, payload: bytes, options: bytes = b"") -> bytes:
    return struct.pack(">BBHI", len(options) // 4, 0, kind, identifier << 8) + options + payload


def nsh(path: int, following: int, payload: bytes) -> bytes:
    """Of metadata type 1: four words of context."""
    return struct.pack(">HBBI", 0x0FC6, 1, following, path << 8 | 255) + bytes(16) + payload


def gtp(endpoint: int, payload: bytes, flags: int = 0x30, optional: bytes = b"") -> bytes:
    return struct.pack(">BBHI", flags, 0xFF, len(optional) + len(payload), endpoint) + optional + payload


def snap(kind: int, payload: bytes) -> bytes:
    return bytes.fromhex("aaaa03000000") + struct.pack(">H", kind) + payload


def wireless(frame: bytes) -> bytes:
    """The same frame as IEEE 802.11 data from an access point."""
    return b"\x08\x02\0\0" + frame[:6] + STATIONS[0] + frame[6:12] + b"\0\0" + snap(
        struct.unpack_from(">H", frame, 12)[0], frame[14:])


def authentication(following: int, payload: bytes) -> bytes:
    return struct.pack(">BBHII", following, 4, 0, 0x1001, 1) + bytes(12) + payload


def null_encryption(following: int, payload: bytes, check: int) -> bytes:
    padding = -(len(payload) + 2) % 4
    return (struct.pack(">II", 0x2002, 1) + payload + bytes(range(1, padding + 1)) + bytes([padding, following])
            + b"\xa5" * check)


def capwap(payload: bytes, is_wireless: bool, fragment: tuple[int, int, bool] | None = None) -> bytes:
    """`fragment`: an identifier, an offset in bytes, whether it is the last."""
    word = 2 << 19 | 1 << 9 | (0x100 if is_wireless else 0)
    place = 0
    if fragment:
        identifier, offset, is_last = fragment
        word |= 0x80 | (0x40 if is_last else 0)
        place = identifier << 16 | offset
    return struct.pack(">II", word, place) + payload
