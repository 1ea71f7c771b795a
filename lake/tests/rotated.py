"""A capture of many handshakes, whole and cut into rotated files at random packets, and what has to come out of the cut one.

MTLSCOPE_LAKE_HANDSHAKES=100000 has the tests done with as many.
"""

from __future__ import annotations

import json
import os
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import make_captures
import pyarrow as pa
import pyarrow.dataset as ds

from mtlscope_lake import duck
from mtlscope_lake.lake import Lake
from mtlscope_lake.questions import Asked
from mtlscope_lake.tool import Tool, ToolOptions
from support import place, verdict

HANDSHAKES = int(os.environ.get("MTLSCOPE_LAKE_HANDSHAKES", 2_000))
FILES = 200 if HANDSHAKES >= 100_000 else 40
#: From one handshake to the next, so that the capture takes ten minutes.
GAP_NS = 600_000_000_000 // HANDSHAKES
START_NS = 1_790_000_000_000_000_000
#: The columns that are compared; reading no others keeps a hundred thousand rows small.
COMPARED = ("file", "last_file", "first_frame", "last_frame", "status", "failure", "cause", "diagnoses", "original_outside")
COMPARED += ("client_address", "client_port", "server_address", "server_port", "record")


class Rotated:
    """The capture whole, and cut."""

    def __init__(self, folder: Path, tool: Tool) -> None:
        self.folder = folder / "cut"
        packets = list(make_captures.timeline(HANDSHAKES, 1, GAP_NS, START_NS))
        self.paths = make_captures.write_rotated(self.folder, packets, FILES, seed=1)
        #: By the name of a file, how many packets lie in those before it.
        self._before: dict[str, int] = {}
        count = 0
        for path in self.paths:
            self._before[path.name] = count
            count += _packets(path)
        assert count == len(packets)
        whole = folder / "whole.pcap"
        make_captures.write_pcap(whole, packets)
        self.expected = {place(each): _facts(each) for each in _records(tool, whole)}

    def check(self, rows: Iterable[dict[str, Any]]) -> int:
        """Compares connection by connection; gives how many resumed sessions lack the handshake that began them."""
        seen: Counter[tuple[Any, ...]] = Counter()
        outside = 0
        for row in rows:
            record = json.loads(row["record"])
            seen[place(record)] += 1
            whole, found = self.expected[place(record)], _facts(record)
            for end, file in (("first", "file"), ("last", "last_file")):
                found[end] = self._before[Path(row[file]).name] + row[f"{end}_frame"]
            if row["original_outside"] and whole["has_original"]:
                outside += 1
                assert row["status"] == "undetermined" and record["mutual_auth"]["resumed"]
                for name in ("verdict", "cause", "diagnoses", "has_original"):
                    del found[name]
            assert found == {name: whole[name] for name in found}
            assert (row["status"], row["failure"]) == (record["mutual_auth"]["status"], _kind(record))
            assert (row["cause"], row["diagnoses"]) == (_cause(record), [each["code"] for each in record["diagnoses"]])
            for side in ("client", "server"):
                assert {name: row[f"{side}_{name}"] for name in ("address", "port")} == record[side]
        assert seen == dict.fromkeys(self.expected, 1), "each connection is there once"
        return outside


def rows_of(lake: Path, asked: Asked) -> Iterator[dict[str, Any]]:
    """What is compared of each row of a lake."""
    return _each(duck.fetch(duck.connect(Lake.open(str(lake)), asked), f"SELECT {', '.join(COMPARED)} FROM connections"))


def rows_of_parquet(folder: Path) -> Iterator[dict[str, Any]]:
    """The same of Parquet that Spark wrote; not through Spark, whose driver would have to hold it all."""
    return _each(ds.dataset(folder, format="parquet", exclude_invalid_files=True).to_table(columns=list(COMPARED)))


def _each(table: pa.Table) -> Iterator[dict[str, Any]]:
    return (row for batch in table.to_batches(max_chunksize=1_000) for row in batch.to_pylist())


def _records(tool: Tool, path: Path) -> Iterator[dict[str, Any]]:
    for block in tool.run([str(path)], ToolOptions()).blocks():
        yield from map(json.loads, block.splitlines())


def _facts(record: dict[str, Any]) -> dict[str, Any]:
    """What must be the same however a capture is cut."""
    failure = record["mutual_auth"]["failure"]
    if failure and failure["alert"]:
        # The others say in which file and frame it lies.
        failure["alert"] = {name: failure["alert"][name] for name in ("code", "name", "level", "sender", "encrypted")}
    return {
        "verdict": verdict(record),
        "cause": _cause(record),
        "diagnoses": [each["code"] for each in record["diagnoses"]],
        "has_original": record["mutual_auth"]["original_connection"] is not None,
        "first": record["frames"]["first"],
        "last": record["frames"]["last"],
        **{name: json.dumps(record[name]) for name in ("tls", "client", "server", "end_time")},
    }


def _kind(record: dict[str, Any]) -> str | None:
    failure = record["mutual_auth"]["failure"]
    return failure and failure["kind"]


def _cause(record: dict[str, Any]) -> str | None:
    return next((each["code"] for each in record["diagnoses"] if each["severity"] == "error"), _kind(record))


def _packets(path: Path) -> int:
    data, place, count = path.read_bytes(), 24, 0
    while place < len(data):
        place += 16 + struct.unpack_from("<I", data, place + 8)[0]
        count += 1
    return count
