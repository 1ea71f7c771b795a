"""The lake in DuckDB."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from .certificates import certificates_schema
from .columns import connections_schema
from .errors import LakeError
from .lake import FILES, Lake
from .questions import VIEWS, Asked, sql

_TYPES = {"timestamp": "TIMESTAMP WITH TIME ZONE", "text": "VARCHAR"}
_MACRO = "CREATE OR REPLACE MACRO days_between(a, b) AS date_diff('day', a, b)"


def statements(lake: Lake, asked: Asked, tables: bool = True) -> list[str]:
    """What makes the views; DuckDB's own command line takes them as well."""
    found = ["SET TimeZone = 'UTC'", _MACRO]
    if tables:
        found += [
            _view("connection_rows", _parquet(lake, "connections")),
            _view("certificate_rows", _parquet(lake, "certificates")),
            _view("files", _parquet(lake, "files")),
        ]
    found.append(_view("asked", asked.asked().format(**_TYPES)))
    found.append(_view("new_authorities", asked.authorities().format(**_TYPES)))
    return found + [_view(name, sql(name)) for name in VIEWS]


def _view(name: str, query: str) -> str:
    return f"CREATE OR REPLACE VIEW {name} AS\n{query.rstrip()}"


def _parquet(lake: Lake, table: str) -> str:
    pattern = "connections/*/*/*.parquet" if table == "connections" else f"{table}/*.parquet"
    place = str(lake.root.resolve() / pattern).replace("'", "''")
    hive = ", hive_partitioning = true, hive_types = {'date': DATE, 'sensor': VARCHAR}" if table == "connections" else ""
    return f"SELECT * FROM read_parquet('{place}'{hive})"


def connect(lake: Lake, asked: Asked) -> duckdb.DuckDBPyConnection:
    """A connection in which the views are."""
    database = duckdb.connect()
    empty = {"connection_rows": connections_schema(), "certificate_rows": certificates_schema(), "files": FILES}
    missing = {}
    for view, schema in empty.items():
        table = {"connection_rows": "connections", "certificate_rows": "certificates"}.get(view, view)
        if not lake.parts(table):
            missing[view] = schema
    for statement in statements(lake, asked):
        view = statement.split()[4] if statement.startswith("CREATE OR REPLACE VIEW") else ""
        if view in missing:
            database.register(view, missing[view].empty_table())
        else:
            database.execute(statement)
    return database


def answer(lake: Lake, view: str, asked: Asked, where: str | None = None, limit: int | None = None) -> pa.Table:
    query = f"SELECT * FROM {view}" + (f" WHERE {where}" if where else "") + (f" LIMIT {int(limit)}" if limit else "")
    return fetch(connect(lake, asked), query)


def fetch(database: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    try:
        return database.sql(query).to_arrow_table()
    except duckdb.Error as error:
        raise LakeError(f"DuckDB: {error}") from error
