"""A capture of many handshakes, cut into rotated files at random packets: each connection once, and whole.

MTLSCOPE_LAKE_HANDSHAKES=100000 has it done with as many.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import make_captures
import pytest

from mtlscope_lake import duck
from mtlscope_lake.ingest import IngestOptions, Report, ingest
from mtlscope_lake.lake import Lake
from mtlscope_lake.questions import Asked
from mtlscope_lake.sources import SensorNames
from mtlscope_lake.timeline import PlanOptions
from mtlscope_lake.tool import Tool
from support import comparable_row, place, run_whole, verdict

HANDSHAKES = int(os.environ.get("MTLSCOPE_LAKE_HANDSHAKES", 2_000))
FILES = 200 if HANDSHAKES >= 100_000 else 40
#: From one handshake to the next, so that the capture takes ten minutes.
GAP_NS = 600_000_000_000 // HANDSHAKES
START_NS = 1_790_000_000_000_000_000


class Rotated:
    """The capture whole, and cut."""

    def __init__(self, folder: Path, tool: Tool) -> None:
        self.folder = folder / "cut"
        packets = list(make_captures.timeline(HANDSHAKES, 1, GAP_NS, START_NS))
        self.paths = make_captures.write_rotated(self.folder, packets, FILES, seed=1)
        whole = folder / "whole.pcap"
        make_captures.write_pcap(whole, packets)
        self.expected = {place(each): each for each in run_whole(tool, whole)}

    def check(self, rows: list[dict[str, Any]]) -> int:
        """Compares; gives how many resumed sessions lack the handshake that began them."""
        order = [str(path) for path in self.paths]
        found = [(row, comparable_row(row, order)) for row in rows]
        places = [place(record) for _, record in found]
        assert len(set(places)) == len(places), "a connection was reported twice"
        assert set(places) == set(self.expected)
        outside = 0
        for row, record in found:
            whole = self.expected[place(record)]
            if row["original_outside"] and whole["mutual_auth"]["original_connection"]:
                outside += 1
                assert record["mutual_auth"]["resumed"] and record["mutual_auth"]["status"] == "undetermined"
                continue
            assert verdict(_without_places(record)) == verdict(_without_places(whole))
            for name in ("tls", "client", "server", "end_time"):
                assert record[name] == whole[name]
        return outside


def _without_places(record: dict[str, Any]) -> dict[str, Any]:
    failure = record["mutual_auth"]["failure"]
    if failure and failure["alert"]:
        failure["alert"] = {name: failure["alert"][name] for name in ("code", "name", "level", "sender", "encrypted")}
    return record


@pytest.fixture(scope="module")
def rotated(tmp_path_factory: pytest.TempPathFactory, tool: Tool) -> Rotated:
    return Rotated(tmp_path_factory.mktemp("rotated"), tool)


def take(rotated: Rotated, tool: Tool, lake: Path, sources: list[Path] | None = None, **plan: Any) -> Report:
    options = IngestOptions(tool.path, sensors=SensorNames("a"), plan=PlanOptions(**plan), progress=False)
    return ingest([str(each) for each in sources or [rotated.folder]], str(lake), options)


def rows_of(lake: Path, asked: Asked) -> list[dict[str, Any]]:
    return duck.answer(Lake.open(str(lake)), "connections", asked).to_pylist()


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
    rows = rows_of(tmp_path / "lake", asked)
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
    found = sorted((row["community_id"], row["start_time"], row["status"]) for row in rows_of(tmp_path / "lake", asked))
    whole = run_whole(tool, *late)
    assert sorted(each[0] for each in found) == sorted(each["community_id"] for each in whole)
    headless = [each for each in whole if not each["tls"]["offered_versions"]]
    kept = {each[0] for each in found}
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
