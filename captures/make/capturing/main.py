"""The command line, and the loop over cases."""
from __future__ import annotations

import argparse
import fnmatch
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from . import causes, index, network, pki, writer
from .endpoint import Failed
from .run import Run
from .scenario import Scenario, load

MAKE = Path(__file__).resolve().parent.parent
#: Some endpoints learn why they were refused only if they read before they write.
ATTEMPTS = 4


def main() -> int:
    options = arguments()
    scenarios = load()
    chosen = [s for s in scenarios.values() if any(fnmatch.fnmatch(s.name, g) for g in options.only or ["*"])]
    if not chosen:
        print("no case has such a name; --list names them all", file=sys.stderr)
        return 64
    if options.list:
        for scenario in chosen:
            print(f"{scenario.name:44} {scenario.summary}")
        return 0
    output = Path(options.output).resolve()
    if options.causes:
        causes.annotate_folder(output)
        return 0
    if options.inside:
        return play(chosen[0], output)
    pki.Authority(output / "pki").make()
    failures = [s.name for s in chosen if not in_namespace(s, output)]
    index.write(output)
    for name in failures:
        print(f"not made: {name}", file=sys.stderr)
    return 1 if failures else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", default=MAKE.parent, help="where the cases go (default: the captures folder)")
    parser.add_argument("--only", action="append", metavar="GLOB", help="make only these cases")
    parser.add_argument("--list", action="store_true", help="name the cases and end")
    parser.add_argument("--causes", action="store_true", help="only write the planted causes into what is made already")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def in_namespace(scenario: Scenario, output: Path) -> bool:
    """Plays one case in namespaces of its own, so that no process and no packet is left behind."""
    argv = [*network.UNSHARE, sys.executable, str(MAKE / "make-captures"), "--inside",
            "--only", scenario.name, "--output", str(output)]
    for attempt in range(ATTEMPTS):
        done = subprocess.run(argv, timeout=180)
        if done.returncode == 0:
            print(f"made {scenario.name}", flush=True)
            return True
        print(f"attempt {attempt + 1} of {scenario.name} failed", file=sys.stderr, flush=True)
    return False


def play(scenario: Scenario, output: Path) -> int:
    """Runs inside the namespace: one case, start to end."""
    with tempfile.TemporaryDirectory(prefix="mtlscope-") as name:
        folder = Path(name)
        # Servers that give up root must still read their configuration.
        folder.chmod(0o777)
        os.symlink(output / "pki", folder / "pki")
        os.symlink(MAKE / "programs", folder / "programs")
        network.set_up(folder)
        run = Run(folder, scenario.form)
        try:
            scenario.play(run)
            run.finish()
            writer.write(run, scenario, output)
            return 0
        except (Failed, OSError, subprocess.SubprocessError):
            traceback.print_exc()
            return 1
        finally:
            run.stop()
