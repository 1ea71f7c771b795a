"""Writes `captures/README.md` from the cases that are there."""
from __future__ import annotations

import json
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


def write(captures: Path) -> None:
    rows = []
    for expected in sorted(captures.glob("*/expected.json")):
        case = json.loads(expected.read_text())
        cells = "<br>".join(verdict_cell(c) for c in case["connections"])
        rows.append(f"| [{case['case']}]({case['case']}/README.md) | {len(case['connections'])} | {cells} |")
    introduction = (HERE / "introduction.md").read_text()
    (captures / "README.md").write_text(
        introduction.replace("{{TABLE}}", "\n".join([VERDICT_COLUMNS, *rows])).replace("{{COUNT}}", str(len(rows))))
