"""Captures as frames: read from pcap and pcapng, written as pcapng with the secrets where one wants them."""

import dataclasses
import pathlib
import struct

SECTION, INTERFACE, SIMPLE, ENHANCED, SECRETS = 0x0A0D0D0A, 1, 3, 6, 10
KEY_LOG = 0x544C534B
TSRESOL, NANOSECONDS = 9, 10**9
#: Of classic pcap: the order of bytes, and the nanoseconds in a fraction of a second.
MAGIC = {
    b"\xd4\xc3\xb2\xa1": ("<", 1_000),
    b"\xa1\xb2\xc3\xd4": (">", 1_000),
    b"\x4d\x3c\xb2\xa1": ("<", 1),
    b"\xa1\xb2\x3c\x4d": (">", 1),
}


@dataclasses.dataclass(frozen=True)
class Frame:
    #: Nanoseconds since 1970.
    time: int
    link: int
    data: bytes
    #: How long it was on the wire.
    length: int

    def with_data(self, data: bytes) -> "Frame":
        return dataclasses.replace(self, data=data, length=len(data))


@dataclasses.dataclass(frozen=True)
class Capture:
    path: pathlib.Path
    frames: list[Frame]
    #: The key logs that lie in it.
    secrets: list[bytes]
    #: The key log beside it.
    keys: pathlib.Path | None


def read(path: pathlib.Path) -> Capture:
    data = path.read_bytes()
    frames, secrets = _read_pcapng(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else (_read_pcap(data), [])
    keys = path.with_name("keys.log")
    return Capture(path, frames, secrets, keys if keys.exists() else None)


def _read_pcap(data: bytes) -> list[Frame]:
    order, fraction = MAGIC[data[:4]]
    link = struct.unpack_from(order + "I", data, 20)[0] & 0xFFFF
    frames, offset = [], 24
    while offset + 16 <= len(data):
        seconds, parts, captured, length = struct.unpack_from(order + "4I", data, offset)
        frames.append(
            Frame(seconds * NANOSECONDS + parts * fraction, link, data[offset + 16 : offset + 16 + captured], length)
        )
        offset += 16 + captured
    return frames


def _read_pcapng(data: bytes) -> tuple[list[Frame], list[bytes]]:
    frames, secrets, interfaces, order, offset = [], [], [], "<", 0
    while offset + 12 <= len(data):
        if data[offset : offset + 4] == b"\x0a\x0d\x0d\x0a":
            order = "<" if data[offset + 8 : offset + 12] == b"\x4d\x3c\x2b\x1a" else ">"
            interfaces = []
        kind, size = struct.unpack_from(order + "2I", data, offset)
        if size < 12 or offset + size > len(data):
            break
        body = data[offset + 8 : offset + size - 4]
        if kind == INTERFACE:
            interfaces.append((struct.unpack_from(order + "H", body)[0], _resolution(body[8:], order)))
        elif kind == ENHANCED:
            number, high, low, captured, length = struct.unpack_from(order + "5I", body)
            link, resolution = interfaces[number]
            time = ((high << 32) | low) * NANOSECONDS // resolution
            frames.append(Frame(time, link, body[20 : 20 + captured], length))
        elif kind == SECRETS and struct.unpack_from(order + "I", body)[0] == KEY_LOG:
            secrets.append(body[8 : 8 + struct.unpack_from(order + "I", body, 4)[0]])
        offset += size
    return frames, secrets


def _resolution(options: bytes, order: str) -> int:
    offset = 0
    while offset + 4 <= len(options):
        code, size = struct.unpack_from(order + "2H", options, offset)
        if code == TSRESOL:
            value = options[offset + 4]
            return 2 ** (value & 0x7F) if value & 0x80 else 10**value
        if code == 0:
            break
        offset += 4 + (size + 3) // 4 * 4
    return 10**6


def _block(kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    size = len(body) + 12
    return struct.pack("<2I", kind, size) + body + struct.pack("<I", size)


def written(frames: list[Frame], secrets: list[bytes] = (), late_secrets: list[bytes] = ()) -> bytes:
    """A pcapng file of nanoseconds; secrets stand before all packets, late ones behind them."""
    parts = [_block(SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
    links = sorted({frame.link for frame in frames}) or [1]
    for link in links:
        parts.append(_block(INTERFACE, struct.pack("<HHI", link, 0, 0) + struct.pack("<HHB3xI", TSRESOL, 1, 9, 0)))
    parts += [_block(SECRETS, struct.pack("<2I", KEY_LOG, len(keys)) + keys) for keys in secrets]
    for frame in frames:
        head = struct.pack(
            "<5I", links.index(frame.link), frame.time >> 32, frame.time & 0xFFFFFFFF, len(frame.data), frame.length
        )
        parts.append(_block(ENHANCED, head + frame.data))
    parts += [_block(SECRETS, struct.pack("<2I", KEY_LOG, len(keys)) + keys) for keys in late_secrets]
    return b"".join(parts)
