"""docs/lake.md names every column, question and option, and none that is not there."""

from __future__ import annotations

import re

import pytest

from conftest import PROJECT
from mtlscope_lake.columns import columns
from mtlscope_lake.questions import QUESTIONS

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


@pytest.mark.spark
def test_options_of_spark() -> None:
    from mtlscope_lake.spark_options import OPTIONS

    section = PAGE.split("| option | |")[1].split("\n\n")[0]
    named = {name.lower() for row in rows(section) for name in re.findall(r"`(\w+)`", row[0])}
    assert named | {"path"} == OPTIONS
