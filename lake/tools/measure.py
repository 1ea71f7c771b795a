#!/usr/bin/env python3
"""Measures connections a second: mtlscope alone, mtlscope-lake ingest, and Spark, on the same files and cores.

    tools/make_captures.py --handshakes 100000 --files 200 OUT
    tools/measure.py OUT --tool mtlscope

Prints rows of a Markdown table: seconds of the clock and of processors, which other work on the machine disturbs less.
Everything is read once before, so that files come from memory.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.parquet as pq

from mtlscope_lake import duck
from mtlscope_lake.ingest import IngestOptions, ingest
from mtlscope_lake.lake import Lake
from mtlscope_lake.questions import Asked
from mtlscope_lake.tool import Tool, ToolOptions


@dataclass(frozen=True)
class Spent:
    """Seconds of the clock, and of processors: those of all processes that were started here."""

    wall: float
    #: By program: java, python, mtlscope.
    by_program: dict[str, float]

    @property
    def processor(self) -> float:
        return sum(self.by_program.values())


def timed(action: Callable[[], Any]) -> tuple[Spent, Any]:
    start, begun = time.monotonic(), processor_seconds()
    found = action()
    wall, ended = time.monotonic() - start, processor_seconds()
    return Spent(wall, {name: ended[name] - begun.get(name, 0) for name in ended}), found


def processor_seconds() -> dict[str, float]:
    """Of this process, its descendants, and those of them that have ended: what has ended below Python is mtlscope."""
    parents, names, own, ended = {}, {}, {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                name, _, rest = (entry / "stat").read_text().partition("(")[2].rpartition(")")
            except OSError:
                continue  # It has ended meanwhile.
            fields, process = rest.split(), int(entry.name)
            parents[process], names[process] = int(fields[1]), "python" if "python" in name else name
            own[process], ended[process] = sum(map(int, fields[11:13])), sum(map(int, fields[13:15]))
    family = {os.getpid()}
    while more := {each for each, parent in parents.items() if parent in family} - family:
        family |= more
    found: dict[str, float] = {}
    for each in family:
        below = "mtlscope" if names[each] == "python" else names[each]
        for name, ticks in ((names[each], own[each]), (below, ended[each])):
            found[name] = found.get(name, 0) + ticks / os.sysconf("SC_CLK_TCK")
    return found


def row(name: str, cores: int | str, spent: Spent, rows: int) -> None:
    rates = f"{rows:,} | {rows / spent.wall:,.0f} | {rows / max(spent.processor, 0.01):,.0f}" if rows else " | | "
    parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in sorted(spent.by_program.items()) if seconds >= 0.1)
    print(f"| {name} | {cores} | {spent.wall:.1f} | {spent.processor:.1f} | {parts} | {rates} |", flush=True)


def of_tool(tool: Tool, files: list[Path], signatures: str) -> int:
    """One process on one core, its output thrown away; in as many runs as partitions have files."""
    rows = 0
    for start in range(0, len(files), 64):
        command = [tool.path, "--format", "ndjson", "--threads", "1", "--signatures", signatures]
        printed = subprocess.run([*command, *map(str, files[start : start + 64])], stdout=subprocess.PIPE).stdout
        rows += printed.count(b"\n") - 1
    return rows


def sources(folder: Path) -> list[Path]:
    """The folders of the sensors, without what make_captures.py --whole wrote beside them."""
    return sorted(each for each in folder.iterdir() if each.is_dir() and each.name != "whole") or [folder]


def of_ingest(tool: Tool, files: list[Path], signatures: str, jobs: int, lake: Path) -> int:
    shutil.rmtree(lake, ignore_errors=True)
    options = IngestOptions(tool.path, ToolOptions(signatures=signatures), jobs=jobs, progress=False)
    return ingest([str(each) for each in files], str(lake), options).rows


def paths_of(folder: Path) -> str:
    return json.dumps([str(each) for each in sources(folder)])


def of_spark(spark: Any, tool: Tool, folder: Path, signatures: str, target: Path) -> int:
    shutil.rmtree(target, ignore_errors=True)
    source = spark.read.format("mtlscope").option("tool", tool.path).option("signatures", signatures)
    writer = source.option("paths", paths_of(folder)).load().write.partitionBy("date", "sensor").option("compression", "zstd")
    writer.parquet(str(target))
    return sum(pq.read_metadata(each).num_rows for each in target.rglob("*.parquet"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("captures", type=Path)
    parser.add_argument("--tool")
    parser.add_argument("--signatures", choices=("always", "never"), default="always")
    parser.add_argument("--cores", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--growth", type=int, nargs="*", default=[1, 10, 100], help="numbers of files to grow through")
    parser.add_argument("--no-spark", action="store_true")
    parser.add_argument("--only-spark", action="store_true", help="Spark against ingest alone")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="settings of Spark's session, such as tools/spark.conf")
    parser.add_argument("--rounds", type=int, default=1, help="ingest and a warm Spark in turn, so often; medians are compared")
    options = parser.parse_args()
    tool = Tool.find(options.tool)
    files = sorted(each for each in options.captures.rglob("*.pcap") if each.parent.name != "whole")
    for each in files:
        each.read_bytes()
    work = Path(tempfile.mkdtemp(prefix="mtlscope-measure-"))
    print("| | cores | seconds | processor | by program | connections | a second | a processor second |")
    print("|---|---:|---:|---:|---|---:|---:|---:|")
    if options.only_spark:
        compare(options, tool, files, work)
        shutil.rmtree(work)
        return 0
    spent, rows = timed(lambda: of_tool(tool, files, options.signatures))
    row("mtlscope alone", 1, spent, rows)
    for count in [each for each in options.growth if each < len(files)]:
        part = files[:count]
        spent, rows = timed(lambda part=part: of_ingest(tool, part, options.signatures, 1, work / "lake"))
        row(f"ingest, {count} files", 1, spent, rows)
    for cores in options.cores:
        spent, rows = timed(lambda cores=cores: of_ingest(tool, files, options.signatures, cores, work / "lake"))
        row(f"ingest, {len(files)} files", cores, spent, rows)
    asked = Asked(datetime.datetime.now(datetime.timezone.utc))
    lake = Lake.open(str(work / "lake"))
    for view in ("failures", "changes", "inventory"):
        spent, _ = timed(lambda view=view: duck.answer(lake, view, asked))
        row(f"DuckDB: {view}", "all", spent, rows)
    if not options.no_spark:
        measure_spark(options, tool, files, work)
    size = sum(each.stat().st_size for each in (work / "lake").rglob("*.parquet"))
    print(f"\n{sum(each.stat().st_size for each in files) / 1e6:,.0f} MB of captures, {size / 1e6:,.0f} MB of Parquet")
    shutil.rmtree(work)
    return 0


def session(options: argparse.Namespace, cores: int) -> Any:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    from mtlscope_lake.spark import register

    builder = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.memory", "3g").config("spark.ui.showConsoleProgress", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "4")
    for line in options.settings.read_text().splitlines() if options.settings else ():
        if line and not line.startswith("#"):
            name, value = line.split(maxsplit=1)
            builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    register(spark)
    return spark


def compare(options: argparse.Namespace, tool: Tool, files: list[Path], work: Path) -> None:
    """Ingest and Spark in turn, both writing all columns to Parquet: what else the machine does meets both."""
    cores = max(options.cores)

    def by_ingest() -> int:
        return of_ingest(tool, files, options.signatures, cores, work / "lake")

    def by_spark() -> int:
        return of_spark(spark, tool, options.captures, options.signatures, work / "spark")

    spent, spark = timed(lambda: session(options, cores))
    row("Spark: start of a session", cores, spent, 0)
    first, rows = timed(by_spark)
    row("Spark to Parquet, the first time", cores, first, rows)
    ingested, warm = [], []
    for _ in range(max(options.rounds, 1)):
        for name, action, found in (("ingest", by_ingest, ingested), ("Spark to Parquet", by_spark, warm)):
            spent, rows = timed(action)
            row(name, cores, spent, rows)
            found.append(spent)
    spark.stop()
    for name, found in (("the first time", [first]), ("then", warm)):
        processor, wall = (
            median(getattr(each, unit) for each in ingested) / median(getattr(each, unit) for each in found)
            for unit in ("processor", "wall")
        )
        print(f"\nSpark, {name}: {processor:.0%} of the connections a processor second of ingest, {wall:.0%} a second")


def measure_spark(options: argparse.Namespace, tool: Tool, files: list[Path], work: Path) -> None:
    from mtlscope_lake.spark import create_views

    for cores in options.cores:
        spent, spark = timed(lambda cores=cores: session(options, cores))
        row("Spark: start of a session", cores, spent, 0)
        for name in ("the first time", "then"):
            spent, rows = timed(
                lambda spark=spark: of_spark(spark, tool, options.captures, options.signatures, work / "spark")
            )
            row(f"Spark to Parquet, {len(files)} files, {name}", cores, spent, rows)
        source = spark.read.format("mtlscope").option("tool", tool.path).option("signatures", options.signatures)
        source = source.option("paths", paths_of(options.captures))
        everything = source.load()
        spent, _ = timed(lambda: everything.groupBy("status", "cause").count().collect())
        row("Spark: count by status and cause", cores, spent, rows)
        few = source.schema("status string, cause string").load()
        spent, _ = timed(lambda: few.groupBy("status", "cause").count().collect())
        row("the same of two columns", cores, spent, rows)
        create_views(spark, str(work / "lake"))
        for view in ("failures", "changes", "inventory"):
            spent, _ = timed(lambda spark=spark, view=view: spark.sql(f"SELECT * FROM {view}").collect())
            row(f"Spark: {view}", cores, spent, rows)
        spark.stop()


if __name__ == "__main__":
    sys.exit(main())
