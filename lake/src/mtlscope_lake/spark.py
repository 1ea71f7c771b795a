"""Captures as a data source of Apache Spark, for batches and for streams.

    from mtlscope_lake.spark import CaptureSource
    spark.dataSource.register(CaptureSource)
    spark.read.format("mtlscope").option("sensorPattern", "sensor-([0-9]+)").load("s3://captures/")

Each partition is one run of mtlscope on a worker. Its rows come back as Arrow batches.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

try:
    from pyspark.sql.datasource import DataSource, DataSourceReader, DataSourceStreamReader
    from pyspark.sql.types import StructType
except ImportError as error:
    raise ImportError(f"Spark's data source needs pyspark 4.2 or newer: pip install 'mtlscope-lake[spark]' ({error})") from error

from .columns import spark_schema
from .lake import Lake
from .questions import VIEWS, Asked, sql
from .spark_batch import CaptureReader
from .spark_options import SourceOptions
from .spark_stream import CaptureStreamReader

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class CaptureSource(DataSource):
    """`format("mtlscope")`."""

    @classmethod
    def name(cls) -> str:
        return "mtlscope"

    def schema(self) -> str:
        return spark_schema(self.options.get("table") or "connections")

    def reader(self, schema: StructType) -> DataSourceReader:
        return CaptureReader(SourceOptions.parse(dict(self.options)), schema)

    def streamReader(self, schema: StructType) -> DataSourceStreamReader:
        return CaptureStreamReader(SourceOptions.parse(dict(self.options)), schema)


def register(spark: SparkSession) -> None:
    """Registers the source."""
    spark.dataSource.register(CaptureSource)


# MARK: The lake in Spark


def create_views(spark: SparkSession, lake_path: str, asked: Asked | None = None) -> None:
    """The tables of a lake and the questions as temporary views, as DuckDB has them."""
    lake = Lake.open(lake_path)
    asked = asked or Asked(datetime.datetime.now(datetime.timezone.utc))
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    types = {"timestamp": "TIMESTAMP", "text": "STRING"}
    for view, table in (("connection_rows", "connections"), ("certificate_rows", "certificates")):
        root = str(lake.root.resolve() / table)
        parts = lake.parts(table)
        rows = spark.read.schema(spark_schema(table))
        frame = rows.parquet(root) if parts else spark.createDataFrame([], spark_schema(table))
        frame.createOrReplaceTempView(view)
    spark.sql("CREATE OR REPLACE TEMPORARY FUNCTION days_between(a TIMESTAMP, b TIMESTAMP) RETURNS INT RETURN datediff(b, a)")
    spark.sql(asked.asked().format(**types)).createOrReplaceTempView("asked")
    spark.sql(asked.authorities().format(**types)).createOrReplaceTempView("new_authorities")
    for view in VIEWS:
        spark.sql(f"CREATE OR REPLACE TEMPORARY VIEW {view} AS\n{sql(view)}")
