"""Batches: all files that are there, dealt out to tasks; and what a task does, which streams share."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pyspark.sql.datasource import DataSourceReader, Filter, InputPartition
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import StructType

from .certificates import Certificates
from .columns import connections_schema
from .errors import SourceError, ToolError
from .reader import PartitionReader, unreadable
from .sources import Lister, SourceFile
from .spark_filters import narrowed
from .spark_options import SourceOptions
from .timeline import Partition, Timeline, plan, timelines
from .tool import Tool

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
            options.tool_options,
            keep_headless=options.plan.keep_headless,
            wanted=options.wanted,
            schema=connections_schema().empty_table().select(["uid"]).schema if is_certificates else wanted,
            certificates=certificates,
        )
        for batch in reader.batches():
            if certificates is None:
                yield batch
        _tell(reader.outcome.inputs)
        if certificates is not None:
            yield from certificates.table().select(wanted.names).cast(wanted).to_batches()


def _tell(inputs: dict[str, dict[str, Any]]) -> None:
    """A damaged capture is told in the worker's log; one that could not be read at all would go missing in silence."""
    for path, told in inputs.items():
        if (why := unreadable(told)) is not None:
            raise SourceError(f"{path}: {why}")
        for problem in told["problems"]:
            print(f"mtlscope: {path}: {problem['message']}", file=sys.stderr)


def shares(partitions: Sequence[Partition]) -> list[InputPartition]:
    return [Share(each) for each in partitions]


# MARK: Batches


class CaptureReader(DataSourceReader):
    """All files that are there."""

    def __init__(self, options: SourceOptions, schema: StructType) -> None:
        self.reading = Reading(options, schema)

    def partitions(self) -> Sequence[InputPartition]:
        options = self.reading.options
        files = Lister(options.sensors).list(options.paths)
        ends = {file.path: end for each in timelines(files) for file, end in _ends(each)}
        return shares(plan(files, options.plan, lambda file: options.wanted.may_have(file, ends.get(file.path))))

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        return self.reading.read(partition)


class FilteringReader(CaptureReader):
    """The same for a query whose filters narrow what is read.

    A class of its own, only where it is asked for: Spark 4 keeps what a filter narrowed for every other query of the same data
    frame, which then lacks rows, and refuses a reader with `pushFilters` unless a setting allows it.
    """

    def pushFilters(self, filters: list[Filter]) -> Iterable[Filter]:
        self.reading.options = narrowed(self.reading.options, filters)
        return filters


def _ends(timeline: Timeline) -> Iterator[tuple[SourceFile, int | None]]:
    return ((file, timeline.end(index)) for index, file in enumerate(timeline.files))
