"""Which files a partition owns and reads, and which files can have rows that a query wants."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from mtlscope_lake.sources import SourceFile
from mtlscope_lake.timeline import SECOND, PlanOptions, plan, timelines
from mtlscope_lake.wanted import Wanted, first_of, last_of


def file(name: str, first: float | None, sensor: str = "a", size: int = 1) -> SourceFile:
    return SourceFile(name, size, 0, "", "capture", sensor, None if first is None else int(first * SECOND))


#: Rotated once a minute.
MINUTES = [file(f"{index:02d}", index * 60) for index in range(10)]


def names(files: object) -> list[str]:
    return [each.path for each in files]  # type: ignore[attr-defined]


def test_each_file_has_one_owner_and_neighbours_are_read() -> None:
    found = plan(MINUTES[::-1], PlanOptions(carry_over=60, look_back=10, files_per_partition=4))
    assert [names(each.own) for each in found] == [["00", "01", "02", "03"], ["04", "05", "06", "07"], ["08", "09"]]
    assert [names(each.before) for each in found] == [[], ["03"], ["07"]]
    assert [names(each.after) for each in found] == [["04", "05"], ["08", "09"], []]
    assert [each.is_first for each in found] == [True, False, False]
    assert [each.is_last for each in found] == [False, False, True]


@pytest.mark.parametrize(
    ("carry_over", "look_back", "before", "after"),
    [(0, 0, 0, 1), (59, 60, 2, 1), (60, 61, 2, 2), (1000, 1000, 5, 4)],
)
def test_seconds_decide_how_far(carry_over: float, look_back: float, before: int, after: int) -> None:
    found = plan(MINUTES, PlanOptions(carry_over, look_back), wanted=lambda each: each.path == "05")
    (only,) = found
    assert (len(only.before), len(only.after)) == (before, after)


def test_sensors_do_not_mix() -> None:
    found = plan([*MINUTES, file("x", 90, "b")], PlanOptions())
    assert [names(each.files) for each in found if each.sensor == "b"] == [["x"]]


def test_bytes_limit_a_partition() -> None:
    found = plan([file(str(index), index, size=10) for index in range(4)], PlanOptions(bytes_per_partition=25))
    assert [len(each.own) for each in found] == [2, 2]
    found = plan([file("large", 0, size=1000)], PlanOptions(bytes_per_partition=25))
    assert [len(each.own) for each in found] == [1]


def test_files_without_a_time_are_alone() -> None:
    found = plan([*MINUTES[:2], file("empty", None)], PlanOptions())
    assert [names(each.files) for each in found] == [["00", "01"], ["empty"]]


def test_what_is_not_wanted_is_read_but_not_owned() -> None:
    found = plan(MINUTES, PlanOptions(), wanted=lambda each: each.path not in ("03", "07"))
    assert [names(each.own) for each in found] == [["00", "01", "02"], ["04", "05", "06"], ["08", "09"]]
    assert names(found[0].after) == ["03", "04"] and names(found[1].before) == ["03"]


def test_a_file_is_covered_once_something_later_than_the_carry_over_is_there() -> None:
    (timeline,) = timelines(MINUTES[:4])
    assert [timeline.is_covered(index, 60) for index in range(4)] == [True, False, False, False]
    assert [timeline.is_covered(index, 59) for index in range(4)] == [True, True, False, False]


def test_what_is_wanted_passes_over_files() -> None:
    day = 86_400
    days = [file(f"{sensor}{index}", index * day, sensor) for sensor in "ab" for index in range(4)]

    def kept(**wanted: Any) -> list[str]:
        ends = {each.path: None if each.path[1] == "3" else (each.first_ns or 0) + day * SECOND for each in days}
        return [each.path for each in days if Wanted(**wanted).may_have(each, ends[each.path])]

    third = datetime.date(1970, 1, 3)
    begin, end = first_of(third), last_of(third)
    assert kept(sensors={"b", "c"}) == ["b0", "b1", "b2", "b3"]
    assert kept(sensors={"c"}) == kept(sensors=set()) == []
    # Beside the day itself, the file before it reaches to its first moment.
    assert kept(since=begin, until=end, sensors={"a"}) == ["a1", "a2", "a3"]
    assert kept(until=end - datetime.timedelta(1), sensors={"a"}) == ["a0", "a1", "a2"]
    assert kept(since=begin + datetime.timedelta(7), sensors={"a"}) == ["a3"]
    assert kept() == [each.path for each in days]
