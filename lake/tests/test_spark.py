"""The data source of Spark: local, as a stream, and on a cluster."""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import months
import pytest
from test_captures import order_of
from test_questions import check_changes
from test_rotation import FILES, Rotated

from conftest import need_java
from mtlscope_lake import duck
from mtlscope_lake.columns import columns
from mtlscope_lake.ingest import IngestOptions, ingest
from mtlscope_lake.lake import Lake
from mtlscope_lake.questions import QUESTIONS, Asked
from mtlscope_lake.sources import SensorNames
from mtlscope_lake.tool import Tool
from support import comparable_row, key, run_whole

pytestmark = pytest.mark.spark


def load(spark: Any, tool: Tool, path: Path, **options: object) -> Any:
    reader = spark.read.format("mtlscope").option("tool", tool.path).option("sensor", "all")
    return reader.options(**options).load(str(path))


def as_dicts(frame: Any) -> list[dict[str, Any]]:
    return [row.asDict(recursive=True) for row in frame.collect()]


def test_rows_are_those_of_one_run(spark: Any, tool: Tool, captures: Path) -> None:
    expected = sorted(map(key, run_whole(tool, captures)))
    order = order_of(captures)
    for files in (40, 1000):
        rows = as_dicts(load(spark, tool, captures, filesPerPartition=files))
        assert sorted(key(comparable_row(row, order)) for row in rows) == expected


def test_columns_and_types(spark: Any, tool: Tool, captures: Path) -> None:
    frame = load(spark, tool, captures / "openssl/openssl-tls12-expired")
    assert frame.columns == [column.name for column in columns()]
    (row,) = as_dicts(frame.selectExpr("*", "start_time < end_time AS ordered"))
    assert row["ordered"] and row["date"].isoformat() == "2026-11-21"


def test_only_the_columns_of_a_schema_are_made(spark: Any, tool: Tool, captures: Path) -> None:
    reader = spark.read.format("mtlscope").schema("status string, cause string").option("tool", tool.path)
    found = reader.load(str(captures / "openssl/openssl-tls12-expired"))
    assert as_dicts(found) == [{"status": "failed", "cause": "client_certificate_expired"}]


def test_filters(spark: Any, tool: Tool, captures: Path) -> None:
    everything = as_dicts(load(spark, tool, captures))
    frame = load(spark, tool, captures)
    day = datetime.date(2026, 11, 21)
    failed = as_dicts(frame.where("status = 'failed' AND sensor = 'all' AND date = DATE '2026-11-21'"))
    assert len(failed) == sum(row["status"] == "failed" and row["date"] == day for row in everything) > 0
    two = as_dicts(frame.where("status IN ('completed', 'not_requested')"))
    assert len(two) == sum(row["status"] in ("completed", "not_requested") for row in everything)
    assert as_dicts(frame.where("status = 'failed' AND status = 'completed'")) == []
    assert as_dicts(frame.where("status = 'nonsense'")) == []
    assert as_dicts(frame.where("date > DATE '2999-12-31'")) == []
    assert as_dicts(frame.where("sensor = 'other'")) == []


def test_certificates(spark: Any, tool: Tool, captures: Path) -> None:
    rows = as_dicts(load(spark, tool, captures / "openssl/openssl-tls12-mutual-intermediate", table="certificates"))
    assert {row["role"] for row in rows} == {"client", "server", "client_issuer", "server_issuer"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"toolVersion": "0.0.0"}, "is version"),
        ({"carryover": "1", "carriage": "1"}, "there is no option carriage"),
        ({"table": "packets"}, "there is no table"),
    ],
)
def test_errors(spark: Any, tool: Tool, captures: Path, options: dict[str, str], message: str) -> None:
    with pytest.raises(Exception, match=message):
        load(spark, tool, captures / "openssl/openssl-tls12-expired", **options).collect()


