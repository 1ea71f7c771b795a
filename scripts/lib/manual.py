"""Writes the man pages: what swift-argument-parser's generator makes, and behind it the sections that it cannot know.

    manual.py GENERATOR TOOL FOLDER DATE

Options come from the tool's definitions, examples and exit statuses from its --help, files from packaging/man/. One page
a subcommand: mtlscope.1, mtlscope-watch.1 and so on.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECTIONS = ROOT / "packaging/man"


def generated(generator: str, tool: str, date: str) -> dict[str, str]:
    """The generator's pages by subcommand; the tool itself is the empty name."""
    with tempfile.TemporaryDirectory() as folder:
        command = [generator, tool, "--output-directory", folder, "--multi-page", "--date", date]
        subprocess.run(command, check=True, capture_output=True)
        return {"".join(path.name.split(".")[1:-1]): path.read_text() for path in pathlib.Path(folder).glob("*.1")}


def examples(tool: str, subcommand: str) -> str:
    command = [tool, *([subcommand] if subcommand else []), "--help"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    _, _, block = printed.partition("\nEXAMPLES:\n")
    # A call and its meaning stand beside each other, or where that is too wide, below each other.
    words = [word for line in block.splitlines() if line.startswith("  ") for word in re.split(r"\s{2,}", line.strip(), maxsplit=1)]
    if not words:
        return ""
    lines = [".Sh EXAMPLES"]
    for call, meaning in zip(words[::2], words[1::2], strict=True):
        lines += [".Pp", f"{escaped(meaning[:1].upper() + meaning[1:])}:", ".Bd -literal -offset indent", escaped(call), ".Ed"]
    return "\n".join(lines) + "\n"


#: Where --help gives none: nothing is read, so little can go wrong.
PLAIN_STATUSES = "0 it was printed, 64 usage, 74 input/output error"
CUT_OFF = ("A capture that is cut off is analysed as far as it goes, and the exit status is 0. "
           "If the reader closes the pipe, the exit status is 0.")


def exit_statuses(tool: str, subcommand: str) -> str:
    """The section from the list in --help: `0 it ran, 1 it did not, 64 usage`."""
    command = [tool, *([subcommand] if subcommand else []), "--help"]
    printed = " ".join(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    found = re.search(r"Exit status: (.*?)\.(?= [A-Z])", printed)
    statuses = re.split(r"(?:^|, )(?=\d+ )", found[1] if found else PLAIN_STATUSES)
    lines = [".Sh EXIT STATUS", ".Bl -tag -width 4n"]
    for status in filter(None, statuses):
        number, _, meaning = status.partition(" ")
        lines += [f".It {number}", escaped(meaning[:1].upper() + meaning[1:] + ".")]
    lines.append(".El")
    if any(status.startswith("65 ") for status in statuses):
        lines += [".Pp", CUT_OFF]
    return "\n".join(lines) + "\n"


OPTION = re.compile(r"^  (?:-\w, )?(--[\w-]+)((?:.*\n(?!  -|\n|\S))*.*)", re.MULTILINE)
CHOICE = re.compile(r"\((?:values: ([^;()]+))?(?:; )?(?:default: ([^()]+))?\)$")


def with_values(page: str, tool: str, subcommand: str) -> str:
    """The page with what the generator leaves out: the values of each option, and its default, as --help has them."""
    printed = subprocess.run([tool, *([subcommand] if subcommand else []), "--help"], check=True, capture_output=True, text=True).stdout
    for option, meaning in OPTION.findall(printed):
        choice = CHOICE.search(" ".join(meaning.split()))
        if not choice:
            continue
        said = [f"{word}: {words}." for word, words in zip(("Values", "Default"), choice.groups(), strict=True) if words]
        item = re.compile(rf"(?<=\n)(\.It (?:Fl \w , |Fl ){option[1:]}(?: .*)?\n)(.*\n)")
        page, count = item.subn(lambda found: found[0] + escaped(" ".join(said)) + "\n", page)
        if count != 1:
            raise SystemExit(f"manual.py: {subcommand} has {option} {count} times")
    return page


def escaped(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in ".'" else text


def commands(tool: str) -> str:
    """The subcommands, as the tool's --help lists them, and where the options of the usual one stand."""
    printed = subprocess.run([tool, "--help"], check=True, capture_output=True, text=True).stdout
    block = re.search(r"\nSUBCOMMANDS:\n((?:  .*\n)+)", printed)
    if not block:
        raise SystemExit("manual.py: --help lists no subcommands")
    items: list[list[str]] = []
    for line in block[1].splitlines():
        name, _, meaning = line.strip().partition("  ")
        if line.startswith("   "):
            items[-1][1] += " " + line.strip()
        else:
            items.append([name, meaning.strip()])
    lines = [".Sh COMMANDS", ".Bl -tag -width 6n"]
    for name, meaning in items:
        lines += [f".It Nm {escaped(name)}", escaped(meaning)]
    lines += [".El", ".Pp", "Without the name of a command, captures are analysed: their options are those of", ".Xr mtlscope-analyze 1 ."]
    return "\n".join(lines) + "\n"


def see_also(subcommand: str, others: list[str]) -> str:
    names = [page_name(other) for other in sorted(others) if other != subcommand]
    links = [f".Xr {name} 1 ," for name in names] + [".Xr tcpdump 8 ,", ".Xr tshark 1"]
    return ".Sh SEE ALSO\n" + "\n".join(links) + "\n"


def synopsis(tool: str, subcommand: str) -> str:
    """How it is called: of a subcommand, its name and what the generator has; of the tool, the usage of its --help."""
    if subcommand:
        return f'.Nm "mtlscope {subcommand}"'
    printed = subprocess.run([tool, "--help"], check=True, capture_output=True, text=True).stdout
    usage = re.search(r"USAGE: ((?:.+\n)+)", printed)
    calls = [line.strip().removeprefix("mtlscope ") for line in (usage[1] if usage else "").splitlines()]
    return "\n".join(f".Nm mtlscope\n{escaped(call)}" for call in calls)


def named(text: str, tool: str, subcommand: str) -> str:
    """The page under the name that `man` finds it by, with what whatis reads, and without blank lines, which mdoc forbids."""
    name = page_name(subcommand)
    text = re.sub(r"^\.Dt .*$", f".Dt {name.upper()} 1", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^\.Nm .*$", f".Nm {name}", text, count=1, flags=re.MULTILINE)
    text = re.sub(r'^\.Nd "(.*?)\.?"$', r".Nd \1", text, count=1, flags=re.MULTILINE)
    head, heading, rest = text.partition(".Sh SYNOPSIS\n")
    calls, description, rest = rest.partition(".Sh DESCRIPTION\n")
    if subcommand:
        calls = re.sub(r"^\.Nm.*$", synopsis(tool, subcommand), calls, count=1, flags=re.MULTILINE)
    else:
        calls = synopsis(tool, subcommand) + "\n"
    return head + heading + calls + description + re.sub(r"\n\n+", "\n.Pp\n", rest)


def page_name(subcommand: str) -> str:
    return f"mtlscope-{subcommand}" if subcommand else "mtlscope"


def main() -> int:
    generator, tool, folder, date = sys.argv[1:]
    pages = {name: text for name, text in generated(generator, tool, date).items() if name != "help"}
    for subcommand, text in pages.items():
        # The generator's own section says that every failure is status 1 or more, and no more than that.
        body, _, _ = text.partition('.Sh "EXIT STATUS"')
        # They get a section of their own.
        body = re.sub(r"(?:\n\n|\n\.Pp\n|(?<=\.Sh DESCRIPTION\n))Exit status: .*?\.(?=\n)", "", body, flags=re.DOTALL)
        tail = [
            "" if subcommand else commands(tool),
            (SECTIONS / "files.mdoc").read_text(),
            exit_statuses(tool, subcommand),
            examples(tool, subcommand),
            see_also(subcommand, list(pages)),
        ]
        body = re.sub(r"\n\.Pp\n(?=\.(It|El|Bl|Sh))", "\n", named(body, tool, subcommand))
        # mdoc forbids blank lines; one is left where nothing but exit statuses was said.
        # The tool's own page leaves the options to those of its commands.
        body = with_values(body, tool, subcommand) if subcommand else body
        page = re.sub(r"\n\n+", "\n", body.rstrip() + "\n" + "".join(tail))
        (pathlib.Path(folder) / f"{page_name(subcommand)}.1").write_text(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
