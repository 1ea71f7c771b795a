"""What the tests share: the command that is tested with, and Spark."""

from __future__ import annotations

import datetime
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mtlscope_lake.questions import Asked
from mtlscope_lake.tool import Tool

if TYPE_CHECKING:
    from rotated import Rotated

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "lake" / "tools"))


@pytest.fixture(scope="session")
def tool() -> Tool:
    """MTLSCOPE names it; else what was built last of the project's."""
    named = os.environ.get("MTLSCOPE")
    built = [PROJECT / ".build" / kind / "mtlscope" for kind in ("debug", "release")]
    found = named or max((str(each) for each in built if each.exists()), key=os.path.getmtime, default=None)
    assert found, "there is no mtlscope to test with: build the project, or name one in MTLSCOPE"
    return Tool.find(found)


@pytest.fixture(scope="session")
def captures() -> Path:
    return PROJECT / "captures"


#: Has Java compile quickly rather than well: a test runs a query once.
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"


@pytest.fixture(scope="session")
def rotated(tmp_path_factory: pytest.TempPathFactory, tool: Tool) -> Rotated:
    from rotated import Rotated

    return Rotated(tmp_path_factory.mktemp("rotated"), tool)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A local session with two cores."""
    need_java()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    from mtlscope_lake.spark import register

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.extraJavaOptions", JAVA_OPTIONS)
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    register(session)
    yield session
    session.stop()


def need_java() -> None:
    """Spark's tests fail without Java instead of being passed over."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java") or (home and shutil.which("java", path=f"{home}/bin"))
    assert found, "Spark needs Java 17 or newer: apt-get install openjdk-17-jre-headless"


@pytest.fixture
def asked() -> Asked:
    return Asked(datetime.datetime(2026, 11, 22, tzinfo=datetime.timezone.utc))
