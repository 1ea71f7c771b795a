"""`mtlscope-lake ingest`: captures and NDJSON into a lake, each file once."""

from __future__ import annotations

import datetime
import os
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

from .certificates import Certificates
from .errors import LakeError, UsageError
from .lake import FILES, ConnectionWriter, Lake
from .reader import Outcome, PartitionReader
from .sources import Lister, SensorNames, SourceFile
from .timeline import SECOND, Partition, PlanOptions, plan, timelines
from .tool import Tool, ToolOptions


@dataclass(frozen=True)
class IngestOptions:
    tool: str | None = None
    tool_options: ToolOptions = field(default_factory=ToolOptions)
    sensors: SensorNames = field(default_factory=SensorNames)
    plan: PlanOptions = field(default_factory=PlanOptions)
    #: Partitions that are read at the same time; 0: as many as there are processors.
    jobs: int = 0
    #: Files changed within so many seconds are left for later, since they may still be written.
    settle: float = 0
    progress: bool = True


@dataclass(frozen=True)
class Failed:
    """Files that were not taken together, or a folder that could not be listed."""

    paths: tuple[str, ...]
    reason: str


@dataclass
class Report:
    """What an ingest did."""

    files: int = 0
    rows: int = 0
    headless: int = 0
    already_taken: int = 0
    waiting: int = 0
    #: (path, what is wrong), of files that are damaged or no captures; what could be read of them was taken.
    damaged: list[tuple[str, str]] = field(default_factory=list)
    #: What could not be taken; the next ingest tries it again.
    failed: list[Failed] = field(default_factory=list)


def ingest(sources: Sequence[str], lake_path: str, options: IngestOptions) -> Report:
    tool = Tool.find(options.tool)
    version = tool.version()
    unlisted: list[tuple[str, str]] = []
    listed = Lister(options.sensors).list(sources, unlisted)
    lake = Lake.create(lake_path)
    with lake.changing():
        taken = _Taken(lake)
        report = Report(failed=[Failed((path,), reason) for path, reason in unlisted])
        settled = time.time_ns() - options.settle * SECOND if options.settle else None
        ready = [file for file in listed if settled is None or file.modified_ns <= settled]
        report.waiting = len(listed) - len(ready)
        known = taken.others(ready)
        timeline_ends = {each.sensor: each.start(len(each.files) - 1) for each in timelines([*ready, *known])}
        fresh = {file.path for file in ready if taken.wants(file, timeline_ends)}
        report.already_taken = len(ready) - len(fresh)
        partitions = plan([*ready, *known], options.plan, wanted=lambda file: file.path in fresh)
        partitions = [replace(each, is_first=taken.is_first(each)) for each in partitions]
        run = _Ingest(lake, taken, tool, version, options, report, timeline_ends)
        run.take(partitions)
        return report


class _Taken:
    """What the lake holds already."""

    def __init__(self, lake: Lake) -> None:
        rows: list[dict[str, Any]] = lake.files().to_pylist()
        self.rows = {row["path"]: row for row in rows}
        self._first: dict[str, int] = {}
        for row in rows:
            if row["first_ns"] is not None:
                self._first[row["sensor"]] = min(row["first_ns"], self._first.get(row["sensor"], row["first_ns"]))

    def wants(self, file: SourceFile, timeline_ends: dict[str, int]) -> bool:
        """A file that is new or has changed, and one whose last connections can now be read to their end."""
        row = self.rows.get(file.path)
        if row is None or tuple(row[name] for name in ("path", "size", "modified_ns", "digest")) != file.identity:
            return True
        return bool(row["open_end"]) and timeline_ends.get(file.sensor, 0) > (row["known_until_ns"] or 0)

    def others(self, listed: Iterable[SourceFile]) -> list[SourceFile]:
        """Files taken earlier, of the same sensors, that still lie where they did: they may be read on into."""
        sensors, paths = {file.sensor for file in listed}, {file.path for file in listed}
        found = []
        for path, row in self.rows.items():
            if path in paths or row["sensor"] not in sensors or row["first_ns"] is None or not os.path.isfile(path):
                continue
            told = os.stat(path)
            if (told.st_size, told.st_mtime_ns) == (row["size"], row["modified_ns"]):
                same = (row["size"], row["modified_ns"], row["digest"], row["kind"], row["sensor"], row["first_ns"])
                found.append(SourceFile(path, *same))
        return found

    def is_first(self, partition: Partition) -> bool:
        """The files before it may be gone from disk, and were seen all the same."""
        begin = partition.own[0].first_ns
        earliest = self._first.get(partition.sensor)
        return partition.is_first and (begin is None or earliest is None or begin <= earliest)


