"""A query's own filters: what they save reading, and that they change no answer."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rotated import Rotated

from mtlscope_lake.spark_filters import narrowed
from mtlscope_lake.spark_options import SourceOptions
from mtlscope_lake.tool import Tool
from mtlscope_lake.wanted import Wanted

pytestmark = pytest.mark.spark
UTC = datetime.timezone.utc


# MARK: What is pushed


def span(**options: str) -> SourceOptions:
    return SourceOptions.parse({"path": "in", "toolVersion": "1", **options})


def test_what_each_filter_leaves_of_the_options() -> None:
    from pyspark.sql.datasource import (
        EqualNullSafe, EqualTo, Filter, GreaterThan, GreaterThanOrEqual, In, IsNotNull, LessThan, LessThanOrEqual, Not,
    )  # fmt: skip

    day, noon = datetime.date(2026, 12, 1), datetime.datetime(2026, 12, 1, 12, tzinfo=UTC)
    begin, end = datetime.datetime(2026, 12, 1, tzinfo=UTC), datetime.datetime(2026, 12, 1, 23, 59, 59, 999_999, tzinfo=UTC)
    tick = datetime.timedelta(microseconds=1)
    date, time = ("date",), ("start_time",)
    cases: list[tuple[Filter, Wanted]] = [
        (EqualTo(("sensor",), "a"), Wanted(frozenset("a"))),
        (EqualNullSafe(("sensor",), "a"), Wanted(frozenset("a"))),
        (In(("sensor",), ("a", "b")), Wanted(frozenset("ab"))),
        (EqualTo(date, day), Wanted(None, begin, end)),
        (GreaterThanOrEqual(date, day), Wanted(None, begin)),
        (GreaterThan(date, day), Wanted(None, end + tick)),
        (LessThanOrEqual(date, day), Wanted(None, None, end)),
        (LessThan(date, day), Wanted(None, None, begin - tick)),
        (In(date, (day, datetime.date(2026, 11, 30))), Wanted(None, begin - datetime.timedelta(days=1), end)),
        (GreaterThan(time, noon), Wanted(None, noon + tick)),
        (LessThanOrEqual(time, noon), Wanted(None, None, noon)),
        # What says nothing of these columns, or nothing that is known before reading.
        (GreaterThan(time, datetime.datetime(2026, 12, 1)), Wanted()),
        (GreaterThan(date, datetime.date.max), Wanted()),
        (EqualNullSafe(date, None), Wanted()),
        (In(date, (day, None)), Wanted()),
        (GreaterThan(("sensor",), "a"), Wanted()),
        (EqualNullSafe(("sensor",), None), Wanted()),
        (Not(EqualTo(("sensor",), "a")), Wanted()),
        (IsNotNull(("sensor",)), Wanted()),
        (EqualTo(("sensor", "inner"), "a"), Wanted()),
        (EqualTo(("cause",), "a"), Wanted()),
    ]
    for each, wanted in cases:
        assert narrowed(span(), [each]).wanted == wanted, each
    several = [GreaterThanOrEqual(date, day), LessThan(time, noon), In(("sensor",), ("a", "b"))]
    found = narrowed(span(sensors="b,c", since="2026-11-01", until="2026-12-31"), several).wanted
    assert found == Wanted(frozenset("b"), begin, noon - tick)


def test_statuses_that_are_pushed() -> None:
    from pyspark.sql.datasource import EqualTo, In

    def left(value: Any, **options: str) -> tuple[str, ...]:
        kind = In if isinstance(value, tuple) else EqualTo
        return narrowed(span(**options), [kind(("status",), value)]).tool_options.status

    assert left("failed") == ("failed",)
    assert left(("failed", "completed")) == ("completed", "failed")
    assert left(("failed", "completed"), status="failed,incomplete") == ("failed",)
    # A newer mtlscope may print it.
    assert left("broken") == left(("failed", "broken")) == ()
    assert left("completed", status="failed") == ("failed",)


# MARK: What it saves


class Counted:
    """The command, with a list of the runs that it was asked for."""

    def __init__(self, tool: Tool, folder: Path) -> None:
        self._log = folder / "runs"
        self.path = folder / "mtlscope"
        self.path.write_text(f'#!/bin/sh\n[ "$1" = analyze ] && echo "$*" >> {self._log}\nexec {tool.path} "$@"\n')
        self.path.chmod(0o755)

    def runs(self) -> list[str]:
        """Those since this was asked last."""
        found = self._log.read_text().splitlines() if self._log.exists() else []
        self._log.write_text("")
        return found


@pytest.fixture
def counted(tool: Tool, tmp_path: Path) -> Counted:
    return Counted(tool, tmp_path)


@pytest.fixture
def pushing(spark: Any) -> Iterator[Any]:
    name = "spark.sql.python.filterPushdown.enabled"
    spark.conf.set(name, "true")
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    yield spark
    spark.conf.unset(name)
    spark.conf.unset("spark.sql.session.timeZone")


def query(
    spark: Any, counted: Counted, path: Path, where: str, pushed: bool, columns: str = "*", **options: object
) -> tuple[list[str], list[str]]:
    """The rows of one query, and the runs that it took."""
    reader = spark.read.format("mtlscope").option("tool", str(counted.path)).option("pushFilters", str(pushed)).options(**options)
    rows = reader.load(str(path)).where(where).selectExpr(columns).collect()
    return sorted(json.dumps(row.asDict(), default=str, sort_keys=True) for row in rows), counted.runs()


@pytest.mark.parametrize(
    "where",
    [
        "sensor = 'haproxy-curl-tls12-expired'",
        "sensor IN ('haproxy-curl-tls12-expired', 'haproxy-curl-tls12-mutual', 'nowhere')",
        "sensor LIKE 'haproxy-curl-tls12-%' AND sensor > 'haproxy-curl-tls12-m'",
    ],
)
def test_other_sensors_are_not_read(pushing: Any, counted: Counted, captures: Path, where: str) -> None:
    """Each case's folder is a sensor."""
    expected, all_runs = query(pushing, counted, captures / "haproxy", where, pushed=False)
    found, runs = query(pushing, counted, captures / "haproxy", where, pushed=True)
    assert found == expected != []
    assert len(all_runs) > 3
    assert len(runs) == (len(all_runs) if "LIKE" in where else where.count("haproxy"))


