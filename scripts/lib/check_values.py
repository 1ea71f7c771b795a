#!/usr/bin/env python3
"""Compares the values that the JSON Schema promises for a key with those that the shipped captures yield.

usage: check_values.py TOOL

A value of an enumeration that no capture yields, with its keys or without, has to stand in scripts/unseen-values.txt with
the reason: where it is made instead, or why it is not made yet. One that is yielded must not stand there. scripts/check
runs this after a build.
"""

import collections
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = ROOT / "scripts/unseen-values.txt"


def output(arguments: list[str]) -> str:
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def promised(node: object, schema: dict, path: str, found: dict[str, set[str]], within: tuple[str, ...] = ()) -> None:
    """Takes down the values of every enumeration under a node of the schema, by its path of keys."""
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[1]
        if name not in within:
            promised(schema["$defs"][name], schema, path, found, (*within, name))
    if "enum" in node:
        found[path] |= set(node["enum"])
    for key in ("anyOf", "oneOf"):
        for part in node.get(key, []):
            promised(part, schema, path, found, within)
    promised(node.get("items"), schema, path, found, within)
    for key, member in node.get("properties", {}).items():
        promised(member, schema, f"{path}.{key}" if path else key, found, within)


def yielded(value: object, path: str, found: dict[str, set[str]]) -> None:
    if isinstance(value, dict):
        for key, member in value.items():
            yielded(member, f"{path}.{key}" if path else key, found)
    elif isinstance(value, list):
        for element in value:
            yielded(element, path, found)
    elif isinstance(value, str):
        found[path].add(value)


def exceptions() -> dict[str, str]:
    lines = [line for line in LIST.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split(": ", 1) for line in lines)


def main() -> int:
    tool = sys.argv[1]
    schema = json.loads(output([tool, "schema"]))
    promises: dict[str, set[str]] = collections.defaultdict(set)
    for name in ("connection", "summary"):
        promised(schema["$defs"][name], schema, name, promises, (name,))
    seen: dict[str, set[str]] = collections.defaultdict(set)
    keys = [argument for file in sorted((ROOT / "captures").glob("*/*/keys.log")) for argument in ("-k", str(file))]
    for extra in ([], keys):
        for line in output([tool, "captures", "--format", "ndjson", *extra]).splitlines():
            record = json.loads(line)
            yielded(record, record["type"], seen)
    missing = {f"{path}={value}" for path, values in promises.items() for value in values - seen[path]}
    listed = exceptions()
    wrong = [f"{value}: promised, and no capture yields it; {LIST.name} does not say why" for value in sorted(missing - listed.keys())]
    wrong += [f"{LIST.name}: {value} is yielded, or not promised" for value in sorted(listed.keys() - missing)]
    for value, reason in listed.items():
        files = [word.rstrip(";") for word in reason.split() if word.startswith("Tests/")]
        wrong += [f"{LIST.name}: {value}: there is no {file}" for file in files if not (ROOT / file).exists()]
    if wrong:
        print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main())
