"""The lake in DuckDB."""

from __future__ import annotations

import re

import duckdb
import pyarrow as pa

from .certificates import certificates_schema
from .columns import connections_schema
from .errors import LakeError
from .lake import FILES, Lake
from .questions import VIEWS, Asked, sql

_TYPES = {"timestamp": "TIMESTAMP WITH TIME ZONE", "text": "VARCHAR"}
_MACRO = "CREATE OR REPLACE MACRO days_between(a, b) AS date_diff('day', a, b)"


def statements(lake: Lake, asked: Asked) -> list[str]:
    """What makes the views; DuckDB's own command line takes them as well."""
    found = ["SET TimeZone = 'UTC'", _MACRO]
    found.append(_view("connection_rows", _rows(lake, "connections", connections_schema())))
    found.append(_view("certificate_rows", _rows(lake, "certificates", certificates_schema())))
    found.append(_view("files", _rows(lake, "files", FILES)))
    found.append(_view("asked", asked.asked().format(**_TYPES)))
    found.append(_view("new_authorities", asked.authorities().format(**_TYPES)))
    return found + [_view(name, sql(name)) for name in VIEWS]


def _view(name: str, query: str) -> str:
    return f"CREATE OR REPLACE VIEW {name} AS\n{query.rstrip()}"


def _rows(lake: Lake, table: str, schema: pa.Schema) -> str:
    """What a table holds; DuckDB reads no files where there are none, so that an empty one is spelled out."""
    if not lake.parts(table):
        nothing = ", ".join(f'CAST(NULL AS {_duck_type(field.type)}) AS "{field.name}"' for field in schema)
        return f"SELECT {nothing} WHERE false"
    pattern = "connections/*/*/*.parquet" if table == "connections" else f"{table}/*.parquet"
    root = re.sub(r"[*?\[]", r"[\g<0>]", str(lake.root.resolve()))  # What would be a pattern in the lake's own name.
    place = f"{root}/{pattern}".replace("'", "''")
    hive = ", hive_partitioning = true, hive_types = {'date': DATE, 'sensor': VARCHAR}" if table == "connections" else ""
    return f"SELECT * FROM read_parquet('{place}'{hive})"


def _duck_type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return _duck_type(kind.value_type) + "[]"
    if pa.types.is_struct(kind):
        members = [f'"{field.name}" {_duck_type(field.type)}' for field in kind]
        return f"STRUCT({', '.join(members)})"
    if pa.types.is_timestamp(kind):
        return _TYPES["timestamp"]
    return {pa.int64(): "BIGINT", pa.bool_(): "BOOLEAN", pa.date32(): "DATE", pa.string(): "VARCHAR"}[kind]


def connect(lake: Lake, asked: Asked) -> duckdb.DuckDBPyConnection:
    """A connection in which the views are."""
    database = duckdb.connect()
    for statement in statements(lake, asked):
        database.execute(statement)
    return database


def answer(lake: Lake, view: str, asked: Asked, where: str | None = None, limit: int | None = None) -> pa.Table:
    # A comment at the end of the condition ends with its line.
    query = f"SELECT * FROM {view}" + (f" WHERE ({where}\n)" if where else "") + (f" LIMIT {int(limit)}" if limit else "")
    return fetch(connect(lake, asked), query)


def fetch(database: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    try:
        return database.sql(query).to_arrow_table()
    except duckdb.Error as error:
        raise LakeError(f"DuckDB: {error}") from error
