#!/usr/bin/env python3
"""Compares what documents say that mtlscope does with what it does; scripts/check runs this after a build.

usage: check_sessions.py [--update] TOOL

- In a block of ```console, each line after `$ ` is a command, and what follows is all that it prints. Commands
  start with scripts/mtlscope and run in the project's folder, with TOOL in its place, where the time is UTC and text
  is UTF-8. `--update` writes what they print.
- A row of docs/verdicts.md that names a capture in its last cell gives status and kind in the two before: one of
  that capture's connections has them. A link to a key log says that it is used.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

ENVIRONMENT = os.environ | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
ROOT = pathlib.Path(__file__).resolve().parents[2]
# The tests of lake/ run the sessions of its page: they need its environment, and leave files.
ELSEWHERE = {ROOT / "docs/lake.md"}
DOCUMENTS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")} - ELSEWHERE)
SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(
    r"^\|.*\| `(?P<status>\w+)` \| (?:`(?P<kind>\w+)`)? ?\| \[(?P<case>[\w-]+)\]\(\S+/(?P<file>[\w.]+)\) \|$",
    re.MULTILINE,
)


def printed(tool: str, command: str) -> str:
    """Standard output and standard error of a command, as a terminal would show them."""
    line = command.replace("scripts/mtlscope", tool, 1)
    return subprocess.run(
        ["bash", "-c", line], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ).stdout


def replayed(tool: str, session: str) -> str:
    commands = [line for line in session.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{printed(tool, command[2:])}" for command in commands)


def check_sessions(tool: str, update: bool) -> list[str]:
    wrong = []
    for path in DOCUMENTS:
        page = path.read_text()
        actual = SESSION.sub(lambda match: f"```console\n{replayed(tool, match[1])}```", page)
        if update:
            path.write_text(actual)
        elif actual != page:
            wrong.append(f"{path.relative_to(ROOT)}: a session prints something else; --update writes what")
    return wrong


def verdicts(tool: str, case: str, file: str) -> set[tuple[str, str | None]]:
    folder = f"captures/{case.split('-')[0]}/{case}"
    command = [tool, "--format", "ndjson", folder]
    if file == "keys.log":
        command += ["--key-log", f"{folder}/{file}"]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    records = [json.loads(line) for line in output.stdout.splitlines()]
    found = [record["mutual_auth"] for record in records if record["type"] == "connection"]
    return {(verdict["status"], verdict["failure"] and verdict["failure"]["kind"]) for verdict in found}


def check_verdicts(tool: str) -> list[str]:
    rows = list(ROW.finditer((ROOT / "docs/verdicts.md").read_text()))
    wrong = [] if rows else ["docs/verdicts.md: no row names a capture"]
    for row in rows:
        actual = verdicts(tool, row["case"], row["file"])
        if (row["status"], row["kind"]) not in actual:
            wrong.append(f"docs/verdicts.md: {row['case']} is {sorted(actual, key=str)}")
    return wrong


def main() -> int:
    *options, tool = sys.argv[1:]
    wrong = check_sessions(tool, "--update" in options) + check_verdicts(tool)
    if wrong:
        print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main())
