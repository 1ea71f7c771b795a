"""docs/lake.md names every column, question and option, and none that is not there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PROJECT
from mtlscope_lake.columns import columns
from mtlscope_lake.questions import QUESTIONS
from mtlscope_lake.tool import Tool

PAGE = (PROJECT / "docs" / "lake.md").read_text()


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")]


def test_columns() -> None:
    block = PAGE.split("<!-- columns begin -->")[1].split("<!-- columns end -->")[0]
    expected = [[f"`{each.name}`", each.type, f"`{each.path}`" if each.path else "", each.meaning] for each in columns()]
    assert rows(block) == expected


def test_questions() -> None:
    section = PAGE.split("| question |")[1].split("\n\n")[0]
    assert [row[0].strip("`") for row in rows(section)] == list(QUESTIONS)


def test_sessions(tool: Tool, tmp_path: Path) -> None:
    """All that is shown of a terminal, but for what takes Spark: one after another, in one folder."""
    (tmp_path / "captures").symlink_to(PROJECT / "captures")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "mtlscope").symlink_to(tool.path)
    paths = [str(tmp_path / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
    environment = {**os.environ, "PATH": os.pathsep.join(paths), "LC_ALL": "C.UTF-8"}
    ran = 0
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        if "spark-submit" in block:
            continue
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            # A quoted program goes on over several lines; what was printed follows the last of them.
            line = re.match(r'[^"\n]*(?:"[^"]*"[^"\n]*)*\n', part)
            assert line is not None
            done = subprocess.run(
                ["bash", "-c", line[0]], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            assert done.stdout.rstrip() == part[line.end() :].rstrip(), line[0]
            ran += 1
    assert ran >= 5


@pytest.mark.spark
def test_options_of_spark() -> None:
    from mtlscope_lake.spark_options import OPTIONS

    section = PAGE.split("| option | |")[1].split("\n\n")[0]
    named = {name.lower() for row in rows(section) for name in re.findall(r"`(\w+)`", row[0])}
    assert named | {"path"} == OPTIONS
