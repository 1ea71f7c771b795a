"""Captures as a data source of Apache Spark, for batches and for streams.

    from mtlscope_lake.spark import CaptureSource
    spark.dataSource.register(CaptureSource)
    spark.read.format("mtlscope").option("sensorPattern", "sensor-([0-9]+)").load("s3://captures/")

Each partition is one run of mtlscope on a worker. Its rows come back as Arrow batches.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql.datasource import (
    DataSource,
    DataSourceReader,
    DataSourceStreamReader,
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
from pyspark.sql.streaming.datasource import ReadAllAvailable, ReadLimit, ReadMaxFiles, SupportsTriggerAvailableNow
from pyspark.sql.types import StructType

from .certificates import Certificates
from .columns import columns, connections_schema, spark_schema
from .errors import LakeError, ToolError
from .reader import PartitionReader
from .sources import Lister, SensorNames, SourceFile
from .timeline import SECOND, Partition, PlanOptions, Timeline, plan, timelines
from .tool import Tool, ToolOptions

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

STATUSES = ("completed", "failed", "not_requested", "not_presented", "incomplete", "undetermined")
_DAY = 86_400 * SECOND


@dataclass(frozen=True)
class SourceOptions:
    """The options of `spark.read.format("mtlscope")`; docs/lake.md lists them."""

    paths: tuple[str, ...]
    tool: str | None
    #: What every worker's command has to say it is.
    tool_version: str
    tool_options: ToolOptions
    sensors: SensorNames
    plan: PlanOptions
    table: str
    #: Streams: seconds after which a file with nothing after it is taken all the same.
    settle: float
    max_files: int | None

    @classmethod
    def parse(cls, given: dict[str, str]) -> SourceOptions:
        text = {name.lower(): value for name, value in given.items()}
        unknown = text.keys() - _OPTIONS
        if unknown:
            raise LakeError(f"there is no option {', '.join(sorted(unknown))}; there are {', '.join(sorted(_OPTIONS))}")
        defaults = PlanOptions()
        paths = tuple(json.loads(text["paths"])) if "paths" in text else ()
        paths += (text["path"],) if "path" in text else ()
        if not paths:
            raise LakeError("there is nothing to read: load(PATH) names it")
        table = text.get("table", "connections")
        if table not in ("connections", "certificates"):
            raise LakeError(f"there is no table {table}: connections and certificates are there")
        tool = text.get("tool")
        return cls(
            paths,
            tool,
            text.get("toolversion") or Tool.find(tool).version(),
            ToolOptions(
                key_log=_several(text.get("keylog")),
                filter=text.get("filter"),
                client_ca=_several(text.get("clientca")),
                server_ca=_several(text.get("serverca")),
                crl=_several(text.get("crl")),
                signatures=text.get("signatures", "always"),
            ),
            SensorNames(text.get("sensor"), text.get("sensorpattern")),
            PlanOptions(
                float(text.get("carryover", defaults.carry_over)),
                float(text.get("lookback", defaults.look_back)),
                int(text.get("filesperpartition", defaults.files_per_partition)),
                int(text.get("bytesperpartition", defaults.bytes_per_partition)),
                text.get("keepheadless", "false").lower() == "true",
            ),
            table,
            float(text.get("settle", 600)),
            int(text["maxfilespertrigger"]) if "maxfilespertrigger" in text else None,
        )


_OPTIONS = frozenset(
    "path paths tool toolversion keylog filter clientca serverca crl signatures sensor sensorpattern carryover lookback "
    "filesperpartition bytesperpartition keepheadless table settle maxfilespertrigger".split()
)


def _several(value: str | None) -> tuple[str, ...]:
    return tuple(each for each in (value or "").split(",") if each)


class CaptureSource(DataSource):
    """`format("mtlscope")`."""

    @classmethod
    def name(cls) -> str:
        return "mtlscope"

    def schema(self) -> str:
        return spark_schema(self.options.get("table") or "connections")

    def reader(self, schema: StructType) -> DataSourceReader:
        return CaptureReader(SourceOptions.parse(dict(self.options)), schema)

    def streamReader(self, schema: StructType) -> DataSourceStreamReader:
        return CaptureStreamReader(SourceOptions.parse(dict(self.options)), schema)


def register(spark: SparkSession) -> None:
    """Registers the source, and has Spark hand it the filters of a query."""
    spark.dataSource.register(CaptureSource)
    spark.conf.set("spark.sql.python.filterPushdown.enabled", "true")


# MARK: On a worker


class _Share(InputPartition):
    """What a task gets."""

    def __init__(self, value: Partition | None) -> None:
        super().__init__(value)


@dataclass
class _Reading:
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
        if certificates is not None:
            yield from certificates.table().select(wanted.names).cast(wanted).to_batches()


def _shares(partitions: Sequence[Partition]) -> list[InputPartition]:
    return [_Share(each) for each in partitions]


# MARK: Batches


class CaptureReader(DataSourceReader):
    """All files that are there."""

    def __init__(self, options: SourceOptions, schema: StructType) -> None:
        self.reading = _Reading(options, schema)
        self.wanted = _Wanted()
        self.pushFilters = _Pushed(self.reading, self.wanted)  # type: ignore[method-assign]

    def partitions(self) -> Sequence[InputPartition]:
        options = self.reading.options
        files = Lister(options.sensors).list(options.paths)
        ends = {file.path: end for each in timelines(files) for file, end in _ends(each)}
        return _shares(plan(files, options.plan, wanted=lambda file: self.wanted.has(file, ends.get(file.path))))

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        return self.reading.read(partition)


class _Pushed:
    """What Spark calls as `pushFilters`.

    Spark refuses a reader that has that method where `spark.sql.python.filterPushdown.enabled` is not set, and looks for
    it by `__func__`. A reader without filters is as right, only slower, so this one does not let itself be found.
    """

    __func__ = DataSourceReader.pushFilters

    def __init__(self, reading: _Reading, wanted: _Wanted) -> None:
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


class _Wanted:
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


# MARK: Streams


class CaptureStreamReader(DataSourceStreamReader, SupportsTriggerAvailableNow):
    """A folder or store that fills. An offset is, for each sensor, the last file that was taken.

    A file is taken once what its connections can go on in is there: a file that begins more than `carryOver` seconds
    after its end. One that nothing follows is taken `settle` seconds after its last change.
    """

    def __init__(self, options: SourceOptions, schema: StructType) -> None:
        self.reading = _Reading(options, schema)
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
        settled = datetime.datetime.now(datetime.timezone.utc).timestamp() * SECOND - options.settle * SECOND
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
        return _shares(found)

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


# MARK: The lake in Spark


def create_views(spark: SparkSession, lake_path: str, asked: Any = None) -> None:
    """The tables of a lake and the questions as temporary views, as DuckDB has them."""
    from .lake import Lake
    from .questions import VIEWS, Asked, sql

    lake = Lake.open(lake_path)
    asked = asked or Asked(datetime.datetime.now(datetime.timezone.utc))
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    types = {"timestamp": "TIMESTAMP", "text": "STRING"}
    for view, table in (("connection_rows", "connections"), ("certificate_rows", "certificates")):
        root = str(lake.root.resolve() / table)
        parts = lake.parts(table)
        rows = spark.read.schema(spark_schema(table))
        frame = rows.parquet(root) if parts else spark.createDataFrame([], spark_schema(table))
        frame.createOrReplaceTempView(view)
    spark.sql("CREATE OR REPLACE TEMPORARY FUNCTION days_between(a TIMESTAMP, b TIMESTAMP) RETURNS INT RETURN datediff(b, a)")
    spark.sql(asked.asked().format(**types)).createOrReplaceTempView("asked")
    spark.sql(asked.authorities().format(**types)).createOrReplaceTempView("new_authorities")
    for view in VIEWS:
        spark.sql(f"CREATE OR REPLACE TEMPORARY VIEW {view} AS\n{sql(view)}")


__all__ = ["CaptureSource", "SourceOptions", "columns", "create_views", "register"]
