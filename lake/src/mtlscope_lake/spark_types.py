"""The tables' schemas in Spark's own types.

Not as DDL: Java would load its parser of SQL for that, which a session that reads captures takes for nothing else.
"""

from __future__ import annotations

from functools import cache

import pyarrow as pa
from pyspark.sql.types import ArrayType, BooleanType, DataType, DateType, LongType, StringType, StructField, StructType, TimestampType

from .certificates import certificates_schema
from .columns import STRINGS, TIME, connections_schema

_TYPES: dict[pa.DataType, DataType] = {
    pa.string(): StringType(),
    pa.int64(): LongType(),
    pa.bool_(): BooleanType(),
    TIME: TimestampType(),
    pa.date32(): DateType(),
    STRINGS: ArrayType(StringType()),
}


@cache
def struct(table: str) -> StructType:
    """The schema of `connections` or `certificates`."""
    schema = connections_schema() if table == "connections" else certificates_schema()
    return StructType([StructField(field.name, _TYPES[field.type]) for field in schema])
