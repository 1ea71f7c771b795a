"""Which rows a reader of captures wants: of some sensors, of some days. It passes over files that cannot have any."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from .arrays import times
from .records import Parsed
from .sources import SourceFile
from .timeline import SECOND

_DAY = 86_400 * SECOND
#: Packets of one file may be a little out of order.
_SLACK = 60 * SECOND


@dataclass(frozen=True)
class Wanted:
    #: All, if there are none.
    sensors: tuple[str, ...] = ()
    #: The first and the last day of connections in UTC, by their first packets.
    since: datetime.date | None = None
    until: datetime.date | None = None

    def may_have(self, file: SourceFile, end_ns: int | None) -> bool:
        """Files of NDJSON may hold anything; those of captures what lies between their begin and the next one's."""
        if file.kind == "ndjson" or file.first_ns is None:
            return True
        if self.sensors and file.sensor not in self.sensors:
            return False
        if self.until is not None and file.first_ns >= _midnight(self.until) + _DAY + _SLACK:
            return False
        return self.since is None or end_ns is None or end_ns >= _midnight(self.since) - _SLACK

    def among(self, parsed: Parsed, sensor: str) -> Parsed:
        """Those of a block that are wanted; `sensor` is that of records which name none."""
        masks = []
        if self.sensors:
            names = pc.coalesce(parsed.at("sensor"), pa.scalar(sensor))
            masks.append(pc.is_in(names, value_set=pa.array(self.sensors, pa.string())))
        if self.since is not None or self.until is not None:
            days = times(parsed.at("start_time")).cast(pa.timestamp("us")).cast(pa.date32(), safe=False)
            if self.since is not None:
                masks.append(pc.greater_equal(days, pa.scalar(self.since)))
            if self.until is not None:
                masks.append(pc.less_equal(days, pa.scalar(self.until)))
        for index, mask in enumerate(masks):
            masks[0] = mask if index == 0 else pc.and_(masks[0], mask)
        if not masks or masks[0].true_count == parsed.length:
            return parsed
        return Parsed(parsed.table.filter(masks[0]), parsed.lines.filter(masks[0]))


def _midnight(day: datetime.date) -> int:
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.timezone.utc).timestamp()) * SECOND
