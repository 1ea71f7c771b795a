#!/usr/bin/env python3
"""Compares man pages and completions with --help: every subcommand, and every option of each, is in all of them.

usage: check_reference.py TOOL FOLDER-OF-MAN-PAGES FOLDER-OF-COMPLETIONS
"""

import pathlib
import re
import subprocess
import sys

SUBCOMMAND = re.compile(r"^  (\w+)(?: \(default\))?  ", re.MULTILINE)
# `-f, --filter <bpf>`, `--utc`, `-o, --output <file>`: where a line of the list of options begins.
OPTION = re.compile(r"^  (?:-\w(?: <[^>]*>)?, )?(--[\w-]+)", re.MULTILINE)
VALUES = re.compile(r"^  (?:-\w, )?(--[\w-]+) <[^>]*>(?:(?!^  -).)*?\(values:\s+([^;)]+)", re.MULTILINE | re.DOTALL)


def help_of(tool: str, *subcommand: str) -> str:
    return subprocess.run([tool, *subcommand, "--help"], capture_output=True, text=True, check=True).stdout


def page_text(path: pathlib.Path) -> str:
    """What a man page's source says, with dashes as they are printed."""
    return path.read_text().replace("\\-", "-").replace("Fl -", "--")


def section(script: str, subcommand: str, shell: str) -> str:
    """The part of a completion script that is about one subcommand."""
    if shell == "fish":
        return "\n".join(line for line in script.splitlines() if re.search(rf"\b{subcommand}\b", line))
    start = re.search(rf"^_mtlscope_{subcommand}\(\)", script, re.MULTILINE)
    return script[start.start():].split("\n}\n")[0] if start else ""


def check(tool: str, pages: pathlib.Path, completions: pathlib.Path) -> list[str]:
    wrong = []
    scripts = {shell: (completions / f"mtlscope.{shell}").read_text() for shell in ("bash", "zsh", "fish")}
    whole = help_of(tool)
    _, _, listed = whole.partition("SUBCOMMANDS:")
    subcommands = SUBCOMMAND.findall(listed)
    if len(subcommands) < 5:
        return [f"--help lists {len(subcommands)} subcommands"]
    main_page = page_text(pages / "mtlscope.1")
    for subcommand in subcommands:
        if subcommand == "help":
            continue
        path = pages / f"mtlscope-{subcommand}.1"
        if not path.exists():
            wrong.append(f"{subcommand}: there is no man page")
            continue
        if f"mtlscope-{subcommand}" not in main_page:
            wrong.append(f"{subcommand}: mtlscope.1 does not name it")
        wrong += [
            f"{subcommand}: packaging/completions/default.{shell} takes it for a capture"
            for shell, script in scripts.items()
            if not re.search(rf"[| ] {subcommand} [|)]|^ +{subcommand} \||\bcontains\b.* {subcommand}\b", script, re.MULTILINE)
        ]
        printed = help_of(tool, subcommand)
        texts = {path.name: page_text(path)}
        texts |= {f"completion of {shell}": section(script, subcommand, shell) for shell, script in scripts.items()}
        for option in OPTION.findall(printed):
            # fish has `-l name` for `--name`.
            forms = {name: [option, f"-l {option[2:]} ", f"-l '{option[2:]}'"] for name in texts}
            wrong += [
                f"{subcommand}: {name} lacks {option}"
                for name, text in texts.items()
                if not any(form in text + " " for form in forms[name])
            ]
        for option, values in VALUES.findall(printed):
            for value in re.split(r",\s*", values.strip()):
                wrong += [
                    f"{subcommand}: {name} lacks {value} of {option}"
                    for name, text in texts.items()
                    if not re.search(rf"\b{re.escape(value)}\b", text)
                ]
    return wrong


def main() -> int:
    tool, pages, completions = sys.argv[1:]
    wrong = check(tool, pathlib.Path(pages), pathlib.Path(completions))
    if wrong:
        print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main())
