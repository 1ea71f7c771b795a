"""What is done to a capture, and what it may change.

An oracle makes variants of a capture. What is `SAME` is the same traffic seen in another way, and gives the same answer;
what is `LESS` lacks something, and may say less, but nothing else; what ends `SOONER` may say what an earlier handshake came to.
"""

import dataclasses
import enum
import gzip
from collections.abc import Callable, Iterator

from . import segments, strays
from .capture import Capture, Frame, written


class Change(enum.Enum):
    SAME = "same"
    LESS = "less"
    SOONER = "sooner"


@dataclasses.dataclass(frozen=True)
class Variant:
    name: str
    #: The files, in the order in which they are named.
    files: list[bytes]
    options: tuple[str, ...] = ()
    #: By standard input.
    is_piped: bool = False


@dataclasses.dataclass(frozen=True)
class Oracle:
    name: str
    change: Change
    variants: Callable[[Capture], Iterator[Variant]]


def _one(name: str, make: Callable[[Capture], list[Frame]]) -> Callable[[Capture], Iterator[Variant]]:
    def variants(capture: Capture) -> Iterator[Variant]:
        yield Variant(name, [written(make(capture), capture.secrets)])

    return variants


def _each_lost(capture: Capture) -> Iterator[Variant]:
    for place in range(len(capture.frames)):
        rest = capture.frames[:place] + capture.frames[place + 1 :]
        yield Variant(f"frame {place + 1}", [written(rest, capture.secrets)])


def _one_way(capture: Capture) -> Iterator[Variant]:
    for wanted in (True, False):
        rest = [frame for frame in capture.frames if segments.is_forward(frame) in (None, wanted)]
        yield Variant("forward" if wanted else "backward", [written(rest, capture.secrets)])


def _snapped(capture: Capture) -> Iterator[Variant]:
    for length in (68, 128, 256, 512, 1_024):
        cut = [dataclasses.replace(frame, data=frame.data[:length]) for frame in capture.frames]
        yield Variant(f"{length} bytes", [written(cut, capture.secrets)])


def _ended(capture: Capture) -> Iterator[Variant]:
    for place in range(1, len(capture.frames)):
        yield Variant(f"after frame {place}", [written(capture.frames[:place], capture.secrets)])


def _begun_late(capture: Capture) -> Iterator[Variant]:
    for place in range(1, len(capture.frames), 2):
        yield Variant(f"from frame {place + 1}", [written(capture.frames[place:], capture.secrets)])


