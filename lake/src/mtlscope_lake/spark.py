"""Captures as a data source of Apache Spark, for batches and for streams.

    from mtlscope_lake.spark import CaptureSource
    spark.dataSource.register(CaptureSource)
    spark.read.format("mtlscope").option("sensorPattern", "sensor-([0-9]+)").load("s3://captures/")

Each partition is one run of mtlscope on a worker. Its rows come back as Arrow batches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

try:
    from pyspark.sql.datasource import DataSource, DataSourceReader, DataSourceStreamReader
    from pyspark.sql.types import StructType
except ImportError as error:
    raise ImportError(f"Spark's data source needs pyspark 4.2 or newer: pip install 'mtlscope-lake[spark]' ({error})") from error

from .errors import LakeError
from .spark_batch import CaptureReader, FilteringReader
from .spark_options import SourceOptions
from .spark_stream import CaptureStreamReader
from .spark_types import struct

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from .questions import Asked


class CaptureSource(DataSource):
    """`format("mtlscope")`."""

    @classmethod
    def name(cls) -> str:
        return "mtlscope"

    def schema(self) -> StructType:
        return struct(self.options.get("table") or "connections")

    def reader(self, schema: StructType) -> DataSourceReader:
        options = self._asked(schema)
        return (FilteringReader if options.push_filters else CaptureReader)(options, schema)

    def streamReader(self, schema: StructType) -> DataSourceStreamReader:
        return CaptureStreamReader(self._asked(schema), schema)

    def _asked(self, schema: StructType) -> SourceOptions:
        options = SourceOptions.parse(dict(self.options))
        if unknown := set(schema.names) - set(struct(options.table).names):
            raise LakeError(f"the table {options.table} has no column {', '.join(sorted(unknown))}")
        return options


def register(spark: SparkSession) -> None:
    """Registers the source."""
    spark.dataSource.register(CaptureSource)


def create_views(spark: SparkSession, lake_path: str, asked: Asked | None = None) -> None:
    """The tables of a lake and the questions as temporary views, as DuckDB has them."""
    # Each of Spark's Python processes imports this module, and only this function takes cryptography and Parquet.
    from .spark_views import create

    create(spark, lake_path, asked)
