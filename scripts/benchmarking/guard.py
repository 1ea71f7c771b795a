"""The guard against loss of speed: instructions that callgrind counts, which hardly differ from run to run."""

import json
import os
import pathlib
import re
import subprocess

from .measuring import tool_command
from .workloads import ROOT, make

COUNTS = ROOT / "Benchmarks/instruction-counts.json"
#: How much more a workload may cost before the check fails. The tables' random seeds move counts by far less.
TOLERANCE = 0.03

#: The workload, its scale and the flows that share it.
CASES = {
    "start": ("handshakes", 0.00001, None),
    "bulk": ("bulk", 0.02, None),
    "handshakes": ("handshakes", 0.005, None),
    "handshakes13": ("handshakes13", 0.005, None),
    "unique": ("unique", 0.005, None),
    "noise": ("noise", 0.01, None),
    "mixed": ("mixed", 0.03, None),
    "disorder": ("disorder", 0.005, None),
}


def count(tool: pathlib.Path, name: str) -> int:
    generator, scale, flows = CASES[name]
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    command += tool_command(tool, str(make(generator, scale, flows)))
    environment = os.environ | {"SWIFT_DETERMINISTIC_HASHING": "1"}
    result = subprocess.run(command, capture_output=True, text=True, env=environment)
    match = re.search(r"Collected : (\d+)", result.stderr)
    if result.returncode != 0 or not match:
        raise SystemExit(f"callgrind failed on {name}:\n{result.stderr}")
    return int(match[1])


def check(tool: pathlib.Path, is_update: bool, say) -> bool:
    """Counts every case and compares with what is kept; whether none costs too much."""
    kept = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    counts = {}
    holds = True
    for name in CASES:
        counts[name] = count(tool, name)
        before = kept.get(name)
        change = counts[name] / before - 1 if before else 0
        is_worse = change > TOLERANCE
        holds = holds and not is_worse
        note = "new" if before is None else f"{change * 100:+.1f} %"
        if is_worse:
            note += f", more than the {TOLERANCE * 100:g} % that are allowed"
        elif change < -TOLERANCE:
            note += ", better: keep it with --update-counts"
        say(f"{name:14} {counts[name]:>15,} instructions  {note}")
    if is_update:
        COUNTS.write_text(json.dumps(counts, indent=2) + "\n")
    return holds or is_update
