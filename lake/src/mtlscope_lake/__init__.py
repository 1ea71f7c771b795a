"""mtlscope over many captures: tables of its verdicts for DuckDB and Apache Spark.

Nothing here looks at packets. Each part of the work runs the `mtlscope` command and gives its JSON types.
"""

__version__ = "0.1.0"
