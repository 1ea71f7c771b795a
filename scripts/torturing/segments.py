"""TCP segments in frames: found, cut in pieces, joined. Datagrams and pieces of them too: moved to IPv6, tagged, told by sender."""

import dataclasses
import struct

from .capture import Frame

ETHERNET, RAW, COOKED, COOKED2 = 1, 101, 113, 276
IPV4, IPV6, VLAN, EAPOL = 0x0800, 0x86DD, 0x8100, 0x888E
TCP, UDP, FRAGMENT = 6, 17, 44
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


@dataclasses.dataclass(frozen=True)
class Packet:
    """An IP packet, or a piece of one."""

    ip: int
    #: Where what IP carries begins and ends.
    start: int
    end: int
    protocol: int
    addresses: tuple[bytes, bytes]
    #: What of IP's header tells the pieces of one packet: identification, offset in bytes, whether more follow.
    piece: tuple[int, int, bool] | None

    @property
    def is_ipv4(self) -> bool:
        return len(self.addresses[0]) == 4


def network(frame: Frame) -> tuple[int, int] | None:
    """Where the network's header begins, and its EtherType."""
    data = frame.data
    if frame.link == ETHERNET and len(data) >= 14:
        return 14, struct.unpack_from(">H", data, 12)[0]
    if frame.link == COOKED and len(data) >= 16:
        return 16, struct.unpack_from(">H", data, 14)[0]
    if frame.link == COOKED2 and len(data) >= 20:
        return 20, struct.unpack_from(">H", data, 0)[0]
    if frame.link == RAW and data:
        return 0, IPV4 if data[0] >> 4 == 4 else IPV6
    return None


def packet(frame: Frame) -> Packet | None:
    """`None` for what is no whole IP packet right behind the link's header."""
    data = frame.data
    ip, kind = network(frame) or (0, 0)
    if kind == IPV4 and len(data) >= ip + 20:
        start, end = ip + (data[ip] & 15) * 4, ip + struct.unpack_from(">H", data, ip + 2)[0]
        number, field = struct.unpack_from(">HH", data, ip + 4)
        piece = (number, (field & 0x1FFF) * 8, bool(field & 0x2000)) if field & 0x3FFF else None
        protocol, addresses = data[ip + 9], (data[ip + 12 : ip + 16], data[ip + 16 : ip + 20])
    elif kind == IPV6 and len(data) >= ip + 40:
        start, end, piece = ip + 40, ip + 40 + struct.unpack_from(">H", data, ip + 4)[0], None
        protocol, addresses = data[ip + 6], (data[ip + 8 : ip + 24], data[ip + 24 : ip + 40])
    else:
        return None
    return Packet(ip, start, end, protocol, addresses, piece) if end <= len(data) else None


def segment(frame: Frame) -> Segment | None:
    """`None` for what is no whole TCP segment right behind the link's header."""
    found = packet(frame)
    if found is None or found.protocol != TCP or found.piece or found.end < found.start + 20:
        return None
    return Segment(frame, found.ip, found.start, found.start + (frame.data[found.start + 12] >> 4) * 4, found.end)


def is_datagram(frame: Frame) -> bool:
    """Of UDP, or a piece of one."""
    found = packet(frame)
    return found is not None and found.protocol == UDP


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
    old = packet(frame)
    if old is None or not old.is_ipv4 or old.protocol not in (TCP, UDP) or frame.link not in (ETHERNET, RAW):
        return frame
    source, destination = (b"\x20\x01\x0d\xb8" + bytes(8) + address for address in old.addresses)
    body, following = frame.data[old.start : old.end], old.protocol
    if old.piece:
        number, offset, has_more = old.piece
        body, following = struct.pack(">BBHI", old.protocol, 0, offset | has_more, number) + body, FRAGMENT
    header = struct.pack(">IHBB", 0x60000000, len(body), following, 64) + source + destination
    link = frame.data[: old.ip]
    if frame.link == ETHERNET:
        link = link[:12] + struct.pack(">H", IPV6)
    return frame.with_data(link + header + body)


def tagged(frame: Frame, number: int) -> Frame:
    if frame.link != ETHERNET:
        return frame
    return frame.with_data(frame.data[:12] + struct.pack(">HH", VLAN, number) + frame.data[12:])


def is_forward(frame: Frame) -> bool | None:
    """By the ends' order, which is the same for all frames of a connection; of EAPOL, whether it is an answer."""
    data = frame.data
    start, kind = network(frame) or (0, 0)
    if kind == EAPOL:
        return data[start + 4] == 2 if len(data) > start + 4 and data[start + 1] == 0 else None
    found = packet(frame)
    if found is None or found.protocol not in (TCP, UDP):
        return None
    source, destination = found.addresses
    if source != destination:
        return source < destination
    if found.piece or len(data) < found.start + 4:
        return None
    port, other = struct.unpack_from(">HH", data, found.start)
    return port < other
