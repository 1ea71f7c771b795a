#!/usr/bin/env python3
"""Makes large captures from small real ones: rotated files of many handshakes, for tests and for measuring.

Each copy of a shipped capture gets client addresses, ports and times of its own, and its own session identifiers and
tickets, so that a resumed session belongs to one handshake alone. Nothing else is changed: the verdicts are those of the
endpoints that were captured.

    tools/make_captures.py --handshakes 100000 --files 200 OUT
    tools/make_captures.py --handshakes 5000 --files 10000 --sensors 300 OUT
"""

from __future__ import annotations

import argparse
import heapq
import random
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CAPTURES = Path(__file__).resolve().parents[2] / "captures"
#: One after another; those with a resumed session have two connections.
MIXTURE = (
    "openssl-tls12-mutual-rsa",
    "openssl-tls13-mutual-rsa",
    "openssl-tls12-expired",
    "openssl-tls12-resumed-session-id",
    "openssl-tls12-resumed-ticket",
    "openssl-tls12-one-way",
    "openssl-tls12-unknown-ca",
    "nginx-curl-tls12-mutual",
)
SERVER = ("198.51.100.7", 8443)
_PCAP = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1)


def case_folder(name: str) -> Path:
    """A case lies with those of the same first word."""
    return CAPTURES / name.split("-")[0] / name


@dataclass(frozen=True)
class Packet:
    time_ns: int
    data: bytes


@dataclass(frozen=True)
class Template:
    """The packets of one shipped capture, and what has to differ between its copies."""

    name: str
    packets: tuple[Packet, ...]
    client: bytes
    server: bytes
    server_port: int
    #: Session identifiers and tickets that a ClientHello offers.
    sessions: tuple[bytes, ...]
    connections: int
    #: The first packet of the second connection, where there are two.
    second: int | None

    @classmethod
    def read(cls, name: str) -> Template:
        packets = tuple(read_packets((case_folder(name) / "capture.pcapng").read_bytes()))
        syns = [index for index, each in enumerate(packets) if each.data[47] & 0x12 == 0x02]
        first = packets[syns[0]].data
        hellos = [each.data for each in packets if _hello(each.data)]
        offered = sorted({each for data in hellos for each in _sessions(data)})
        # One that only its own ClientHello has is not being resumed.
        known = tuple(each for each in offered if sum(each in packet.data for packet in packets) > 1)
        (port,) = struct.unpack_from(">H", first, 36)
        second = syns[1] if len(syns) > 1 else None
        return cls(name, packets, first[26:30], first[30:34], port, known, len(hellos), second)

    def copy(self, number: int, start_ns: int, pause_ns: int, server: tuple[str, int], client: str | None) -> list[Packet]:
        """The same handshake of another client at another time; a second connection comes `pause_ns` later."""
        chance = random.Random(number)
        address = _address(client) if client else struct.pack(">I", 0x0A000000 + number)
        fresh = [chance.randbytes(len(each)) for each in self.sessions]
        shift = 20_000 + number * 7 % 40_000
        origin = self.packets[0].time_ns
        found = []
        for index, packet in enumerate(self.packets):
            data = bytearray(packet.data)
            is_from_client = data[26:30] == self.client
            data[26:30], data[30:34] = (
                (address, _address(server[0])) if is_from_client else (_address(server[0]), address)
            )
            source, target = struct.unpack_from(">HH", data, 34)
            own = source if is_from_client else target
            own = 1024 + (own + shift) % 64_000
            struct.pack_into(">HH", data, 34, *((own, server[1]) if is_from_client else (server[1], own)))
            changed = bytes(data)
            for old, new in zip(self.sessions, fresh):
                changed = changed.replace(old, new)
            late = pause_ns if self.second is not None and index >= self.second else 0
            found.append(Packet(start_ns + packet.time_ns - origin + late, changed))
        return found


def _address(text: str) -> bytes:
    return bytes(int(part) for part in text.split("."))


