#!/usr/bin/env python3
"""Compares what docs/ecs.jq makes of the shipped captures with the tables of docs/ecs.md; scripts/check runs this after a build.

usage: check_ecs.py TOOL

- No field that a table does not name, and none of another type.
- A row without a word in its last cell says that the field is the key's value: so it is, in every connection.
- Each field is there at least once, but for those of a watch and of links without IP.
"""

import ipaddress
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (?P<keys>[^|]*)\| (?P<fields>`[^|]*`) \| (?P<type>\w+) \| (?P<note>[^|]*)\|$", re.MULTILINE)
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
UNSEEN = re.compile(r"in a watch|no IP")


def is_address(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(ipaddress.ip_address(value))
    except ValueError:
        return False


HAS_TYPE = {
    "keyword": lambda value: isinstance(value, str),
    "date": lambda value: isinstance(value, str) and bool(DATE.fullmatch(value)),
    "ip": is_address,
    "long": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
}


class Row:
    def __init__(self, match: re.Match):
        self.fields = re.findall(r"`([^`]+)`", match["fields"])
        self.type = match["type"]
        self.note = match["note"].strip()
        self.keys = re.findall(r"`([^`]+)`", match["keys"])

    def is_copy(self) -> bool:
        return not self.note and len(self.keys) == 1


def fields(document: dict, path: str = "") -> dict[str, object]:
    found = {}
    for name, value in document.items():
        place = f"{path}.{name}" if path else name
        found |= fields(value, place) if isinstance(value, dict) else {place: value}
    return found


def value(record: object, key: str) -> object:
    for step in re.findall(r"\w+", key):
        if isinstance(record, list):
            record = record[int(step)] if record else None
        else:
            record = record.get(step) if isinstance(record, dict) else None
    return record


def main() -> int:
    tool = sys.argv[1]
    rows = [Row(match) for match in ROW.finditer((ROOT / "docs/ecs.md").read_text())]
    row_of = {field: row for row in rows for field in row.fields}
    keys = [argument for file in sorted((ROOT / "captures").glob("*/*/keys.log")) for argument in ("-k", str(file))]
    wrong, seen = set(), set()
    for options in ([], keys):
        command = [tool, "captures", "--format", "ndjson", *options]
        lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
        converter = ["jq", "-c", "-f", "docs/ecs.jq"]
        made = subprocess.run(converter, cwd=ROOT, input=lines, capture_output=True, text=True, check=True).stdout
        records = [record for record in map(json.loads, lines.splitlines()) if record["type"] == "connection"]
        documents = list(map(json.loads, made.splitlines()))
        if len(records) != len(documents) or not records:
            wrong.add(f"docs/ecs.jq: {len(documents)} documents of {len(records)} connections")
        for record, document in zip(records, documents):
            flat = fields(document)
            seen |= flat.keys()
            for field, content in flat.items():
                row = row_of.get(field)
                if row is None:
                    wrong.add(f"docs/ecs.md: no row for {field}")
                elif not all(HAS_TYPE[row.type](each) for each in (content if isinstance(content, list) else [content])):
                    wrong.add(f"docs/ecs.md: {field} is no {row.type}: {content!r}")
            for row in filter(Row.is_copy, rows):
                wanted = value(record, row.keys[0])
                # A station of 802.1X has no IP address, and its MAC address is a field of its own.
                if row.type == "ip" and record["client"]["port"] is None:
                    wanted = None
                wrong |= {
                    f"docs/ecs.jq: {field} is {flat.get(field)!r}, and {row.keys[0]} is {wanted!r}"
                    for field in row.fields
                    if flat.get(field) != wanted
                }
    wrong |= {
        f"docs/ecs.md: no capture yields {field}"
        for field, row in row_of.items()
        if field not in seen and not UNSEEN.search(row.note)
    }
    if wrong:
        print("\n".join(sorted(wrong)))
    return 1 if wrong else 0


sys.exit(main())
