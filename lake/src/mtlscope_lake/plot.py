"""A picture of the time that a lake covers, drawn by matplotlib."""

from __future__ import annotations

import datetime
from typing import Any

from . import duck
from .errors import LakeError, UsageError
from .lake import Lake
from .questions import Asked

#: Series drawn one by one; the rest is summed up.
_SERIES = 8
#: Days that the axis shows at least.
_LEAST_DAYS = 14
_STATUS_COLOURS = {
    "completed": "#2e7d32",
    "failed": "#c62828",
    "not_presented": "#f9a825",
    "not_requested": "#90a4ae",
    "incomplete": "#bcaaa4",
    "undetermined": "#7e57c2",
}
_BY_DAY = {
    "failures": ("failed connections a day, by cause", "SELECT date AS day, cause AS series FROM connections WHERE status = 'failed'"),
    "changes": ("clients that began to fail, by cause", "SELECT CAST(first_failure AS DATE) AS day, cause AS series FROM changes"),
    "expiring": ("certificates by the day that they end", "SELECT CAST(ends AS DATE) AS day, role AS series FROM expiring"),
    "strangers": (
        "let in without a certificate, by server",
        "SELECT date AS day, server AS series FROM connections WHERE status IN ('not_presented', 'not_requested')",
    ),
    "resumed-without-check": (
        "resumed sessions a day, by server",
        "SELECT date AS day, server AS series FROM connections WHERE resumed AND status <> 'failed'",
    ),
}
_OUTCOMES = ("connections a day, by verdict", "SELECT date AS day, status AS series FROM connections")


def plot(lake: Lake, question: str, asked: Asked, path: str) -> None:
    """Draws what a question is about, day by day, as .svg or .png."""
    if path.rpartition(".")[2] not in ("svg", "png"):
        raise UsageError(f"{path}: a picture is .svg or .png")
    try:
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
        from matplotlib.figure import Figure
    except ImportError:
        raise LakeError("--plot needs matplotlib: pip install 'mtlscope-lake[plot]'") from None
    title, query = _BY_DAY.get(question, _OUTCOMES)
    counted = f"SELECT day, coalesce(series, 'not known') AS series, count(*) AS n FROM ({query}) GROUP BY ALL ORDER BY day"
    rows = duck.fetch(duck.connect(lake, asked), counted).to_pylist()
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    axes = figure.subplots()
    days = sorted({row["day"] for row in rows})
    floor = [0] * len(days)
    for name, values in _series(rows, days):
        colour = _STATUS_COLOURS.get(name)
        axes.bar(days, values, bottom=floor, label=name, width=0.9, color=colour)
        floor = [low + value for low, value in zip(floor, values)]
    axes.set_title(title, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    if days:
        locator = AutoDateLocator()  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
        # A bar is a day: a few days would fill the width, with hours below them.
        room = datetime.timedelta(days=max(1, (_LEAST_DAYS - (days[-1] - days[0]).days) // 2))
        axes.set_xlim(days[0] - room, days[-1] + room)
        figure.legend(loc="outside right upper", frameon=False)
    try:
        figure.savefig(path)
    except OSError as error:
        raise LakeError(f"{path} cannot be written: {error.strerror}") from error


def _series(rows: list[dict[str, Any]], days: list[Any]) -> list[tuple[str, list[int]]]:
    """The largest series, by day, and the others as one."""
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["series"]] = totals.get(row["series"], 0) + row["n"]
    shown = sorted(totals, key=lambda name: (-totals[name], name))[:_SERIES]
    found = {name: dict.fromkeys(days, 0) for name in (*shown, "others")}
    for row in rows:
        found[row["series"] if row["series"] in shown else "others"][row["day"]] += row["n"]
    return [(name, list(values.values())) for name, values in found.items() if any(values.values())]