def test_answers_are_those_of_duckdb(spark: Any, tool: Tool, tmp_path: Path) -> None:
    from mtlscope_lake.spark import create_views

    months.write_month(tmp_path / "captures")
    options = IngestOptions(tool.path, sensors=SensorNames("a"), progress=False)
    ingest([str(tmp_path / "captures")], str(tmp_path / "lake"), options)
    asked = Asked(datetime.datetime(2020, 12, 20, tzinfo=datetime.timezone.utc))
    create_views(spark, str(tmp_path / "lake"), asked)
    for question in QUESTIONS:
        view = question.replace("-", "_")
        expected = duck.answer(Lake.open(str(tmp_path / "lake")), view, asked).to_pylist()
        rows = as_dicts(spark.sql(f"SELECT * FROM {view}"))
        for row in rows:
            for name, value in row.items():
                if isinstance(value, datetime.datetime):
                    row[name] = value.astimezone(datetime.timezone.utc)
        assert rows == expected, question
        if question == "changes":
            check_changes(rows)


# MARK: A stream


def test_a_stream_with_a_restart_in_the_middle(spark: Any, tool: Tool, tmp_path: Path) -> None:
    """Files come while it stands still; each connection is reported once, by whichever run."""
    rotated = Rotated(tmp_path / "source", tool)
    folder = tmp_path / "arriving"
    folder.mkdir()

    def arrive(paths: list[Path], changed: int | None) -> None:
        for path in paths:
            shutil.copy2(path, folder / path.name)
            if changed is not None:
                os.utime(folder / path.name, (changed, changed))

    def run() -> None:
        stream = spark.readStream.format("mtlscope").option("tool", tool.path).option("sensor", "a")
        stream = stream.option("carryOver", 20).option("settle", 3600).option("filesPerPartition", 4)
        stream = stream.option("maxFilesPerTrigger", FILES // 3).load(str(folder))
        writer = stream.writeStream.format("parquet").option("path", str(tmp_path / "rows"))
        query = writer.option("checkpointLocation", str(tmp_path / "checkpoint")).trigger(availableNow=True).start()
        query.awaitTermination()

    arrive(rotated.paths[: FILES // 2], None)
    run()
    first = as_dicts(spark.read.parquet(str(tmp_path / "rows")).select("uid"))
    arrive(rotated.paths[FILES // 2 :], 1_000_000_000)
    run()
    rows = as_dicts(spark.read.parquet(str(tmp_path / "rows")))
    assert 0 < len(first) < len(rows)
    rotated.paths = [folder / path.name for path in rotated.paths]
    rotated.check(rows)


# MARK: A cluster


@contextmanager
def standalone_cluster(folder: Path) -> Iterator[str]:
    """A stand-alone master and two workers of one core each, all on loopback."""
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    processes: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> Path:
        log = folder / f"{name}.log"
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{arguments[0]}", *arguments[1:]]
        with open(log, "wb") as output:
            processes.append(subprocess.Popen(command, env=environment, stdout=output, stderr=output, cwd=folder))
        return log

    def said(log: Path, pattern: str) -> re.Match[str]:
        """Waits until a process has said something; it ends the test by ending itself."""
        while True:
            found = re.search(pattern, log.read_text(errors="replace"))
            if found:
                return found
            assert processes[-1].poll() is None, log.read_text(errors="replace")[-3000:]

    try:
        where = ["--host", "127.0.0.1", "--webui-port", "0"]
        master = start("master", "master.Master", "--port", "0", *where)
        url = said(master, r"Starting Spark master at (spark://\S+)")[1]
        for name in ("one", "two"):
            work = ["--cores", "1", "--memory", "900m", "--work-dir", str(folder / name)]
            said(start(name, "worker.Worker", *where, *work, url), r"Successfully registered with master")
        yield url
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def test_a_standalone_cluster_of_two_workers(tool: Tool, captures: Path, tmp_path: Path) -> None:
    """The command reaches the workers by `spark.files`, and none is in their PATH."""
    need_java()
    with standalone_cluster(tmp_path) as url:
        driver = Path(__file__).with_name("cluster_driver.py")
        printed = tmp_path / "rows.json"
        command = [sys.executable, str(driver), url, tool.path, tool.version(), str(captures), str(printed)]
        environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "PATH": "/usr/bin:/bin", "SPARK_LOCAL_IP": "127.0.0.1"}
        if "JAVA_HOME" not in environment:
            java = shutil.which("java")
            assert java
            environment["JAVA_HOME"] = str(Path(java).resolve().parents[1])
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(printed.read_text())
    assert found["executors"] == 2
    order = order_of(captures)
    assert sorted(key(comparable_row(row, order)) for row in found["rows"]) == sorted(map(key, run_whole(tool, captures)))



