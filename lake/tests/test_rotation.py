"""A capture of many handshakes, cut into rotated files at random packets: each connection once, and whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mtlscope_lake import duck
from mtlscope_lake.ingest import IngestOptions, Report, ingest
from mtlscope_lake.lake import Lake
from mtlscope_lake.questions import Asked
from mtlscope_lake.sources import SensorNames
from mtlscope_lake.timeline import PlanOptions
from mtlscope_lake.tool import Tool
from rotated import FILES, Rotated, rows_of
from support import run_whole


def take(rotated: Rotated, tool: Tool, lake: Path, sources: list[Path] | None = None, **plan: Any) -> Report:
    options = IngestOptions(tool.path, sensors=SensorNames("a"), plan=PlanOptions(**plan), progress=False)
    return ingest([str(each) for each in sources or [rotated.folder]], str(lake), options)


@pytest.mark.parametrize("files", [1, 7, 64])
def test_each_connection_once(rotated: Rotated, tool: Tool, tmp_path: Path, asked: Asked, files: int) -> None:
    report = take(rotated, tool, tmp_path / "lake", files_per_partition=files, carry_over=20)
    assert not report.failed and report.headless == 0
    outside = rotated.check(rows_of(tmp_path / "lake", asked))
    assert outside > 0 or files == 64, "resumed sessions far from their first handshake are part of the test"


def test_one_partition_is_the_whole(rotated: Rotated, tool: Tool, tmp_path: Path, asked: Asked) -> None:
    take(rotated, tool, tmp_path / "lake", files_per_partition=1000, bytes_per_partition=1 << 40)
    assert rotated.check(rows_of(tmp_path / "lake", asked)) == 0


def test_without_looking_back_the_rest_of_a_connection_is_left_out(
    rotated: Rotated, tool: Tool, tmp_path: Path, asked: Asked
) -> None:
    """Then only the ClientHello tells that a connection's beginning was seen."""
    report = take(rotated, tool, tmp_path / "lake", files_per_partition=1, look_back=0)
    rows = duck.answer(Lake.open(str(tmp_path / "lake")), "connections", asked).to_pylist()
    assert report.headless > 0
    assert all("TLS" in (row["version"] or "TLS") and row["offered_versions"] for row in rows)


def test_a_folder_that_fills(rotated: Rotated, tool: Tool, tmp_path: Path, asked: Asked) -> None:
    """Connections that the last file cuts off are whole once the next one is there."""
    lake = tmp_path / "lake"
    half = FILES // 2
    for count in (half, half + 1, FILES - 1, FILES):
        take(rotated, tool, lake, rotated.paths[:count], files_per_partition=5, carry_over=20)
    rotated.check(rows_of(lake, asked))
    assert take(rotated, tool, lake, files_per_partition=5, carry_over=20).files <= FILES // 4


def test_a_capture_that_begins_in_the_middle(rotated: Rotated, tool: Tool, tmp_path: Path, asked: Asked) -> None:
    """The first partition reports what began before it; the others leave such connections to those before them."""
    late = rotated.paths[FILES // 2 :]
    take(rotated, tool, tmp_path / "lake", late, files_per_partition=3, carry_over=20)
    rows = duck.answer(Lake.open(str(tmp_path / "lake")), "connections", asked)
    whole = run_whole(tool, *late)
    assert sorted(rows.column("community_id").to_pylist()) == sorted(each["community_id"] for each in whole)
    headless = [each for each in whole if not each["tls"]["offered_versions"]]
    kept = set(rows.column("community_id").to_pylist())
    assert all(each["community_id"] in kept for each in headless)


def test_killed_in_the_middle(rotated: Rotated, tool: Tool, tmp_path: Path, asked: Asked) -> None:
    """As often as it is killed, wherever that is: in the end each connection is there once."""
    lake = tmp_path / "lake"
    command = [sys.executable, "-m", "mtlscope_lake.command", "ingest", str(rotated.folder), str(lake), "--sensor", "a"]
    command += ["--tool", tool.path, "--files-per-partition", "4", "--carry-over", "20", "--jobs", "1"]
    killed = 0
    for wanted in range(1, 5):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        # It dies as soon as something more is in the lake, at whatever it does then.
        while process.poll() is None:
            if len(list((lake / "files").glob("*.parquet"))) >= wanted * 2 - 1:
                process.send_signal(signal.SIGKILL)
                killed += process.wait() == -signal.SIGKILL
    assert killed > 0, "it was never killed in the middle"
    subprocess.run(command, check=True, stdout=subprocess.PIPE)
    rotated.check(rows_of(lake, asked))
    assert not list((lake / ".ingest" / "aside").glob("*")) and not list((lake / ".ingest" / "journal").glob("*"))
