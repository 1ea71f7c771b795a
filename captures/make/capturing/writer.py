"""Writes the folder of one case."""
from __future__ import annotations

import json
import shutil
from pathlib import Path

from . import causes
from .endpoint import Failed
from .run import Run
from .scenario import Scenario
from .verdict import Connection, Refusal, Verdict

LARGEST = 64 * 1024
SMALLEST = 500


def write(run: Run, scenario: Scenario, output: Path) -> None:
    """Replaces the case's folder, and that of the same making elsewhere."""
    write_place(run, scenario, output / scenario.folder, run.sniffer.path, run.keys, run.connections)
    if run.elsewhere:
        place = run.elsewhere
        there = Scenario(place.name, scenario.summary, scenario.play, scenario.form)
        write_place(run, there, output / there.folder, place.sniffer.path, place.keys, place.connections)


def write_place(run: Run, scenario: Scenario, target: Path, capture: Path, keys_name: str,
                connections: list[Connection]) -> None:
    size = capture.stat().st_size
    if not SMALLEST < size < LARGEST:
        raise Failed(f"a capture of {size} bytes cannot be right")
    if not connections and not run.refusals:
        raise Failed("nothing expected")
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    shutil.copyfile(capture, target / capture.name)
    keys = run.folder / keys_name
    has_keys = keys.exists() and any(b" " in line for line in keys.read_bytes().splitlines() if line[:1] != b"#")
    if has_keys:
        (target / "keys.log").write_bytes(keys.read_bytes())
    expected = {
        "case": scenario.name, "summary": scenario.summary, "capture": capture.name,
        "keys": "keys.log" if has_keys else None, "stacks": run.stacks,
        "connections": [c.as_json() for c in connections],
    }
    if run.refusals:
        expected["refusals"] = [r.as_json() for r in run.refusals]
    causes.annotate(scenario.name, expected["connections"])
    name = "expected.json"
    if run.openvpn_key:
        shutil.copyfile(run.folder / run.openvpn_key, target / run.openvpn_key)
        expected["openvpn_key"] = run.openvpn_key
        name = "expected-with-key.json"
    (target / name).write_text(json.dumps(expected, indent=2, ensure_ascii=False) + "\n")
    (target / "README.md").write_text(readme(run, scenario, capture.name, has_keys, connections))


def sentence(verdict: Verdict) -> str:
    """`failed: client_certificate_rejected, alert unknown_ca (48) by the server`."""
    result = verdict.status
    if verdict.status == "failed":
        result += f": {verdict.kind}"
        json_form = verdict.as_json()["failure"]["alert"]
        if json_form:
            result += f", alert {json_form['name']} ({json_form['code']}) by the {json_form['sender']}"
        elif verdict.closed_by:
            result += f", closed by the {verdict.closed_by}"
    if verdict.why:
        result += f" ({verdict.why})"
    return result


def readme(run: Run, scenario: Scenario, capture: str, has_keys: bool, connections: list[Connection]) -> str:
    parts = [f"# {scenario.name}\n", f"{scenario.summary}\n"]
    parts += [f"- {role}: {version}" for role, version in run.stacks.items()]
    parts += [f"- `{capture}`" + (", secrets in `keys.log`" if has_keys else "; no key log"), ""]
    for number, connection in enumerate(connections, 1):
        parts += connection_text(number, connection)
    for refusal in run.refusals:
        parts += refusal_text(refusal)
    if run.notes:
        parts += ["## Notes\n", *[f"- {note}" for note in run.notes], ""]
    parts += ["## Commands\n", "```", *run.commands, "```", "",
              "`pki/` is `../../pki/`, `programs/` is `../../make/programs/`."]
    return "\n".join(parts) + "\n"


def connection_text(number: int, connection: Connection) -> list[str]:
    parts = [
        f"## Connection {number}: client port {connection.client_port or 'unknown'}, "
        f"server port {connection.server_port}, {connection.version or 'no version agreed'}\n",
        f"Verdict by the endpoints: **{sentence(connection.verdict)}**"]
    if connection.without_keys:
        parts.append(f"\nWithout secrets: **{sentence(connection.without_keys)}**")
    parts += ["\nWhat they said:\n", "```", *[f"{e['endpoint']}: {e['line']}" for e in connection.evidence], "```", ""]
    return parts


def refusal_text(refusal: Refusal) -> list[str]:
    target = f" to {refusal.target}" if refusal.target else ""
    return [f"## TLS did not begin: {refusal.preamble}{target}, server port {refusal.server_port}\n", "What they said:\n",
            "```", *[f"{e['endpoint']}: {e['line']}" for e in refusal.evidence], "```", ""]
