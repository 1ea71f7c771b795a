"""What of a query's own filters saves reading: Spark hands them over, and these columns are known before a row is read.

None of them is taken off Spark's hands: it checks the rows that come all the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from pyspark.sql.datasource import EqualNullSafe, EqualTo, Filter, GreaterThan, GreaterThanOrEqual, In, LessThan, LessThanOrEqual

from .spark_options import STATUSES, SourceOptions
from .wanted import MICROSECOND, Wanted, first_of, last_of


def narrowed(options: SourceOptions, filters: Iterable[Filter]) -> SourceOptions:
    """Options by which less is read; what they leave out fails one of the filters."""
    for each in filters:
        column = _column(each)
        if column == "sensor":
            options = replace(options, wanted=_of_sensors(options.wanted, each))
        elif column == "status" and options.table == "connections":
            options = _of_statuses(options, each)
        elif column in ("date", "start_time"):
            options = replace(options, wanted=_of_times(options.wanted, each))
    return options


def _column(found: Filter) -> str | None:
    path: tuple[str, ...] = getattr(found, "attribute", ())
    return path[0] if len(path) == 1 else None


def _values(found: Filter) -> frozenset[str] | None:
    """The texts that the column must be one of, if the filter says that."""
    if not isinstance(found, (EqualTo, EqualNullSafe, In)):
        return None
    values = found.value if isinstance(found, In) else (found.value,)
    return frozenset(values) if all(isinstance(each, str) for each in values) else None


def _of_sensors(wanted: Wanted, found: Filter) -> Wanted:
    if (values := _values(found)) is None:
        return wanted
    return replace(wanted, sensors=values if wanted.sensors is None else wanted.sensors & values)


def _of_statuses(options: SourceOptions, found: Filter) -> SourceOptions:
    values = _values(found)
    # A newer mtlscope may know others; of those only Spark can judge.
    if values is None or not values <= set(STATUSES):
        return options
    # The tool takes a list of at least one: a query of none is left to Spark.
    kept = [each for each in options.tool_options.status or STATUSES if each in values]
    return replace(options, tool_options=replace(options.tool_options, status=tuple(kept))) if kept else options


def _of_times(wanted: Wanted, found: Filter) -> Wanted:
    since, until = _bounds(found)
    return replace(
        wanted,
        since=max((each for each in (wanted.since, since) if each is not None), default=None),
        until=min((each for each in (wanted.until, until) if each is not None), default=None),
    )


def _bounds(found: Filter) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """The first and the last moment that pass a filter of days or moments."""
    if isinstance(found, In):
        spans = [_span(each) for each in found.value]
        known = [each for each in spans if each is not None]
        return (min(known)[0], max(known)[1]) if known and len(known) == len(spans) else (None, None)
    try:
        span = _span(getattr(found, "value", None))
        if span is None:
            return None, None
        first, last = span
        if isinstance(found, (EqualTo, EqualNullSafe)):
            return first, last
        if isinstance(found, GreaterThanOrEqual):
            return first, None
        if isinstance(found, GreaterThan):
            return last + MICROSECOND, None
        if isinstance(found, LessThanOrEqual):
            return None, last
        if isinstance(found, LessThan):
            return None, first - MICROSECOND
    except OverflowError:
        pass  # At the end of all times, where no filter saves anything.
    return None, None


def _span(value: object) -> tuple[datetime.datetime, datetime.datetime] | None:
    """The first and the last moment that a value of `date` or `start_time` stands for."""
    if isinstance(value, datetime.datetime):
        return (value, value) if value.tzinfo is not None else None
    if isinstance(value, datetime.date):
        return first_of(value), last_of(value)
    return None
