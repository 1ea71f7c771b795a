"""The first packet's time, in every form that it has."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import pyarrow as pa
import pytest

from mtlscope_lake.heads import read_head

TIME_NS = 1_790_000_000_123_456_789
TIME_US = TIME_NS // 1000 * 1000


def pcap(order: str, magic: int, fraction: int) -> bytes:
    header = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, 1)
    return header + struct.pack(order + "IIII", TIME_NS // 10**9, fraction, 60, 60) + bytes(60)


def block(order: str, kind: int, body: bytes) -> bytes:
    length = 12 + len(body) + (-len(body) & 3)
    padded = body + bytes(-len(body) & 3)
    return struct.pack(order + "II", kind, length) + padded + struct.pack(order + "I", length)


def pcapng(order: str, options: bytes, ticks: int, kind: int = 6) -> bytes:
    section = block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    interface = block(order, 1, struct.pack(order + "HHI", 1, 0, 0) + options)
    index = struct.pack(order + "I", 0) if kind == 6 else struct.pack(order + "HH", 0, 0)
    packet = index + struct.pack(order + "IIII", ticks >> 32, ticks & 0xFFFFFFFF, 60, 60) + bytes(60)
    return section + interface + block(order, kind, packet)


def resolution(order: str, value: int) -> bytes:
    return struct.pack(order + "HHB3xHH", 9, 1, value, 0, 0)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [
        ("microseconds", lambda order: pcap(order, 0xA1B2C3D4, 123_456), TIME_US),
        ("nanoseconds", lambda order: pcap(order, 0xA1B23C4D, 123_456_789), TIME_NS),
        ("pcapng", lambda order: pcapng(order, b"", TIME_NS // 1000), TIME_US),
        ("pcapng in nanoseconds", lambda order: pcapng(order, resolution(order, 9), TIME_NS), TIME_NS),
        ("pcapng in halves", lambda order: pcapng(order, resolution(order, 0x81), 3), 1_500_000_000),
        (
            "pcapng with an offset",
            lambda order: pcapng(order, struct.pack(order + "HHq", 14, 8, 1_000), 5_000_000),
            1_005_000_000_000,
        ),
        ("an obsolete packet block", lambda order: pcapng(order, b"", TIME_NS // 1000, kind=2), TIME_US),
    ],
)
def test_first_packet(order: str, name: str, make: object, expected: int) -> None:
    data: bytes = make(order)  # type: ignore[operator]
    compressed = pa.BufferOutputStream()
    with pa.CompressedOutputStream(compressed, "zstd") as stream:
        stream.write(data)
    for stored in (data, gzip.compress(data), compressed.getvalue().to_pybytes()):
        head = read_head(stored)
        assert (head.kind, head.first_ns) == ("capture", expected)


def test_nothing_is_read_beyond_the_end() -> None:
    for data in (pcap("<", 0xA1B2C3D4, 1), pcapng("<", resolution("<", 9), TIME_NS), pcapng(">", b"", 1)):
        for end in range(len(data)):
            read_head(data[:end])


@pytest.mark.parametrize("data", [b"", b"text", b"\x1f\x8b\x08broken", b"\x28\xb5\x2f\xfdbroken", b'{"a":1}', b"{"])
def test_other_files(data: bytes) -> None:
    assert read_head(data).kind == "other"


def test_kinds_of_shipped_files(captures: Path) -> None:
    assert read_head((captures / "openssl/openssl-tls12-expired" / "expected.json").read_bytes()).kind == "other"
    assert read_head(b'{"type":"connection","schema_version":"1.1"}\n').kind == "ndjson"
