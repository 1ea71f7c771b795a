"""Writes `captures/README.md` from the cases that are there."""
from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).parent
VERDICT_COLUMNS = "| case | connections | verdict by the endpoints |\n|---|---|---|"


def verdict_cell(connection: dict) -> str:
    verdict = connection["verdict"]
    cell = f"{connection['version'] or 'no version'}: {verdict['status']}"
    if verdict["failure"]:
        failure = verdict["failure"]
        cell += f", {failure['kind']}"
        if failure["alert"]:
            cell += f", {failure['alert']['name']} by {failure['alert']['sender']}"
    if connection["resumed"]:
        cell += ", resumed"
    return cell


def row(expected: Path) -> str:
    case = json.loads(expected.read_text())
    cells = "<br>".join([verdict_cell(c) for c in case["connections"]] + [
        f"TLS did not begin: {r['preamble']}" for r in case.get("refusals", [])])
    place = f"{expected.parent.parent.name}/{expected.parent.name}"
    return f"| [{case['case']}]({place}/README.md) | {len(case['connections'])} | {cells} |"


def write(captures: Path) -> None:
    """A table for each folder, headed by its name."""
    count = 0
    parts = []
    for folder, cases in groupby(sorted(captures.glob("*/*/expected*.json")), key=lambda path: path.parent.parent.name):
        rows = [row(expected) for expected in cases]
        count += len(rows)
        parts.append("\n".join([f"### {folder}\n", VERDICT_COLUMNS, *rows]))
    introduction = (HERE / "introduction.md").read_text()
    (captures / "README.md").write_text(
        introduction.replace("{{TABLE}}", "\n\n".join(parts)).replace("{{COUNT}}", str(count)))
