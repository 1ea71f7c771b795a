"""Which files a stream takes, and when: without Spark's engine."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import make_captures
import pytest
from pyspark.sql.streaming.datasource import ReadAllAvailable, ReadMaxFiles
from pyspark.sql.types import StructType

from mtlscope_lake.spark_options import SourceOptions
from mtlscope_lake.spark_stream import CaptureStreamReader

pytestmark = pytest.mark.spark
LONG_AGO = 1_000_000_000


def reader(folder: Path, **options: str) -> CaptureStreamReader:
    given = {"path": str(folder), "toolVersion": "1", "sensor": "a", "carryOver": "60", "settle": "3600", **options}
    return CaptureStreamReader(SourceOptions.parse(given), StructType())


def write(folder: Path, minute: int) -> Path:
    path = folder / f"{minute:02d}.pcap"
    make_captures.write_pcap(path, [make_captures.Packet(minute * 60_000_000_000, bytes(60))])
    return path


def owned(stream: CaptureStreamReader, start: dict[str, str], end: dict[str, str]) -> list[str]:
    shares: list[Any] = list(stream.partitions(start, end))
    return [Path(file.path).name for share in shares for file in share.value.own]


def test_a_file_waits_for_what_its_connections_can_go_on_in(tmp_path: Path) -> None:
    for minute in range(5):
        write(tmp_path, minute)
    stream = reader(tmp_path)
    first = stream.latestOffset(stream.initialOffset(), ReadAllAvailable())
    assert owned(stream, {}, first) == ["00.pcap", "01.pcap"]
    assert stream.latestOffset(first, ReadAllAvailable()) == first
    assert owned(stream, first, first) == []
    write(tmp_path, 5)
    second = stream.latestOffset(first, ReadAllAvailable())
    assert owned(stream, first, second) == ["02.pcap"]
    # Another process begins where this one ended.
    assert owned(reader(tmp_path), first, second) == ["02.pcap"]
    assert not reader(tmp_path).partitions(first, second)[0].value.is_first


def test_what_has_settled_is_taken(tmp_path: Path) -> None:
    for minute in range(3):
        os.utime(write(tmp_path, minute), (LONG_AGO, LONG_AGO))
    stream = reader(tmp_path)
    assert owned(stream, {}, stream.latestOffset({}, ReadAllAvailable())) == ["00.pcap", "01.pcap", "02.pcap"]


def test_at_most_so_many_files(tmp_path: Path) -> None:
    for minute in range(9):
        write(tmp_path, minute)
    stream, offset, found = reader(tmp_path, maxFilesPerTrigger="4"), {}, []
    limit = stream.getDefaultReadLimit()
    assert isinstance(limit, ReadMaxFiles)
    while (following := stream.latestOffset(offset, limit)) != offset:
        found.append(owned(stream, offset, following))
        offset = following
    assert found == [["00.pcap", "01.pcap", "02.pcap", "03.pcap"], ["04.pcap", "05.pcap"]]


def test_available_now_leaves_what_comes_later(tmp_path: Path) -> None:
    for minute in range(5):
        write(tmp_path, minute)
    stream = reader(tmp_path)
    stream.prepareForTriggerAvailableNow()
    write(tmp_path, 5)
    assert owned(stream, {}, stream.latestOffset({}, ReadAllAvailable())) == ["00.pcap", "01.pcap"]


def test_ndjson_is_taken_once_it_has_settled(tmp_path: Path) -> None:
    line = b'{"type":"statistics","schema_version":"1.1"}\n'
    for name, changed in (("a.ndjson", LONG_AGO), ("b.ndjson", int(time.time()))):
        (tmp_path / name).write_bytes(line)
        os.utime(tmp_path / name, (changed, changed))
    stream = reader(tmp_path)
    shares: list[Any] = list(stream.partitions({}, stream.latestOffset({}, ReadAllAvailable())))
    assert [(share.value.own[0].kind, len(share.value.files)) for share in shares] == [("ndjson", 1)]
