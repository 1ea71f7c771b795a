"""An answer as a table in text: what a person needs of it, in the width that there is."""

from __future__ import annotations

import datetime
import shutil
import sys

import pyarrow as pa

#: Columns that only JSON shows: long, and for looking things up.
_LONG = frozenset(
    {"fingerprint", "client_fingerprint", "server_fingerprint", "last_client_fingerprint", "last_server_fingerprint", "example"}
    | {"uid", "last_uid", "requested_authorities", "last_requested_authorities", "server_issuer", "last_server_issuer"}
    | {"last_version", "version", "last_client_issuer", "last_client_subject", "server_not_after", "client_not_after"}
)


def print_table(table: pa.Table) -> None:
    names = [name for name in table.column_names if name not in _LONG]
    cells = [[_text(value) for value in table.column(name).to_pylist()] for name in names]
    if not table.num_rows:
        print("nothing found")
        return
    widths = [max(map(len, [name, *column])) for name, column in zip(names, cells)]
    if sys.stdout.isatty():
        widths = _fitted(widths, shutil.get_terminal_size().columns)
    is_number = [pa.types.is_integer(table.schema.field(name).type) for name in names]
    for row in ([name.upper().replace("_", " ") for name in names], *zip(*cells)):
        parts = [
            _cut(cell, width).rjust(width) if number else _cut(cell, width).ljust(width)
            for cell, width, number in zip(row, widths, is_number)
        ]
        print("  ".join(parts).rstrip())


def _text(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    # What came from the wire must not steer the terminal.
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in str(value))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _fitted(widths: list[int], total: int) -> list[int]:
    """Takes from the widest until all fit, and leaves each at least eight."""
    widths = list(widths)
    while sum(widths) + 2 * (len(widths) - 1) > total and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    return widths
