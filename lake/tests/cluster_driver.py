"""A program for a cluster: reads captures and writes what came out as JSON. test_spark starts it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from mtlscope_lake.spark import register


def main(url: str, tool: str, version: str, captures: str, output: str, java_options: str) -> None:
    builder = SparkSession.builder.master(url).appName("mtlscope-lake").config("spark.files", tool)
    builder = builder.config("spark.executor.memory", "600m").config("spark.executor.cores", "1").config("spark.cores.max", "2")
    builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.extraJavaOptions", java_options)
    builder = builder.config("spark.executor.extraJavaOptions", java_options)
    # Both workers take part, or the test does not begin.
    builder = builder.config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
    spark = builder.config("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s").getOrCreate()
    register(spark)
    source = spark.read.format("mtlscope").option("toolVersion", version).option("sensor", "all")
    frame = source.option("filesPerPartition", 30).load(captures)
    rows = [row.asDict() for row in frame.select("record", "file", "first_input").collect()]
    executors = spark.sparkContext._jsc.sc().statusTracker().getExecutorInfos()  # type: ignore[union-attr]
    Path(output).write_text(json.dumps({"rows": rows, "executors": len(executors) - 1}))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