def read_packets(data: bytes) -> Iterator[Packet]:
    """The packets of a shipped capture: pcapng, little-endian, Ethernet, nanoseconds or microseconds."""
    place, unit = 0, 1_000
    while place < len(data):
        kind, length = struct.unpack_from("<II", data, place)
        if kind == 1:
            options = data[place + 16 : place + length - 4]
            found = options.find(b"\x09\x00\x01\x00")
            unit = 10 ** (9 - options[found + 4]) if found >= 0 else 1_000
        if kind == 6:
            _, high, low, size = struct.unpack_from("<IIII", data, place + 8)
            yield Packet((high << 32 | low) * unit, data[place + 28 : place + 28 + size])
        place += length


def _payload(frame: bytes) -> bytes:
    return frame[34 + (frame[46] >> 4) * 4 :]


def _hello(frame: bytes) -> bool:
    payload = _payload(frame)
    return len(payload) > 44 and payload[0] == 22 and payload[5] == 1


def _sessions(frame: bytes) -> Iterator[bytes]:
    """A ClientHello's session identifier, its ticket (RFC 5077) and its first PSK identity (RFC 9846)."""
    hello = _payload(frame)
    size = hello[43]
    if size:
        yield hello[44 : 44 + size]
    place = 44 + size
    place += 2 + struct.unpack_from(">H", hello, place)[0]
    place += 1 + hello[place]
    end = place + 2 + struct.unpack_from(">H", hello, place)[0]
    place += 2
    while place < min(end, len(hello) - 4):
        kind, length = struct.unpack_from(">HH", hello, place)
        if kind == 35 and length > 16:
            yield hello[place + 4 : place + 4 + length]
        place += 4 + length


# MARK: Many


def timeline(handshakes: int, seed: int, gap_ns: int, start_ns: int, names: Sequence[str] = MIXTURE) -> Iterator[Packet]:
    """The packets of so many handshakes in the order of time, several under way at any moment."""
    templates = [Template.read(name) for name in names]
    chance = random.Random(seed)
    waiting: list[tuple[int, int, bytes]] = []
    made, number, order, now = 0, 0, 0, start_ns
    while made < handshakes:
        template = templates[number % len(templates)]
        # A third of the sessions is resumed at once, the others later than most partitions reach.
        pause = chance.choice((0, 5, 400)) * 1_000_000_000
        for packet in template.copy(number, now, pause, SERVER, None):
            heapq.heappush(waiting, (packet.time_ns, order, packet.data))
            order += 1
        made += template.connections
        number += 1
        now += int(chance.expovariate(1 / gap_ns))
        while waiting and waiting[0][0] < now:
            time_ns, _, data = heapq.heappop(waiting)
            yield Packet(time_ns, data)
    while waiting:
        time_ns, _, data = heapq.heappop(waiting)
        yield Packet(time_ns, data)


def write_pcap(path: Path, packets: Sequence[Packet]) -> None:
    parts = [_PCAP]
    for each in packets:
        parts.append(struct.pack("<IIII", *divmod(each.time_ns, 1_000_000_000), len(each.data), len(each.data)))
        parts.append(each.data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(parts))


def write_rotated(folder: Path, packets: Sequence[Packet], files: int, seed: int, prefix: str = "capture") -> list[Path]:
    """Cuts packets into files at random places."""
    cuts = sorted(random.Random(seed).sample(range(1, len(packets)), files - 1)) if files > 1 else []
    paths = []
    for index, (begin, end) in enumerate(zip([0, *cuts], [*cuts, len(packets)])):
        paths.append(folder / f"{prefix}-{index:05d}.pcap")
        write_pcap(paths[-1], packets[begin:end])
    return paths


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--handshakes", type=int, default=100_000, help="in all")
    parser.add_argument("--files", type=int, default=200, help="in all")
    parser.add_argument("--sensors", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gap", type=float, default=0.005, help="seconds from one handshake to the next, on average")
    parser.add_argument("--whole", action="store_true", help="also write each sensor's capture as one file")
    options = parser.parse_args()
    start = 1_790_000_000 * 1_000_000_000
    for sensor in range(options.sensors):
        count = options.handshakes // options.sensors
        packets = list(timeline(count, options.seed + sensor, int(options.gap * 1e9), start))
        folder = options.out / f"sensor-{sensor:03d}"
        write_rotated(folder, packets, options.files // options.sensors, options.seed + sensor)
        if options.whole:
            write_pcap(options.out / "whole" / f"sensor-{sensor:03d}.pcap", packets)
        print(f"{folder}: {count} handshakes, {len(packets)} packets", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