@dataclass
class _Ingest:
    lake: Lake
    taken: _Taken
    tool: Tool
    version: str
    options: IngestOptions
    report: Report
    timeline_ends: dict[str, int]

    def take(self, partitions: Sequence[Partition]) -> None:
        stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%S%f")
        size = sum(file.size for each in partitions for file in each.own)
        jobs = self.options.jobs or os.cpu_count() or 1
        hidden = not self.options.progress or not sys.stderr.isatty()
        with (
            ThreadPoolExecutor(jobs) as pool,
            tqdm(total=size, unit="B", unit_scale=True, disable=hidden, desc="ingest") as bar,
        ):
            waiting: dict[Future[_Written], Partition] = {}
            queue = list(enumerate(partitions))
            queue.reverse()
            while queue or waiting:
                # What is finished is committed before more is begun, so that little lies aside at any time.
                while queue and len(waiting) < jobs:
                    index, partition = queue.pop()
                    waiting[pool.submit(self._write, partition, f"part-{stamp}-{index:06d}")] = partition
                done = next(as_completed(waiting))
                partition = waiting.pop(done)
                try:
                    self._commit(partition, done.result())
                except UsageError:
                    raise  # It would be the same with all the others.
                except LakeError as error:
                    self.report.failed.append(Failed(tuple(file.path for file in partition.own), str(error)))
                bar.update(sum(file.size for file in partition.own))

    def _write(self, partition: Partition, name: str) -> _Written:
        folder = self.lake.aside(name)
        certificates = Certificates(partition.sensor)
        reader = PartitionReader(
            partition,
            self.tool,
            self.version,
            self.options.tool_options,
            keep_headless=self.options.plan.keep_headless,
            certificates=certificates,
        )
        writer = ConnectionWriter(folder, name)
        try:
            for batch in reader.batches():
                writer.write(batch)
        finally:
            writer.close()
        found = certificates.table()
        if found.num_rows:
            (folder / "certificates").mkdir()
            pq.write_table(found, folder / "certificates" / f"{name}.parquet", compression="zstd")
        rows = self._rows(partition, reader.outcome, name)
        (folder / "files").mkdir()
        pq.write_table(pa.Table.from_pylist(rows, FILES), folder / "files" / f"{name}.parquet", compression="zstd")
        return _Written(name, reader.outcome, rows)

    def _rows(self, partition: Partition, outcome: Outcome, name: str) -> list[dict[str, Any]]:
        now = datetime.datetime.now(datetime.timezone.utc)
        carry = self.options.plan.carry_over * SECOND
        until = self.timeline_ends.get(partition.sensor)
        starts = [file.first_ns for file in (*partition.own, *partition.after)]
        rows = []
        for index, file in enumerate(partition.own):
            told = outcome.inputs.get(file.path, {})
            problems = told.get("problems", [])
            end = starts[index + 1] if index + 1 < len(starts) else None
            is_covered = end is not None and until is not None and until > end + carry
            rows.append(
                {
                    **{key: getattr(file, key) for key in ("path", "size", "modified_ns", "digest", "kind", "sensor")},
                    "first_ns": file.first_ns,
                    "part": name,
                    "open_end": file.kind == "capture" and file.first_ns is not None and not is_covered,
                    "known_until_ns": until,
                    "rows": outcome.rows_by_file.get(file.path, 0),
                    "headless": outcome.headless_by_file.get(file.path, 0),
                    "packets": told.get("packets"),
                    "damaged": any(each["category"] != "notice" for each in problems),
                    "problems": problems,
                    "tool_version": self.version if partition.is_capture else None,
                    "taken": now,
                }
            )
        return rows

    def _commit(self, partition: Partition, written: _Written) -> None:
        replaced = [file.path for file in partition.own if file.path in self.taken.rows]
        old_parts = {self.taken.rows[path]["part"] for path in replaced}
        self.lake.commit(written.name, replaced, old_parts)
        if old_parts:
            self.taken.rows = {row["path"]: row for row in self.lake.files().to_pylist()}
        self.report.files += len(partition.own)
        self.report.rows += written.outcome.rows
        self.report.headless += written.outcome.headless
        for row in written.rows:
            if row["damaged"]:
                self.report.damaged.append((row["path"], "; ".join(each["message"] for each in row["problems"])))


@dataclass(frozen=True)
class _Written:
    """A partition that lies aside."""

    name: str
    outcome: Outcome
    rows: list[dict[str, Any]]
