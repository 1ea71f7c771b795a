"""TCP segments in frames: found, cut in pieces, joined, moved to IPv6, tagged."""

import dataclasses
import struct

from .capture import Frame

ETHERNET, RAW, COOKED, COOKED2 = 1, 101, 113, 276
IPV4, IPV6, VLAN = 0x0800, 0x86DD, 0x8100
TCP = 6
FIN, SYN, RST, PSH = 1, 2, 4, 8


@dataclasses.dataclass(frozen=True)
class Segment:
    """Where a frame's parts begin."""

    frame: Frame
    ip: int
    tcp: int
    payload: int
    end: int

    @property
    def data(self) -> bytes:
        return self.frame.data[self.payload : self.end]

    @property
    def flags(self) -> int:
        return self.frame.data[self.tcp + 13]

    @property
    def sequence(self) -> int:
        return struct.unpack_from(">I", self.frame.data, self.tcp + 4)[0]

    @property
    def is_ipv4(self) -> bool:
        return self.frame.data[self.ip] >> 4 == 4

    @property
    def addresses(self) -> tuple[bytes, bytes]:
        first, size = (12, 4) if self.is_ipv4 else (8, 16)
        start = self.ip + first
        return self.frame.data[start : start + size], self.frame.data[start + size : start + 2 * size]

    @property
    def ports(self) -> tuple[int, int]:
        return struct.unpack_from(">HH", self.frame.data, self.tcp)

    @property
    def sender(self) -> tuple:
        (source, destination), (port, other) = self.addresses, self.ports
        return source, port, destination, other

    def with_payload(self, data: bytes, sequence: int, flags: int) -> Frame:
        """The frame with other data: its lengths fit, its checksums do not, as where the network card sums."""
        changed = bytearray(self.frame.data[: self.payload]) + data
        if self.is_ipv4:
            struct.pack_into(">H", changed, self.ip + 2, len(changed) - self.ip)
        else:
            struct.pack_into(">H", changed, self.ip + 4, len(changed) - self.ip - 40)
        struct.pack_into(">I", changed, self.tcp + 4, sequence & 0xFFFFFFFF)
        changed[self.tcp + 13] = flags
        return self.frame.with_data(bytes(changed))


def segment(frame: Frame) -> Segment | None:
    """`None` for what is no whole TCP segment right behind the link's header."""
    data = frame.data
    if frame.link == ETHERNET and len(data) >= 14:
        ip, kind = 14, struct.unpack_from(">H", data, 12)[0]
    elif frame.link == COOKED and len(data) >= 16:
        ip, kind = 16, struct.unpack_from(">H", data, 14)[0]
    elif frame.link == COOKED2 and len(data) >= 20:
        ip, kind = 20, struct.unpack_from(">H", data, 0)[0]
    elif frame.link == RAW and data:
        ip, kind = 0, IPV4 if data[0] >> 4 == 4 else IPV6
    else:
        return None
    if kind == IPV4 and len(data) >= ip + 20 and data[ip + 9] == TCP:
        if struct.unpack_from(">H", data, ip + 6)[0] & 0x3FFF:
            return None
        tcp, end = ip + (data[ip] & 15) * 4, ip + struct.unpack_from(">H", data, ip + 2)[0]
    elif kind == IPV6 and len(data) >= ip + 40 and data[ip + 6] == TCP:
        tcp, end = ip + 40, ip + 40 + struct.unpack_from(">H", data, ip + 4)[0]
    else:
        return None
    if len(data) < tcp + 20 or end > len(data):
        return None
    return Segment(frame, ip, tcp, tcp + (data[tcp + 12] >> 4) * 4, end)


def cut(frames: list[Frame], size: int) -> list[Frame]:
    """Every segment in pieces of so many bytes, all at its time."""
    result = []
    for frame in frames:
        whole = segment(frame)
        if whole is None or len(whole.data) <= size or whole.flags & (SYN | RST):
            result.append(frame)
            continue
        for start in range(0, len(whole.data), size):
            piece = whole.data[start : start + size]
            is_last = start + size >= len(whole.data)
            flags = whole.flags if is_last else whole.flags & ~(FIN | PSH)
            result.append(whole.with_payload(piece, whole.sequence + start, flags))
    return result


def merge(frames: list[Frame], most: int = 16_000) -> list[Frame]:
    """Neighbours of one direction in one segment, as a network card with offloads hands them on."""
    result: list[Frame] = []
    for frame in frames:
        after, before = segment(frame), segment(result[-1]) if result else None
        joins = (
            after is not None
            and before is not None
            and after.data
            and before.data
            and after.sender == before.sender
            and not (before.flags | after.flags) & (SYN | FIN | RST)
            and before.sequence + len(before.data) == after.sequence
            and len(before.data) + len(after.data) <= most
        )
        if joins:
            result[-1] = before.with_payload(before.data + after.data, before.sequence, after.flags)
        else:
            result.append(frame)
    return result


def to_ipv6(frame: Frame) -> Frame:
    """IPv4 by IPv6, with addresses that hold the old ones."""
    old = segment(frame)
    if old is None or not old.is_ipv4 or frame.link not in (ETHERNET, RAW):
        return frame
    source, destination = (b"\x20\x01\x0d\xb8" + bytes(8) + address for address in old.addresses)
    body = frame.data[old.tcp : old.end]
    header = struct.pack(">IHBB", 0x60000000, len(body), TCP, 64) + source + destination
    link = frame.data[: old.ip]
    if frame.link == ETHERNET:
        link = link[:12] + struct.pack(">H", IPV6)
    return frame.with_data(link + header + body)


def tagged(frame: Frame, number: int) -> Frame:
    if frame.link != ETHERNET:
        return frame
    return frame.with_data(frame.data[:12] + struct.pack(">HH", VLAN, number) + frame.data[12:])


def is_forward(frame: Frame) -> bool | None:
    """By the ends' order, which is the same for all frames of a connection."""
    found = segment(frame)
    if found is None:
        return None
    source, port, destination, other = found.sender
    return (source, port) < (destination, other)
