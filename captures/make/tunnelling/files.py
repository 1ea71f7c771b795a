"""Reads the packets of a capture, and writes others."""
from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

MICROSECONDS = 1_000_000


@dataclass
class Packet:
    #: In microseconds.
    time: int
    frame: bytes


def read(path: Path) -> list[Packet]:
    """Ethernet frames of a pcap or pcapng file, both little-endian, as the shipped ones are."""
    data = path.read_bytes()
    return list(enhanced_packets(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else records(data))


def records(data: bytes):
    magic, = struct.unpack_from("<I", data)
    check_ethernet(struct.unpack_from("<I", data, 20)[0])
    scale = 1_000 if magic == 0xA1B23C4D else 1
    offset = 24
    while offset < len(data):
        seconds, fraction, captured, _ = struct.unpack_from("<IIII", data, offset)
        yield Packet(seconds * MICROSECONDS + fraction // scale, data[offset + 16:offset + 16 + captured])
        offset += 16 + captured


def enhanced_packets(data: bytes):
    offset = 0
    scale = 1
    while offset < len(data):
        kind, length = struct.unpack_from("<II", data, offset)
        if kind == 1:
            check_ethernet(struct.unpack_from("<H", data, offset + 8)[0])
            # Option 9: the resolution, a power of ten.
            options = data[offset + 16:offset + length - 4]
            while len(options) >= 4 and options[:2] != b"\0\0":
                code, size = struct.unpack_from("<HH", options)
                if code == 9:
                    scale = 10 ** max(0, options[4] - 6)
                options = options[4 + (size + 3) // 4 * 4:]
        if kind == 6:
            _, high, low, captured, _ = struct.unpack_from("<IIIII", data, offset + 8)
            yield Packet((high << 32 | low) // scale, data[offset + 28:offset + 28 + captured])
        offset += length


def check_ethernet(link_type: int) -> None:
    if link_type != 1:
        raise ValueError(f"link type {link_type}: only Ethernet is wrapped")


def write(path: Path, link_type: int, packets: list[Packet]) -> None:
    """A pcap file with microseconds."""
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, link_type))
        for packet in packets:
            seconds, fraction = divmod(packet.time, MICROSECONDS)
            size = len(packet.frame)
            file.write(struct.pack("<IIII", seconds, fraction, size, size) + packet.frame)