def _rotated(capture: Capture) -> Iterator[Variant]:
    count = len(capture.frames)
    for pieces in (2, 3, 7):
        cuts = sorted({count * piece // pieces for piece in range(pieces)} | {0, count})
        files = [written(capture.frames[start:end], capture.secrets) for start, end in zip(cuts, cuts[1:])]
        yield Variant(f"{pieces} files", files)


def _swapped(capture: Capture) -> Iterator[Variant]:
    """Neighbours of both directions, as two queues of a network card deliver them."""
    for place in range(len(capture.frames) - 1):
        one, two = capture.frames[place : place + 2]
        if segments.is_forward(one) in (None, segments.is_forward(two)) or segments.is_forward(two) is None:
            continue
        frames = list(capture.frames)
        frames[place] = dataclasses.replace(two, time=one.time)
        frames[place + 1] = dataclasses.replace(one, time=two.time)
        yield Variant(f"frames {place + 1} and {place + 2}", [written(frames, capture.secrets)])


def _late_by_one(capture: Capture) -> list[Frame]:
    """Of each direction, every other segment with data comes after its neighbour of the same direction."""
    frames = list(capture.frames)
    place = 0
    while place + 1 < len(frames):
        one, two = (segments.segment(frame) for frame in frames[place : place + 2])
        if one and two and one.data and two.data and one.sender == two.sender and not (one.flags | two.flags) & 7:
            frames[place] = dataclasses.replace(two.frame, time=one.frame.time)
            frames[place + 1] = dataclasses.replace(one.frame, time=two.frame.time)
            place += 1
        place += 1
    return frames


def _datagrams_swapped(capture: Capture) -> Iterator[Variant]:
    """Neighbours of one direction, of what comes in datagrams."""
    for place in range(len(capture.frames) - 1):
        one, two = capture.frames[place : place + 2]
        if not (segments.is_datagram(one) and segments.is_datagram(two)):
            continue
        if segments.is_forward(one) != segments.is_forward(two):
            continue
        frames = list(capture.frames)
        frames[place] = dataclasses.replace(two, time=one.time)
        frames[place + 1] = dataclasses.replace(one, time=two.time)
        yield Variant(f"frames {place + 1} and {place + 2}", [written(frames, capture.secrets)])


def _flights_lost(capture: Capture) -> Iterator[Variant]:
    """All that one side says before the other goes on, of what comes in datagrams; without the last it ended early."""
    start = 0
    for end in range(1, len(capture.frames)):
        if segments.is_forward(capture.frames[end]) == segments.is_forward(capture.frames[start]):
            continue
        if segments.segment(capture.frames[start]) is None:
            rest = capture.frames[:start] + capture.frames[end:]
            yield Variant(f"frames {start + 1} to {end}", [written(rest, capture.secrets)])
        start = end


def _shifted(capture: Capture) -> list[Frame]:
    return [dataclasses.replace(frame, time=frame.time + 3_600_000_000_123) for frame in capture.frames]


def _made(make: Callable[[list[Frame]], Iterator[tuple[str, list[Frame]]]]) -> Callable[[Capture], Iterator[Variant]]:
    def variants(capture: Capture) -> Iterator[Variant]:
        for name, frames in make(capture.frames):
            yield Variant(name, [written(frames, capture.secrets)])

    return variants


def _late_keys(capture: Capture) -> Iterator[Variant]:
    if capture.secrets:
        yield Variant("behind all packets", [written(capture.frames, late_secrets=capture.secrets)])


def _ways_in(capture: Capture) -> Iterator[Variant]:
    data = written(capture.frames, capture.secrets)
    yield Variant("two threads", [data], ("--threads", "2"))
    yield Variant("four threads", [data], ("--threads", "4"))
    yield Variant("a pipe", [data], is_piped=True)
    yield Variant("gzip", [gzip.compress(data, 1)])


ORACLES = [
    Oracle("ways in", Change.SAME, _ways_in),
    Oracle("twice", Change.SAME, _one("each packet", lambda c: [f for frame in c.frames for f in (frame, frame)])),
    Oracle("pieces of 1", Change.SAME, _one("", lambda c: segments.cut(c.frames, 1))),
    Oracle("pieces of 100", Change.SAME, _one("", lambda c: segments.cut(c.frames, 100))),
    Oracle("merged", Change.SAME, _one("", lambda c: segments.merge(c.frames))),
    Oracle("out of order", Change.SAME, _one("in each direction", _late_by_one)),
    Oracle("IPv6", Change.SAME, _one("", lambda c: [segments.to_ipv6(frame) for frame in c.frames])),
    Oracle(
        "VLAN one way",
        Change.SAME,
        _one("", lambda c: [segments.tagged(f, 42) if segments.is_forward(f) else f for f in c.frames]),
    ),
    Oracle("an hour later", Change.SAME, _one("", _shifted)),
    Oracle("rotated", Change.SAME, _rotated),
    Oracle("late keys", Change.SAME, _late_keys),
    Oracle("strays", Change.LESS, _made(strays.injected)),
    Oracle("two clocks", Change.LESS, _made(strays.late)),
    Oracle("swapped", Change.LESS, _swapped),
    Oracle("datagrams", Change.LESS, _datagrams_swapped),
    Oracle("one lost", Change.LESS, _each_lost),
    Oracle("flight lost", Change.LESS, _flights_lost),
    Oracle("one way", Change.LESS, _one_way),
    Oracle("snap length", Change.LESS, _snapped),
    Oracle("ended early", Change.SOONER, _ended),
    Oracle("begun late", Change.LESS, _begun_late),
]