def test_other_statuses_are_not_printed(pushing: Any, counted: Counted, captures: Path) -> None:
    """All of a row is the same, its record and its numbers included."""
    options = {"sensor": "all", "filesPerPartition": 1000}
    for where in ("status = 'failed'", "status IN ('completed', 'not_presented')", "status <> 'failed' AND status <> 'completed'"):
        expected, _ = query(pushing, counted, captures, where, pushed=False, **options)
        found, runs = query(pushing, counted, captures, where, pushed=True, **options)
        assert found == expected != []
        assert [("--status" in each) for each in runs] == ["<>" not in where] * len(runs)


def test_files_of_other_times_are_not_read(pushing: Any, counted: Counted, rotated: Rotated) -> None:
    """Rotated files of ten minutes: what begins in a file that is read is whole, and files around it are no rows of it."""
    options = {"sensor": "a", "filesPerPartition": 1, "carryOver": 20, "lookBack": 10}
    begin, end = (datetime.datetime.fromtimestamp(1_790_000_000 + seconds, UTC) for seconds in (200, 230))
    where = f"start_time >= '{begin:%Y-%m-%d %H:%M:%S}' AND start_time < '{end:%Y-%m-%d %H:%M:%S}'"
    expected, all_runs = query(pushing, counted, rotated.folder, where, pushed=False, **options)
    found, runs = query(pushing, counted, rotated.folder, where, pushed=True, **options)
    assert found == expected != []
    # With a minute on both sides for packets out of order, a quarter of the time.
    assert 0 < len(runs) < len(all_runs) // 2


def test_no_file_of_a_day_is_missed(pushing: Any, counted: Counted, captures: Path) -> None:
    # The number of a connection is one within a run, and the runs are others.
    options = {"columns": "concat_ws(' ', uid, date, status, cause) AS row", "sensor": "all", "filesPerPartition": 20}
    for where in ("date = '2026-11-21'", "date > '2026-11-21'", "date < '2026-11-22'", "date = '2001-01-01'"):
        expected, all_runs = query(pushing, counted, captures, where, pushed=False, **options)
        found, runs = query(pushing, counted, captures, where, pushed=True, **options)
        assert found == expected
        assert len(runs) <= len(all_runs)


# MARK: Where it is not asked for


def test_queries_of_one_frame_do_not_narrow_each_other(pushing: Any, counted: Counted, captures: Path) -> None:
    """Spark 4 would keep what a reader's `pushFilters` left out for the next query: so none is there unless it is asked for."""
    frame = pushing.read.format("mtlscope").option("tool", str(counted.path)).option("sensor", "a").load(str(captures / "haproxy")).select("status")
    everything = Counter(row["status"] for row in frame.collect())
    failed, completed = frame.where("status = 'failed'"), frame.where("status = 'completed'")
    assert frame.where("status = 'nonsense'").count() == 0
    assert Counter(row["status"] for row in frame.collect()) == everything
    both = Counter(row["status"] for row in failed.union(completed).collect())
    assert both == {name: everything[name] for name in ("failed", "completed")} and len(both) == 2


def test_it_takes_a_setting_of_spark(spark: Any, counted: Counted, captures: Path) -> None:
    reader = spark.read.format("mtlscope").option("tool", str(counted.path)).option("pushFilters", "true")
    with pytest.raises(Exception, match="spark.sql.python.filterPushdown.enabled"):
        reader.load(str(captures / "haproxy")).collect()
