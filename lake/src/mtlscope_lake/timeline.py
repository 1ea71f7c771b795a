"""Files dealt out to partitions, so that rotated files stay one timeline.

A partition owns some files of one sensor that follow one another. It also reads the files around them: those that begin
within `carry_over` seconds after its own end, so that connections which began in its own files are whole, and those that
end within `look_back` seconds before its own begin, so that connections which began there are known to be another
partition's. A connection belongs to the partition that owns the file with its first packet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from .heads import Kind
from .sources import SourceFile

SECOND = 1_000_000_000


@dataclass(frozen=True)
class PlanOptions:
    #: Seconds after a partition's own files that are read on.
    carry_over: float = 60
    #: Seconds before them: long enough for a repeated SYN.
    look_back: float = 10
    files_per_partition: int = 64
    bytes_per_partition: int = 256 << 20
    #: Whether connections whose ClientHello was not seen are kept by every partition.
    keep_headless: bool = False


@dataclass(frozen=True)
class Partition:
    """What one run of mtlscope reads: files before its own, its own, and files after."""

    sensor: str
    before: tuple[SourceFile, ...]
    own: tuple[SourceFile, ...]
    after: tuple[SourceFile, ...]
    #: Whether nothing of this sensor lies before: then connections without a beginning are nobody else's.
    is_first: bool
    #: Whether nothing of this sensor lies after, so that connections at the end may go on in a file yet to come.
    is_last: bool

    @property
    def files(self) -> tuple[SourceFile, ...]:
        return (*self.before, *self.own, *self.after)

    @property
    def is_capture(self) -> bool:
        return self.own[0].kind != "ndjson"


@dataclass(frozen=True)
class Timeline:
    """The captures of one sensor that have packets, in the order of time."""

    sensor: str
    files: tuple[SourceFile, ...]

    def start(self, index: int) -> int:
        found = self.files[index].first_ns
        assert found is not None
        return found

    def end(self, index: int) -> int | None:
        """When the next file begins; None for the last."""
        return self.start(index + 1) if index + 1 < len(self.files) else None

    def after(self, last: int, seconds: float) -> range:
        """The files that begin within `seconds` of the end of this one."""
        end, stop = self.end(last), last + 1
        while end is not None and stop < len(self.files) and self.start(stop) <= end + seconds * SECOND:
            stop += 1
        return range(last + 1, stop)

    def before(self, first: int, seconds: float) -> range:
        """The files that end within `seconds` before this one begins."""
        begin = first
        # Only with nothing to look back for is nothing read.
        while seconds > 0 and begin > 0 and self.start(begin) >= self.start(first) - seconds * SECOND:
            begin -= 1
        return range(begin, first)

    def is_covered(self, index: int, seconds: float) -> bool:
        """Whether all that begins within `seconds` of this file's end is there: something later is."""
        end = self.end(index)
        return end is not None and self.start(len(self.files) - 1) > end + seconds * SECOND


def timelines(files: Iterable[SourceFile], kind: Kind = "capture") -> list[Timeline]:
    """The files of one kind that have a time, by sensor."""
    by_sensor: dict[str, list[SourceFile]] = defaultdict(list)
    for file in files:
        if file.kind == kind and file.first_ns is not None:
            by_sensor[file.sensor].append(file)
    return [
        Timeline(sensor, tuple(sorted(found, key=lambda file: (file.first_ns or 0, file.path))))
        for sensor, found in sorted(by_sensor.items())
    ]


def plan(
    files: Collection[SourceFile],
    options: PlanOptions,
    wanted: Callable[[SourceFile], bool] = lambda file: True,
) -> list[Partition]:
    """Deals out the files that are `wanted`; the others of a sensor are read where they lie around these."""
    found = [each for timeline in timelines(files) for each in _plan_one(timeline, options, wanted)]
    alone = [file for file in files if (file.kind != "capture" or file.first_ns is None) and wanted(file)]
    found += [Partition(file.sensor, (), (file,), (), is_first=True, is_last=False) for file in alone]
    return found


def _plan_one(timeline: Timeline, options: PlanOptions, wanted: Callable[[SourceFile], bool]) -> Iterable[Partition]:
    for run in _runs(timeline.files, options, wanted):
        before = timeline.before(run[0], options.look_back)
        after = timeline.after(run[-1], options.carry_over)
        yield Partition(
            timeline.sensor,
            tuple(timeline.files[index] for index in before),
            tuple(timeline.files[index] for index in run),
            tuple(timeline.files[index] for index in after),
            is_first=run[0] == 0,
            is_last=run[-1] == len(timeline.files) - 1,
        )


def _runs(files: Sequence[SourceFile], options: PlanOptions, wanted: Callable[[SourceFile], bool]) -> Iterable[range]:
    """Ranges of wanted files that follow one another, each within the limits of a partition."""
    start, size = 0, 0
    for index, file in enumerate(files):
        is_wanted = wanted(file)
        is_full = index - start >= options.files_per_partition or size + file.size > options.bytes_per_partition
        if index > start and (not is_wanted or is_full):
            yield range(start, index)
            start, size = index, 0
        if is_wanted:
            size += file.size
        else:
            start, size = index + 1, 0
    if start < len(files):
        yield range(start, len(files))
