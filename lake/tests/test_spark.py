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
from rotated import COMPARED, FILES, Rotated, rows_of_parquet

from conftest import JAVA_OPTIONS, need_java
from mtlscope_lake import duck
from mtlscope_lake.columns import columns
from mtlscope_lake.errors import SourceError
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
        frame = load(spark, tool, captures, filesPerPartition=files)
        rows = as_dicts(frame.select("record", "file", "first_input"))
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


def test_what_is_wanted_alone_is_read(spark: Any, tool: Tool, captures: Path) -> None:
    def read(**options: object) -> list[dict[str, Any]]:
        rows = as_dicts(load(spark, tool, captures, filesPerPartition=1000, **options).select("status", "date", "uid"))
        return sorted(rows, key=lambda row: row["uid"])

    everything = read()
    days = sorted({row["date"] for row in everything})
    assert len(days) > 1
    some = ("completed", "not_requested")
    assert read(status=",".join(some)) == [row for row in everything if row["status"] in some] != []
    for day in days:
        assert read(since=day, until=day) == [row for row in everything if row["date"] == day]
    assert read(since="2999-12-31") == read(sensors="other") == []
    assert read(sensors="other,all") == everything


def test_certificates(spark: Any, tool: Tool, captures: Path) -> None:
    rows = as_dicts(load(spark, tool, captures / "openssl/openssl-tls12-mutual-intermediate", table="certificates"))
    assert {row["role"] for row in rows} == {"client", "server", "client_issuer", "server_issuer"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"toolVersion": "0.0.0"}, "is version"),
        ({"carryover": "1", "carriage": "1"}, "there is no option carriage"),
        ({"table": "packets"}, "there is no table"),
        ({"status": "failed,broken"}, "there is no status broken"),
        ({"since": "yesterday"}, "is no day"),
        ({"filesPerPartition": "0"}, "filesperpartition is no number from 1 on: 0"),
        ({"pushFilters": "yes"}, "pushfilters is neither true nor false: yes"),
        ({"carryOver": "nan"}, "carryover is no number of seconds: nan"),
    ],
)
def test_errors(spark: Any, tool: Tool, captures: Path, options: dict[str, str], message: str) -> None:
    with pytest.raises(Exception, match=message):
        load(spark, tool, captures / "openssl/openssl-tls12-expired", **options).collect()


def test_paths_that_are_no_json(spark: Any, tool: Tool) -> None:
    reader = spark.read.format("mtlscope").option("tool", tool.path).option("paths", "[captures")
    with pytest.raises(Exception, match="paths is no list of texts in JSON"):
        reader.load().collect()


def test_a_column_that_is_not_there(spark: Any, tool: Tool, captures: Path) -> None:
    reader = spark.read.format("mtlscope").schema("status string, colour string").option("tool", tool.path)
    with pytest.raises(Exception, match="the table connections has no column colour"):
        reader.load(str(captures / "openssl/openssl-tls12-expired")).collect()


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_file_that_vanishes_after_planning(tool: Tool, captures: Path, tmp_path: Path, gone: int) -> None:
    """Its rows, or the ends of the connections before it, would go missing in silence."""
    from mtlscope_lake.spark_batch import CaptureReader
    from mtlscope_lake.spark_options import SourceOptions
    from mtlscope_lake.spark_types import struct

    for index, case in enumerate(("expired", "mutual-rsa", "one-way")):
        shutil.copy(captures / f"openssl/openssl-tls12-{case}" / "capture.pcapng", tmp_path / f"{index}.pcapng")
    around = {"filesPerPartition": "1", "carryOver": "1000000", "lookBack": "1000000", "sensor": "a"}
    reader = CaptureReader(SourceOptions.parse({"path": str(tmp_path), "tool": tool.path, **around}), struct("connections"))
    shares = reader.partitions()
    middle = next(each for each in shares if each.value.before and each.value.after)
    assert sum(batch.num_rows for batch in reader.read(middle)) == 1
    Path(middle.value.files[gone].path).unlink()
    with pytest.raises(SourceError, match=re.escape(middle.value.files[gone].path)):
        list(reader.read(middle))


def test_answers_are_those_of_duckdb(spark: Any, tool: Tool, captures: Path, tmp_path: Path) -> None:
    from mtlscope_lake.spark import create_views

    lake = tmp_path / "la'ke [1-2]*{a,b}?"
    months.write_month(tmp_path / "captures")
    # One without a port: both name its server alike.
    command = [tool.path, "--format", "ndjson", str(captures / "openssl/openssl-tls12-expired")]
    record = json.loads(subprocess.run(command, capture_output=True, check=True).stdout.splitlines()[0])
    eap = {"transport": "eap", "client": {"address": "02:00:5e:00:53:01", "port": None}, "server": {"address": "02:00:5e:00:53:02", "port": None}}
    line = json.dumps({**record, **eap, "tls": {**record["tls"], "server_name": None}}, separators=(",", ":"))
    (tmp_path / "captures" / "eap.ndjson").write_text(line + "\n")
    options = IngestOptions(tool.path, sensors=SensorNames("a"), progress=False)
    ingest([str(tmp_path / "captures")], str(lake), options)
    asked = Asked(datetime.datetime(2020, 12, 20, tzinfo=datetime.timezone.utc))
    create_views(spark, str(lake), asked)
    for question in QUESTIONS:
        view = question.replace("-", "_")
        expected = duck.answer(Lake.open(str(lake)), view, asked).to_pylist()
        rows = as_dicts(spark.sql(f"SELECT * FROM {view}"))
        for row in rows:
            for name, value in row.items():
                if isinstance(value, datetime.datetime):
                    row[name] = value.astimezone(datetime.timezone.utc)
        assert rows == expected, question
        if question == "failures":
            assert "02:00:5e:00:53:02" in {row["server"] for row in rows}
        if question == "changes":
            check_changes(rows)


def test_rotated_files_in_a_batch(spark: Any, tool: Tool, rotated: Rotated, tmp_path: Path) -> None:
    frame = load(spark, tool, rotated.folder, filesPerPartition=16, carryOver=20)
    frame.select(*COMPARED).write.parquet(str(tmp_path / "rows"))
    assert rotated.check(rows_of_parquet(tmp_path / "rows")) > 0


# MARK: A stream


def test_a_stream_with_a_restart_in_the_middle(spark: Any, tool: Tool, rotated: Rotated, tmp_path: Path) -> None:
    """Files come while it stands still; each connection is reported once, by whichever run."""
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
    first = sum(1 for _ in rows_of_parquet(tmp_path / "rows"))
    arrive(rotated.paths[FILES // 2 :], 1_000_000_000)
    run()
    assert 0 < first < len(rotated.expected)
    rotated.check(rows_of_parquet(tmp_path / "rows"))


# MARK: A cluster


@contextmanager
def standalone_cluster(folder: Path) -> Iterator[str]:
    """A stand-alone master and two workers of one core each, all on loopback."""
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    environment["SPARK_DAEMON_JAVA_OPTS"] = JAVA_OPTIONS
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
        # The driver waits for both.
        for name in ("one", "two"):
            work = ["--cores", "1", "--memory", "900m", "--work-dir", str(folder / name)]
            start(name, "worker.Worker", *where, *work, url)
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
        command = [sys.executable, str(driver), url, tool.path, tool.version(), str(captures), str(printed), JAVA_OPTIONS]
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



