"""Batches: all files that are there, dealt out to tasks; and what a task does, which streams share."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
from pyspark.sql.datasource import (
    DataSourceReader,
    EqualTo,
    Filter,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    InputPartition,
    LessThan,
    LessThanOrEqual,
)
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import StructType

from .certificates import Certificates
from .columns import connections_schema
from .errors import SourceError, ToolError
from .reader import PartitionReader
from .sources import Lister, SourceFile
from .spark_options import SourceOptions
from .timeline import SECOND, Partition, Timeline, plan, timelines
from .tool import Tool

STATUSES = ("completed", "failed", "not_requested", "not_presented", "incomplete", "undetermined")
_DAY = 86_400 * SECOND

# MARK: On a worker


class Share(InputPartition):
    """What a task gets."""

    def __init__(self, value: Partition | None) -> None:
        super().__init__(value)


@dataclass
class Reading:
    """What a task has to know beside its partition."""

    options: SourceOptions
    schema: StructType
    status: tuple[str, ...] = ()

    def read(self, share: InputPartition) -> Iterator[pa.RecordBatch]:
        partition: Partition | None = share.value
        if partition is None:
            return
        options = self.options
        tool = Tool.find(options.tool)
        if (found := tool.version()) != options.tool_version:
            raise ToolError(f"this worker's {tool.path} is version {found}, and {options.tool_version} is asked for")
        wanted: pa.Schema = to_arrow_schema(self.schema, timezone="UTC")
        is_certificates = options.table == "certificates"
        certificates = Certificates(partition.sensor) if is_certificates else None
        reader = PartitionReader(
            partition,
            tool,
            found,
            replace(options.tool_options, status=self.status),
            keep_headless=options.plan.keep_headless,
            schema=connections_schema().empty_table().select(["uid"]).schema if is_certificates else wanted,
            certificates=certificates,
        )
        for batch in reader.batches():
            if certificates is None:
                yield batch
        _check_inputs(reader.outcome.inputs)
        if certificates is not None:
            yield from certificates.table().select(wanted.names).cast(wanted).to_batches()


def _check_inputs(inputs: dict[str, dict[str, Any]]) -> None:
    """A damaged capture is told in the worker's log; one that could not be read at all would go missing in silence."""
    for path, told in inputs.items():
        for problem in told["problems"]:
            if problem["category"] in ("no_such_input", "io_error", "not_permitted"):
                raise SourceError(f"{path}: {problem['message']}")
            print(f"mtlscope: {path}: {problem['message']}", file=sys.stderr)


def shares(partitions: Sequence[Partition]) -> list[InputPartition]:
    return [Share(each) for each in partitions]


# MARK: Batches


class CaptureReader(DataSourceReader):
    """All files that are there."""

    def __init__(self, options: SourceOptions, schema: StructType) -> None:
        self.reading = Reading(options, schema)
        self.wanted = WantedFiles()
        self.pushFilters = _Pushed(self.reading, self.wanted)  # type: ignore[method-assign]

    def partitions(self) -> Sequence[InputPartition]:
        options = self.reading.options
        files = Lister(options.sensors).list(options.paths)
        ends = {file.path: end for each in timelines(files) for file, end in _ends(each)}
        return shares(plan(files, options.plan, wanted=lambda file: self.wanted.has(file, ends.get(file.path))))

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        return self.reading.read(partition)


class _Pushed:
    """What Spark calls as `pushFilters`.

    Spark refuses a reader that has that method where `spark.sql.python.filterPushdown.enabled` is not set, and looks for
    it by `__func__`. A reader without filters is as right, only slower, so this one does not let itself be found.
    """

    __func__ = DataSourceReader.pushFilters

    def __init__(self, reading: Reading, wanted: WantedFiles) -> None:
        self.reading, self.wanted = reading, wanted

    def __call__(self, filters: list[Filter]) -> Iterator[Filter]:
        """Passes over files of other sensors and days, and has mtlscope print connections of some verdicts alone."""
        for each in filters:
            if isinstance(each, (EqualTo, In)) and each.attribute == ("status",):
                values = (each.value,) if isinstance(each, EqualTo) else tuple(each.value)
                before = self.reading.status or values
                kept = tuple(value for value in before if value in values and value in STATUSES)
                # None left: mtlscope has no name for that, and Spark drops all rows itself.
                self.reading.status = kept or self.reading.status
            else:
                self.wanted.narrow(each)
            # Spark looks at each row again: what is left out here is only what cannot match.
            yield each


class WantedFiles:
    """Which files can have rows that are asked for."""

    def __init__(self) -> None:
        self.sensors: set[str] | None = None
        self.since_ns: int | None = None
        self.until_ns: int | None = None

    def narrow(self, given: Filter) -> None:
        attribute: tuple[str, ...] = getattr(given, "attribute", ())
        name = attribute[0] if len(attribute) == 1 else ""
        if name == "sensor" and isinstance(given, (EqualTo, In)):
            values = {given.value} if isinstance(given, EqualTo) else set(given.value)
            self.sensors = values if self.sensors is None else self.sensors & values
        elif name == "date" and isinstance(given, (EqualTo, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual)):
            day = _day_ns(given.value)
            if day is not None and not isinstance(given, (LessThan, LessThanOrEqual)):
                self.since_ns = max(day, self.since_ns or day)
            if day is not None and not isinstance(given, (GreaterThan, GreaterThanOrEqual)):
                self.until_ns = min(day + _DAY, self.until_ns or day + _DAY)

    def has(self, file: SourceFile, end_ns: int | None) -> bool:
        """Files of NDJSON may hold anything; those of captures what lies between their begin and the next one's."""
        if file.kind == "ndjson" or file.first_ns is None:
            return True
        if self.sensors is not None and file.sensor not in self.sensors:
            return False
        # Packets of one file may be a little out of order.
        slack = 60 * SECOND
        if self.until_ns is not None and file.first_ns >= self.until_ns + slack:
            return False
        return self.since_ns is None or end_ns is None or end_ns >= self.since_ns - slack


def _ends(timeline: Timeline) -> Iterator[tuple[SourceFile, int | None]]:
    return ((file, timeline.end(index)) for index, file in enumerate(timeline.files))


def _day_ns(value: Any) -> int | None:
    if not isinstance(value, datetime.date):
        return None
    midnight = datetime.datetime(value.year, value.month, value.day, tzinfo=datetime.timezone.utc)
    return int(midnight.timestamp()) * SECOND
