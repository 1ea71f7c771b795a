"""Captures that are not on disk: S3 of a server on loopback, and HDFS with a stand-in for Hadoop's library."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from make_captures import case_folder
from moto.server import ThreadedMotoServer
from pyarrow import fs as arrow_fs

from mtlscope_lake import duck
from mtlscope_lake.errors import SourceError
from mtlscope_lake.feed import Feed
from mtlscope_lake.ingest import IngestOptions, ingest
from mtlscope_lake.lake import Lake
from mtlscope_lake.questions import Asked
from mtlscope_lake.sources import Lister, SensorNames, SourceFile
from mtlscope_lake.timeline import PlanOptions
from mtlscope_lake.tool import Tool

CASES = ("openssl-tls12-expired", "openssl-tls12-mutual-rsa", "openssl-tls12-resumed-ticket", "node-tls12-expired")


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The URI of a folder that holds some captures."""
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_EC2_METADATA_DISABLED="true")
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    uri = f"s3://lake-test/captures?endpoint_override={host}%3A{port}&scheme=http&region=us-east-1&allow_bucket_creation=true"
    system, path = arrow_fs.FileSystem.from_uri(uri)
    system.create_dir("lake-test")
    for case in CASES:
        with system.open_output_stream(f"{path}/{case}.pcapng", compression=None) as sink:
            sink.write((case_folder(case) / "capture.pcapng").read_bytes())
    yield uri
    server.stop()


def test_rows_from_s3_are_those_from_disk(
    tool: Tool, store: str, tmp_path: Path, asked: Asked
) -> None:
    def taken(lake: Path, *sources: str) -> list[tuple[object, ...]]:
        options = IngestOptions(
            tool.path, sensors=SensorNames("a"), plan=PlanOptions(files_per_partition=2), progress=False
        )
        report = ingest(sources, str(lake), options)
        assert not report.failed and report.files == len(CASES)
        assert ingest(sources, str(lake), options).files == 0
        rows = duck.answer(Lake.open(str(lake)), "connections", asked).to_pylist()
        assert all("?" not in row["file"] and "test@" not in row["file"] for row in rows)
        return sorted((row["start_time"], row["status"], row["first_frame"], row["client_fingerprint"]) for row in rows)

    local = taken(tmp_path / "local", *(str(case_folder(case) / "capture.pcapng") for case in CASES))
    assert taken(tmp_path / "remote", store) == local
    names = duck.answer(Lake.open(str(tmp_path / "remote")), "files", asked).column("path").to_pylist()
    assert sorted(names) == sorted(f"s3://lake-test/captures/{case}.pcapng" for case in CASES)


def test_each_file_comes_through_a_fifo(store: str) -> None:
    files = Lister(SensorNames("a")).list([store])
    with Feed(files) as feed:
        assert len(set(feed.paths)) == len(CASES) and all(Path(path).is_fifo() for path in feed.paths)
        folder = Path(feed.paths[0]).parent
        # Only one of them is read, and not to its end.
        with open(feed.paths[1], "rb") as fifo:
            assert fifo.read(4) == b"\x0a\x0d\x0d\x0a"
    assert not folder.exists() and threading.active_count() < 40


def test_a_file_that_goes_away_is_no_damaged_capture(tool: Tool, store: str, tmp_path: Path) -> None:
    (file, *_) = Lister(SensorNames("a")).list([store])
    gone = SourceFile(**{**file.__dict__, "store_path": file.store_path + ".gone"})
    with pytest.raises(SourceError, match="could not be read"), Feed([gone]) as feed:
        list(tool.run(feed.paths, IngestOptions().tool_options).blocks())


# MARK: HDFS


def hdfs(folder: Path, *command_line: object, library: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command where hdfs:// is a folder. pyarrow loads the library once, hence a process of its own."""
    java = shutil.which("java")
    assert java
    environment = {**os.environ, "HDFS_STAND_IN": str(folder), "JAVA_HOME": str(Path(java).resolve().parents[1])}
    environment["ARROW_LIBHDFS_DIR"] = str(library or folder / "nowhere")
    run = [sys.executable, "-m", "mtlscope_lake.command", *map(str, command_line)]
    return subprocess.run(run, capture_output=True, text=True, env=environment)


@pytest.mark.spark
def test_rows_from_hdfs_are_those_from_disk(tool: Tool, tmp_path: Path, asked: Asked) -> None:
    store = tmp_path / "store"
    for place, case in enumerate(CASES):
        folder = store / "captures" / f"{place % 2}"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(case_folder(case) / "capture.pcapng", folder / f"{case}.pcapng")
    (store / "captures" / "notes.txt").write_text("no capture\n")
    library = tmp_path / "library"
    library.mkdir()
    source = Path(__file__).with_name("hdfs_stand_in.c")
    compiler = shutil.which("cc") or shutil.which("clang")
    assert compiler, "the stand-in for Hadoop's library takes a C compiler: apt-get install gcc"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library / "libhdfs.so", source], check=True)
    plan = ["--tool", tool.path, "--sensor", "a", "--files-per-partition", "2"]
    uri = "hdfs://namenode:8020/captures"
    done = hdfs(store, "ingest", *plan, uri, tmp_path / "remote", library=library)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith(f"{len(CASES)} files taken")
    again = hdfs(store, "ingest", *plan, uri, tmp_path / "remote", library=library)
    assert again.stdout == f"0 files taken, 0 connections; {len(CASES)} were there already\n"
    options = IngestOptions(tool.path, sensors=SensorNames("a"), plan=PlanOptions(files_per_partition=2), progress=False)
    ingest([str(store / "captures")], str(tmp_path / "local"), options)

    def rows(lake: Path, prefix: str) -> list[tuple[object, ...]]:
        found = duck.answer(Lake.open(str(lake)), "connections", asked).to_pylist()
        return sorted((row["file"].removeprefix(prefix), row["start_time"], row["status"], row["record"]) for row in found)

    assert rows(tmp_path / "remote", "hdfs://namenode:8020") == rows(tmp_path / "local", str(store)) != []
    gone = hdfs(store, "ingest", *plan, "hdfs://namenode:8020/nowhere", tmp_path / "remote", library=library)
    assert (gone.returncode, gone.stderr) == (1, "mtlscope-lake: there is no hdfs://namenode:8020/nowhere\n")


@pytest.mark.spark
def test_hdfs_without_its_library_is_told_in_one_line(tool: Tool, tmp_path: Path) -> None:
    done = hdfs(tmp_path, "ingest", "--tool", tool.path, "hdfs://namenode:8020/captures", tmp_path / "lake")
    (said,) = done.stderr.splitlines()
    assert done.returncode == 1 and "ARROW_LIBHDFS_DIR" in said


def test_a_store_that_is_not_there() -> None:
    with pytest.raises(SourceError):
        Lister().list(["nowhere://bucket/path"])
