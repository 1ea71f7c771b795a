"""What the first bytes of a file tell: which kind it is, and when its first packet was seen.

That is all that dealing out files takes. Whatever else there is in a capture is for mtlscope to read.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

#: Bytes from the start of a file that are looked at, and whose digest tells a file from another of its name.
HEAD_BYTES = 64 << 10

Kind = Literal["capture", "ndjson", "other"]

_PCAP = {
    b"\xd4\xc3\xb2\xa1": ("<", 1_000),
    b"\xa1\xb2\xc3\xd4": (">", 1_000),
    b"\x4d\x3c\xb2\xa1": ("<", 1),
    b"\xa1\xb2\x3c\x4d": (">", 1),
    b"\x34\xcd\xb2\xa1": ("<", 1_000),
    b"\xa1\xb2\xcd\x34": (">", 1_000),
}
#: How each line of mtlscope's NDJSON begins; a newer one may have kinds of records that are not known here.
_RECORD = re.compile(
    rb'\{"type":"(?:(?:connection|summary|statistics|certificate|loss|interface|group)","|[a-z_]+","schema_version":")'
)
_SECTION = b"\x0a\x0d\x0d\x0a"
_INTERFACE, _OBSOLETE_PACKET, _ENHANCED_PACKET = 1, 2, 6
_TSRESOL, _TSOFFSET = 9, 14


@dataclass(frozen=True)
class Head:
    kind: Kind
    #: SHA-256 of the first bytes as they lie there.
    digest: str
    #: Nanoseconds since 1970 of a capture's first packet; None without one within the head.
    first_ns: int | None


def read_head(stored: bytes) -> Head:
    """Looks at the first `HEAD_BYTES` of a file, as stored."""
    digest = hashlib.sha256(stored).hexdigest()
    plain = _decompressed(stored)
    if plain[:4] in _PCAP:
        return Head("capture", digest, _first_of_pcap(plain))
    if plain[:4] == _SECTION:
        return Head("capture", digest, _first_of_pcapng(plain))
    if _RECORD.match(plain):
        return Head("ndjson", digest, None)
    return Head("other", digest, None)


def _decompressed(stored: bytes) -> bytes:
    """What the head of a gzip or zstd stream holds, as far as it goes; other bytes as they are."""
    if stored[:2] == b"\x1f\x8b":
        try:
            return zlib.decompressobj(wbits=31).decompress(stored, HEAD_BYTES)
        except zlib.error:
            return b""
    if stored[:4] == b"\x28\xb5\x2f\xfd":
        found = bytearray()
        try:
            with pa.CompressedInputStream(pa.BufferReader(stored), "zstd") as stream:
                while len(found) < HEAD_BYTES and (part := stream.read(4096)):
                    found += part
        except OSError:
            pass  # The head ends in the middle of a frame; what came before it is enough.
        return bytes(found)
    return stored


def _first_of_pcap(data: bytes) -> int | None:
    order, unit = _PCAP[data[:4]]
    if len(data) < 40:
        return None
    seconds, fraction = struct.unpack_from(order + "II", data, 24)
    return int(seconds) * 1_000_000_000 + int(fraction) * unit


def _first_of_pcapng(data: bytes) -> int | None:
    """The first Enhanced or obsolete Packet Block's time, by its interface's resolution and offset."""
    order, place = "<", 0
    interfaces: list[tuple[int, int]] = []  # ticks a second, and seconds to add
    while len(data) - place >= 12:
        if data[place : place + 4] == _SECTION:
            order = "<" if data[place + 8 : place + 12] == b"\x4d\x3c\x2b\x1a" else ">"
            interfaces.clear()
        kind, length = struct.unpack_from(order + "II", data, place)
        body, end = place + 8, place + length - 4
        if length < 12:
            return None
        if kind in (_ENHANCED_PACKET, _OBSOLETE_PACKET) and len(data) - body >= 12:
            index, high, low = struct.unpack_from(order + ("III" if kind == _ENHANCED_PACKET else "HxxII"), data, body)
            if index >= len(interfaces):
                return None
            ticks, offset = interfaces[index]
            return int((high << 32 | low) * 1_000_000_000 // ticks + offset * 1_000_000_000)
        if kind == _INTERFACE and end <= len(data):
            interfaces.append(_clock(order, data[body + 8 : end]))
        place += length + (-length & 3)
    return None


def _clock(order: str, options: bytes) -> tuple[int, int]:
    ticks, offset, place = 1_000_000, 0, 0
    while len(options) - place >= 4:
        code, length = struct.unpack_from(order + "HH", options, place)
        value = options[place + 4 : place + 4 + length]
        if code == _TSRESOL and len(value) == 1:
            ticks = 2 ** (value[0] & 0x7F) if value[0] & 0x80 else 10 ** value[0]
        elif code == _TSOFFSET and len(value) == 8:
            (offset,) = struct.unpack(order + "q", value)
        if code == 0:
            break
        place += 4 + length + (-length & 3)
    return ticks, offset
