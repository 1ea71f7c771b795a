"""Segments that a receiver does not heed, put between a connection's own, and clocks of two taps that differ."""

import dataclasses
from collections.abc import Iterator

from . import segments
from .capture import Frame

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
ALERT = b"\x15\x03\x03\x00\x02\x02\x30"
#: Nanoseconds by which one direction is late.
SKEWS = (3_000_000, 50_000_000, 700_000_000, 3_000_000_000)


@dataclasses.dataclass(frozen=True)
class Stray:
    """What is sent: flags, how far from the next byte, how far from what is to be acknowledged, data."""

    name: str
    flags: int
    distance: int
    acknowledged: int | None = 0
    data: bytes = b""


STRAYS = [
    Stray("RST in the window", RST | ACK, 500),
    Stray("bare RST in the window", RST, 500, None),
    Stray("bare RST far away", RST, 0x2000_0000, None),
    Stray("bare RST before", RST, -300, None),
    Stray("RST far away", RST | ACK, 0x4000_0000),
    Stray("SYN far away", SYN, 0x2300_0000, None),
    Stray("SYN in the window", SYN, 100, None),
    Stray("SYN with ACK far away", SYN | ACK, 0x2300_0000, 0x1234),
    Stray("alert far away", PSH | ACK, 0x1000_0000, 0, ALERT),
    Stray("alert far behind", PSH | ACK, -0x7000_0000, 0, ALERT),
    Stray("alert, acknowledging far ahead", PSH | ACK, 0, 0x3000_0000, ALERT),
    Stray("alert, acknowledging far behind", PSH | ACK, 0, -0x3000_0000, ALERT),
    Stray("alert without ACK", PSH, 0, None, ALERT),
    Stray("FIN far away", FIN | ACK, 0x1000_0000),
    Stray("FIN behind the window", FIN | ACK, 70_000),
]


@dataclasses.dataclass
class _End:
    frame: segments.Segment
    next: int


def injected(frames: list[Frame]) -> Iterator[tuple[str, list[Frame]]]:
    """Each stray of either side at each place of a capture of one connection, from its fourth packet on."""
    found = [segments.segment(frame) for frame in frames]
    if any(part is None for part in found) or len({frozenset([s.ports[0], s.ports[1]]) for s in found}) != 1:
        return
    ends: dict[tuple, _End] = {}
    for place, part in enumerate(found):
        if place >= 3 and len(ends) == 2:
            for own, other in (list(ends.values()), list(ends.values())[::-1]):
                for stray in STRAYS:
                    yield f"{stray.name} before frame {place + 1}", [
                        *frames[:place],
                        dataclasses.replace(_made(stray, own, other), time=frames[place].time),
                        *frames[place:],
                    ]
        length = len(part.data) + bool(part.flags & (SYN | FIN))
        known = ends.get(part.sender)
        end = (part.sequence + length) & 0xFFFFFFFF
        ahead = known is None or (end - known.next) & 0xFFFFFFFF < 0x8000_0000
        ends[part.sender] = _End(part, end if ahead else known.next)


def _made(stray: Stray, own: _End, other: _End) -> Frame:
    frame = own.frame.with_payload(stray.data, own.next + stray.distance, stray.flags)
    data = bytearray(frame.data)
    number = 0 if stray.acknowledged is None else other.next + stray.acknowledged
    start = own.frame.tcp + 8
    data[start : start + 4] = (number & 0xFFFFFFFF).to_bytes(4, "big")
    return frame.with_data(bytes(data))


def late(frames: list[Frame]) -> Iterator[tuple[str, list[Frame]]]:
    """Either direction behind the other, or late by the difference of two clocks."""
    sides = {segments.is_forward(frame) for frame in frames}
    if any(segments.segment(frame) is None for frame in frames) or sides != {True, False}:
        return
    for first in (True, False):
        name = "forward" if first else "backward"
        ordered = sorted(frames, key=lambda frame: segments.is_forward(frame) is not first)
        times = [frame.time for frame in frames]
        yield f"{name} first", [dataclasses.replace(frame, time=time) for frame, time in zip(ordered, times)]
        for skew in SKEWS:
            moved = [
                dataclasses.replace(frame, time=frame.time + skew * (segments.is_forward(frame) is first))
                for frame in frames
            ]
            yield f"{name} late by {skew / 1e9:g} s", sorted(moved, key=lambda frame: frame.time)

