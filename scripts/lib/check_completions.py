#!/usr/bin/env python3
"""Presses the tabulator key in zsh, and asks fish, as far as they are installed: what is offered where `analyze` is left out.

usage: check_completions.py TOOL FOLDER-OF-COMPLETIONS

Bash is tested by Tests/CommandLineTests/CompletionTests.swift.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
#: What is typed, and what has to be offered for it.
CASES = {
    "mtlscope LICEN": "LICENSE",
    "mtlscope LICENSE READ": "README.md",
    "mtlscope --key-l": "--key-log",
    "mtlscope --key-log LICEN": "LICENSE",
    "mtlscope LICENSE --format nd": "ndjson",
    "mtlscope --cause client_certificate_exp": "client_certificate_expired",
    "mtlscope comp": "compare",
    "mtlscope watch --det": "--detail",
    "mtlscope audit LICEN": "LICENSE",
}
#: In a terminal of its own: what stands on the line after the key was pressed.
ZSH = """
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "stty rows 50 cols 120; fpath=($1 \\$fpath); autoload -Uz compinit; compinit -u -D; bindkey '^I' complete-word; print re''ady"
zpty -r -m shell seen '*ready*' && zpty -n -w shell "$2"$'\\t' && zpty -r -m shell seen "*$3*"
"""


def offered_by_zsh(folder: str, typed: str, expected: str, environment: dict[str, str]) -> bool:
    command = ["zsh", "-f", "-c", ZSH, "zsh", folder, typed, expected]
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, timeout=20, capture_output=True).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def offered_by_fish(script: str, typed: str, expected: str, environment: dict[str, str]) -> bool:
    command = ["fish", "--no-config", "-c", f"source {script}; complete -C {typed!r}"]
    printed = subprocess.run(command, cwd=ROOT, env=environment, timeout=60, capture_output=True, text=True).stdout
    return expected in [line.split("\t")[0] for line in printed.splitlines()]


def main() -> int:
    tool, completions = map(pathlib.Path, sys.argv[1:])
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PATH": f"{tool.resolve().parent}:{os.environ['PATH']}", "HOME": folder}
        shutil.copy(completions / "mtlscope.zsh", f"{folder}/_mtlscope")
        fish = str((completions / "mtlscope.fish").resolve())
        for typed, expected in CASES.items():
            if shutil.which("zsh") and not offered_by_zsh(folder, typed, expected, environment):
                status = print(f"zsh does not complete '{typed}' with {expected}") or 1
            if shutil.which("fish") and not offered_by_fish(fish, typed, expected, environment):
                status = print(f"fish does not complete '{typed}' with {expected}") or 1
    return status


if __name__ == "__main__":
    sys.exit(main())
