"""Frames and messages that attacks are made of."""

import pathlib
import struct
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def tcp(client: int, port: int, flags: int, sequence: int, data: bytes = b"", back: bool = False, ack: int = 1) -> bytes:
    """A frame between a client, by its number, and one server."""
    ends = (0x0A000000 + client, 0xC0000201) if not back else (0xC0000201, 0x0A000000 + client)
    ports = (port, 443) if not back else (443, port)
    header = struct.pack(">HHIIBBHHH", *ports, sequence & 0xFFFFFFFF, ack & 0xFFFFFFFF, 0x50, flags, 65_535, 0, 0)
    body = header + data
    ip = struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(body), 0, 0x4000, 64, 6, 0, *ends)
    return bytes(12) + b"\x08\x00" + ip + body


def record(kind: int, data: bytes) -> bytes:
    return b"".join(
        struct.pack(">BHH", kind, 0x0303, len(data[at : at + 16_384])) + data[at : at + 16_384]
        for at in range(0, len(data), 16_384)
    )


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def opened(client: int, port: int) -> Iterator[bytes]:
    yield tcp(client, port, 2, 0)
    yield tcp(client, port, 0x12, 0, back=True)
