"""The options of `spark.read.format("mtlscope")`; docs/lake.md lists them."""

from __future__ import annotations

import datetime
import json
import math
from dataclasses import dataclass

from .errors import LakeError
from .sources import SensorNames
from .timeline import PlanOptions
from .tool import Tool, ToolOptions
from .wanted import Wanted, first_of, last_of


@dataclass(frozen=True)
class SourceOptions:
    """What they say, with defaults filled in."""

    paths: tuple[str, ...]
    tool: str | None
    #: What every worker's command has to say it is.
    tool_version: str
    tool_options: ToolOptions
    sensors: SensorNames
    plan: PlanOptions
    table: str
    wanted: Wanted
    #: Streams: seconds after which a file with nothing after it is taken all the same.
    settle: float
    max_files: int | None
    #: Whether a query's own filters narrow what is read.
    push_filters: bool

    @classmethod
    def parse(cls, given: dict[str, str]) -> SourceOptions:
        text = {name.lower(): value for name, value in given.items()}
        unknown = text.keys() - OPTIONS
        if unknown:
            raise LakeError(f"there is no option {', '.join(sorted(unknown))}; there are {', '.join(sorted(OPTIONS))}")
        defaults = PlanOptions()
        paths = _paths(text["paths"]) if "paths" in text else ()
        paths += (text["path"],) if "path" in text else ()
        if not paths:
            raise LakeError("there is nothing to read: load(PATH) names it")
        table = text.get("table", "connections")
        if table not in ("connections", "certificates"):
            raise LakeError(f"there is no table {table}: connections and certificates are there")
        tool = text.get("tool")
        return cls(
            paths,
            tool,
            text.get("toolversion") or Tool.find(tool).version(),
            ToolOptions(
                key_log=_several(text.get("keylog")),
                filter=text.get("filter"),
                client_ca=_several(text.get("clientca")),
                server_ca=_several(text.get("serverca")),
                crl=_several(text.get("crl")),
                signatures=text.get("signatures", "always"),
                status=_statuses(text.get("status")),
            ),
            SensorNames(text.get("sensor"), text.get("sensorpattern")),
            PlanOptions(
                _seconds(text, "carryover", defaults.carry_over),
                _seconds(text, "lookback", defaults.look_back),
                _count(text, "filesperpartition") or defaults.files_per_partition,
                _count(text, "bytesperpartition") or defaults.bytes_per_partition,
                _truth(text, "keepheadless"),
            ),
            table,
            _wanted(text),
            _seconds(text, "settle", 600),
            _count(text, "maxfilespertrigger"),
            _truth(text, "pushfilters"),
        )


STATUSES = ("completed", "failed", "not_requested", "not_presented", "incomplete", "undetermined")
OPTIONS = frozenset(
    "path paths tool toolversion keylog filter clientca serverca crl signatures sensor sensorpattern carryover lookback "
    "filesperpartition bytesperpartition keepheadless table status sensors since until settle maxfilespertrigger pushfilters".split()
)


def _statuses(value: str | None) -> tuple[str, ...]:
    found = _several(value)
    if unknown := set(found) - set(STATUSES):
        raise LakeError(f"there is no status {', '.join(sorted(unknown))}; there are {', '.join(STATUSES)}")
    return found


def _wanted(text: dict[str, str]) -> Wanted:
    since, until = _day(text, "since"), _day(text, "until")
    return Wanted(
        frozenset(_several(text["sensors"])) if text.get("sensors") else None,
        None if since is None else first_of(since),
        None if until is None else last_of(until),
    )


def _day(text: dict[str, str], name: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text[name]) if name in text else None
    except ValueError:
        raise LakeError(f"{name} is no day, such as 2026-12-01: {text[name]}") from None


def _paths(text: str) -> tuple[str, ...]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise LakeError(f"paths is no list of texts in JSON: {text}")
    return tuple(found)


def _seconds(text: dict[str, str], name: str, usual: float) -> float:
    try:
        found = float(text.get(name, usual))
    except ValueError:
        found = math.nan
    if not 0 <= found < math.inf:
        raise LakeError(f"{name} is no number of seconds: {text[name]}")
    return found


def _count(text: dict[str, str], name: str) -> int | None:
    if (value := text.get(name)) is None:
        return None
    if not value.isdecimal() or int(value) == 0:
        raise LakeError(f"{name} is no number from 1 on: {value}")
    return int(value)


def _truth(text: dict[str, str], name: str) -> bool:
    value = text.get(name, "false").lower()
    if value not in ("true", "false"):
        raise LakeError(f"{name} is neither true nor false: {text[name]}")
    return value == "true"


def _several(value: str | None) -> tuple[str, ...]:
    return tuple(each for each in (value or "").split(",") if each)
