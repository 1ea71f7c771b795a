"""Records made comparable: without what depends on which files one run was given."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mtlscope_lake.tool import Tool

#: Numbers of connections within one run.
_OF_A_RUN = ("id", "original_connection")
_NUMBER = re.compile(r"\bconnection #\d+")
_INPUTS = ("input", "first_input", "last_input", "inputs")


def run_whole(tool: Tool, *inputs: Path, options: Sequence[str] = ("--signatures", "always")) -> list[dict[str, Any]]:
    """What one run of mtlscope prints of all inputs as one timeline, comparable."""
    command = [tool.path, "--format", "ndjson", *options, *map(str, inputs)]
    printed = subprocess.run(command, capture_output=True, text=True).stdout
    records = [json.loads(line) for line in printed.splitlines()]
    files = [str(Path(each["path"]).resolve()) for each in records[-1]["inputs"]]
    return [comparable(record, files) for record in records if record["type"] == "connection"]


def comparable(record: dict[str, Any], files: Sequence[str]) -> dict[str, Any]:
    """A record with files by name in place of their indices, and without the numbers that a run gives."""

    def named(value: Any) -> Any:
        if isinstance(value, list):
            return [named(each) for each in value]
        return None if value is None else files[value]

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: (each is not None) if name in _OF_A_RUN else named(each) if name in _INPUTS else walk(each)
                for name, each in value.items()
            }
        if isinstance(value, str):
            return _NUMBER.sub("connection #", value)
        return [walk(each) for each in value] if isinstance(value, list) else value

    found: dict[str, Any] = walk(record)
    return found


def comparable_row(row: dict[str, Any], order: Sequence[str]) -> dict[str, Any]:
    """The record of a row of `connections`; `order` has its sensor's files in the order of time."""
    record = json.loads(row["record"])
    begin = order.index(row["file"]) - row["first_input"]
    return comparable(record, _Shifted(order, begin))  # type: ignore[arg-type]


class _Shifted:
    """The files of a run by its own indices: a stretch of the sensor's."""

    def __init__(self, order: Sequence[str], begin: int) -> None:
        self.order, self.begin = order, begin

    def __getitem__(self, index: int) -> str:
        place = self.begin + index
        assert place >= 0
        return self.order[place]


def key(record: dict[str, Any]) -> str:
    return json.dumps(record, sort_keys=True)


def verdict(record: dict[str, Any]) -> tuple[Any, ...]:
    """What a connection came to, without what a resumed session inherits."""
    auth = record["mutual_auth"]
    return (auth["status"], auth["basis"], auth["confidence"], json.dumps(auth["failure"], sort_keys=True))


def place(record: dict[str, Any]) -> tuple[Any, ...]:
    """What tells connections of one capture apart."""
    return (record["community_id"], record["start_time"], record["revision"])
