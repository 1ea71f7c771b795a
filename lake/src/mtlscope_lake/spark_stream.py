"""Streams: a folder or store that fills."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyarrow as pa
from pyspark.sql.datasource import DataSourceStreamReader, InputPartition
from pyspark.sql.streaming.datasource import ReadAllAvailable, ReadLimit, ReadMaxFiles, SupportsTriggerAvailableNow
from pyspark.sql.types import StructType

from .sources import Lister, SourceFile
from .spark_batch import Reading, shares
from .spark_options import SourceOptions
from .timeline import SECOND, Partition, Timeline, plan, timelines


class CaptureStreamReader(DataSourceStreamReader, SupportsTriggerAvailableNow):
    """An offset is, for each sensor, the last file that was taken.

    A file is taken once what its connections can go on in is there: a file that begins more than `carryOver` seconds
    after its end. One that nothing follows is taken `settle` seconds after its last change.
    """

    def __init__(self, options: SourceOptions, schema: StructType) -> None:
        self.reading = Reading(options, schema)
        self._lister = Lister(options.sensors)
        self._available: dict[str, str] | None = None

    def initialOffset(self) -> dict[str, str]:
        return {}

    def getDefaultReadLimit(self) -> ReadLimit:
        limit = self.reading.options.max_files
        return ReadAllAvailable() if limit is None else ReadMaxFiles(limit)

    def prepareForTriggerAvailableNow(self) -> None:
        self._available = self._ready({}, None)

    def latestOffset(self, start: dict[str, str], limit: ReadLimit) -> dict[str, str]:
        most = limit.max_files if isinstance(limit, ReadMaxFiles) else None
        return self._ready(start, most)

    def _ready(self, start: dict[str, str], most: int | None) -> dict[str, str]:
        options = self.reading.options
        settled = time.time_ns() - options.settle * SECOND
        offset = dict(start)
        left = most
        for timeline in self._timelines():
            done = _key_of(start.get(_name(timeline)))
            last = _key_of((self._available or {}).get(_name(timeline))) if self._available is not None else None
            for index, file in enumerate(timeline.files):
                if done is not None and _key(file) <= done:
                    continue
                is_ready = timeline.is_covered(index, options.plan.carry_over) or file.modified_ns <= settled
                if not is_ready or left == 0 or (self._available is not None and (last is None or _key(file) > last)):
                    break
                offset[_name(timeline)] = json.dumps(_key(file))
                left = None if left is None else left - 1
        return offset

    def _timelines(self) -> list[Timeline]:
        files = self._lister.list(self.reading.options.paths)
        # NDJSON, and captures without a packet, have no time of their own: that of their last change stands for it.
        timed = [file if file.first_ns is not None else replace(file, first_ns=file.modified_ns) for file in files]
        return timelines(timed) + timelines(timed, "ndjson")

    def partitions(self, start: dict[str, str], end: dict[str, str]) -> Sequence[InputPartition]:
        found: list[Partition] = []
        for timeline in self._timelines():
            first, last = _key_of(start.get(_name(timeline))), _key_of(end.get(_name(timeline)))
            due = {
                file.path
                for file in timeline.files
                if last is not None and (first is None or _key(file) > first) and _key(file) <= last
            }
            partitions = plan(timeline.files, self.reading.options.plan, wanted=lambda file, due=due: file.path in due)  # type: ignore[misc]
            # Earlier files may be gone by now.
            found += [replace(each, is_first=each.is_first and first is None) for each in partitions]
        return shares(found)

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        return self.reading.read(partition)


def _name(timeline: Timeline) -> str:
    """What an offset calls it: a sensor may have captures and NDJSON."""
    return timeline.sensor if timeline.files[0].kind == "capture" else f"{timeline.sensor} (NDJSON)"


def _key(file: SourceFile) -> tuple[int, str]:
    return (file.first_ns or 0, file.path)


def _key_of(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    first_ns, path = json.loads(text)
    return (first_ns, path)
