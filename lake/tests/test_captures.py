"""The rows of the shipped captures are those that mtlscope prints of them, however they are dealt out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mtlscope_lake import duck, ingest
from mtlscope_lake.columns import columns, connections_schema, types_of
from mtlscope_lake.lake import Lake
from mtlscope_lake.questions import Asked
from mtlscope_lake.sources import Lister, SensorNames
from mtlscope_lake.timeline import PlanOptions, timelines
from mtlscope_lake.tool import Tool
from support import comparable_row, key, run_whole


def options(tool: Tool, **plan: float) -> ingest.IngestOptions:
    return ingest.IngestOptions(
        tool.path, sensors=SensorNames("all"), plan=PlanOptions(**plan), progress=False  # type: ignore[arg-type]
    )


def order_of(folder: Path) -> list[str]:
    (timeline,) = timelines(Lister(SensorNames("all")).list([str(folder)]))
    return [file.path for file in timeline.files]


def last_revisions(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of a connection that was reported again, the last report."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for record in records:
        connection = (record["community_id"], record["frames"]["first_input"], record["frames"]["first"])
        if connection not in found or found[connection]["revision"] < record["revision"]:
            found[connection] = record
    return list(found.values())


@pytest.mark.parametrize("files", [20, 1000])
def test_rows_are_those_of_one_run(tool: Tool, captures: Path, tmp_path: Path, asked: Asked, files: int) -> None:
    report = ingest.ingest([str(captures)], str(tmp_path / "lake"), options(tool, files_per_partition=files))
    assert not report.failed and not report.damaged
    rows = duck.answer(Lake.open(str(tmp_path / "lake")), "connections", asked).to_pylist()
    order = order_of(captures)
    whole = last_revisions(run_whole(tool, captures))
    assert sorted(key(comparable_row(row, order)) for row in rows) == sorted(map(key, whole))
    assert len({row["uid"] for row in rows}) == len(rows)


def test_columns_are_those_of_the_records(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    ingest.ingest([str(captures)], str(tmp_path / "lake"), options(tool))
    for row in duck.answer(Lake.open(str(tmp_path / "lake")), "connections", asked).to_pylist():
        record = json.loads(row["record"])
        for column in columns():
            if column.path is None or column.type == "timestamp":
                continue
            value = record
            for step in column.path.split("."):
                if value is not None:
                    value = value.get(step) if not step.isdigit() else value[int(step)] if value else None
            assert row[column.name] == value, column
        explaining = [each["code"] for each in record["diagnoses"] if each["severity"] == "error"]
        failure = record["mutual_auth"]["failure"]
        assert row["cause"] == (explaining[0] if explaining else failure and failure["kind"])
        assert row["start_time"].isoformat()[:26] == record["start_time"][:26]
        assert str(row["date"]) == record["start_time"][:10]


def test_schema_is_that_of_the_tool(tool: Tool) -> None:
    schema = tool.schema()
    assert types_of(schema) == {column.path: column.type for column in columns() if column.path is not None}
    assert len(set(connections_schema().names)) == len(columns())


def test_records_are_valid(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    schema = tool.schema()
    validator = jsonschema.Draft202012Validator({"$ref": "#/$defs/connection", "$defs": schema["$defs"]})
    ingest.ingest([str(captures / "openssl/openssl-tls12-expired")], str(tmp_path / "lake"), options(tool))
    (row,) = duck.answer(Lake.open(str(tmp_path / "lake")), "connections", asked).to_pylist()
    validator.validate(json.loads(row["record"]))


def test_certificates_once_for_each_role(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    ingest.ingest([str(captures)], str(tmp_path / "lake"), options(tool, files_per_partition=40))
    lake = Lake.open(str(tmp_path / "lake"))
    expected: set[tuple[str, str]] = set()
    for row in duck.answer(lake, "connections", asked).to_pylist():
        for role in ("client", "server"):
            for depth, each in enumerate(row[f"{role}_chain"] or []):
                expected.add((each, role if depth == 0 else f"{role}_issuer"))
    found = duck.answer(lake, "certificates", asked).to_pylist()
    assert sorted((row["fingerprint"], row["role"]) for row in found) == sorted(expected)
    assert all(row["first_seen"] <= row["last_seen"] for row in found)
