"""The tables and the questions of a lake as views of a Spark session."""

from __future__ import annotations

import datetime
import re

from pyspark.sql import SparkSession

from .lake import Lake
from .questions import VIEWS, Asked, sql
from .spark_types import struct


def create(spark: SparkSession, lake_path: str, asked: Asked | None = None) -> None:
    """Temporary views, by the names that DuckDB has them."""
    lake = Lake.open(lake_path)
    asked = asked or Asked(datetime.datetime.now(datetime.timezone.utc))
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    types = {"timestamp": "TIMESTAMP", "text": "STRING"}
    for view, table in (("connection_rows", "connections"), ("certificate_rows", "certificates")):
        # What would be a pattern in the lake's own name.
        root = re.sub(r"[*?\[\]{}\\]", r"\\\g<0>", str(lake.root.resolve() / table))
        parts = lake.parts(table)
        rows = spark.read.schema(struct(table))
        frame = rows.parquet(root) if parts else spark.createDataFrame([], struct(table))
        frame.createOrReplaceTempView(view)
    spark.sql("CREATE OR REPLACE TEMPORARY FUNCTION days_between(a TIMESTAMP, b TIMESTAMP) RETURNS INT RETURN datediff(b, a)")
    spark.sql(asked.asked().format(**types)).createOrReplaceTempView("asked")
    spark.sql(asked.authorities().format(**types)).createOrReplaceTempView("new_authorities")
    for view in VIEWS:
        spark.sql(f"CREATE OR REPLACE TEMPORARY VIEW {view} AS\n{sql(view)}")
