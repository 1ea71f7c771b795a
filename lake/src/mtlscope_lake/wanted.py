"""Which rows a reader of captures wants: of some sensors, of some time. It passes over files that cannot have any."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from .arrays import times
from .columns import TIME
from .records import Parsed
from .sources import SourceFile

MICROSECOND = datetime.timedelta(microseconds=1)
_DAY = datetime.timedelta(days=1)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
#: Nanoseconds by which packets of one file may be out of order.
_SLACK = 60_000_000_000


@dataclass(frozen=True)
class Wanted:
    #: All, if it is None.
    sensors: frozenset[str] | None = None
    #: The first and the last moment in which a connection may begin, both included.
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None

    def may_have(self, file: SourceFile, end_ns: int | None) -> bool:
        """Files of NDJSON may hold anything; those of captures what lies between their begin and the next one's."""
        if file.kind == "ndjson":
            return True
        if self.sensors is not None and file.sensor not in self.sensors:
            return False
        if file.first_ns is None:
            return True
        if self.until is not None and file.first_ns > _nanoseconds(self.until) + _SLACK:
            return False
        return self.since is None or end_ns is None or end_ns >= _nanoseconds(self.since) - _SLACK

    def among(self, parsed: Parsed, sensor: str) -> Parsed:
        """Those of a block that are wanted; `sensor` is that of records which name none."""
        masks = []
        if self.sensors is not None:
            names = pc.coalesce(parsed.at("sensor"), pa.scalar(sensor))
            masks.append(pc.is_in(names, value_set=pa.array(sorted(self.sensors), pa.string())))
        if self.since is not None or self.until is not None:
            begun = times(parsed.at("start_time"))
            if self.since is not None:
                masks.append(pc.greater_equal(begun, pa.scalar(self.since, TIME)))
            if self.until is not None:
                masks.append(pc.less_equal(begun, pa.scalar(self.until, TIME)))
        for index, mask in enumerate(masks):
            masks[0] = mask if index == 0 else pc.and_(masks[0], mask)
        if not masks or masks[0].true_count == parsed.length:
            return parsed
        return Parsed(parsed.table.filter(masks[0]), parsed.lines.filter(masks[0]))


def first_of(day: datetime.date) -> datetime.datetime:
    """The first moment of a day in UTC."""
    return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.timezone.utc)


def last_of(day: datetime.date) -> datetime.datetime:
    """The last moment of a day in UTC that a column can hold."""
    return first_of(day) + (_DAY - MICROSECOND)


def _nanoseconds(moment: datetime.datetime) -> int:
    return (moment - _EPOCH) // MICROSECOND * 1_000
