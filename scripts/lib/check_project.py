"""The rules of this project that neither the compiler nor swift-format knows; scripts/check runs them.

Prints one line for each place that breaks a rule, and exits with 1 if there is any. A line starts with the file and
says what is wrong; what the rules are for stands in CONTRIBUTING.md.
"""

import ast
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:\w+\s+)?(\w+)"
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
TRAPS = re.compile(r"\btry!|\bas!|\bfatalError\(")
#: An accessor that lends what it leads to, which docs/decisions/0022 is about; only the one that is generic may.
LENDING = re.compile(r"^(?!\s*//).*\b_read\b *\{")
LENDER = "Sources/ByteParsing/Both.swift"
MACHINE_PATH = re.compile(r"(?<![\w.:/}~-])/(?:root|home|work|Users)/[\w.]")
LONG_FILE = 400
CODE = {".swift", ".py", ".sh", ".js", ".java", ".h"}


def tracked_files() -> list[pathlib.Path]:
    """What is in the repository, and what would be with the next `git add`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = sorted(ROOT / name for name in set(listing.split("\0")) if name)
    return [path for path in paths if path.is_file()]


def name(path: pathlib.Path) -> str:
    return str(path.relative_to(ROOT))


def text(path: pathlib.Path) -> str | None:
    data = path.read_bytes()
    return None if b"\0" in data else data.decode("utf-8", errors="replace")


def interpreter(path: pathlib.Path) -> str | None:
    """python or bash, by the name's end or the first line."""
    if path.suffix in (".py", ".sh"):
        return {".py": "python", ".sh": "bash"}[path.suffix]
    first = path.open("rb").readline(80).decode("latin-1")
    return next((word for word in ("python", "bash") if first.startswith("#!") and word in first), None)


def lines_matching(path: pathlib.Path, pattern: re.Pattern) -> list[int]:
    return [number for number, line in enumerate((text(path) or "").splitlines(), 1) if pattern.search(line)]


# MARK: Rooms

def import_table() -> dict[str, tuple[set[str], set[str]]]:
    """docs/architecture.md's table: module -> (modules of this package and of others, modules of the system)."""
    rows = {}
    page = (ROOT / "docs/architecture.md").read_text()
    table = page.split("<!-- import table -->")[1].split("<!-- end -->")[0]
    for line in table.strip().splitlines()[2:]:
        module, imports, system = (set(re.findall(r"`(\w+)`", cell)) for cell in line.strip("|").split("|")[:3])
        rows[module.pop()] = (imports, system)
    return rows


def check_imports(files: list[pathlib.Path]) -> list[str]:
    table = import_table()
    found = []
    for path in files:
        parts = path.relative_to(ROOT).parts
        if path.suffix != ".swift" or parts[0] != "Sources":
            continue
        if parts[1] not in table:
            found.append(f"{name(path)}: docs/architecture.md's table has no row for {parts[1]}")
            continue
        allowed = set.union(*table[parts[1]])
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = IMPORT.match(line)
            if match and match[1] not in allowed:
                found.append(f"{name(path)}:{number}: {parts[1]} may not import {match[1]}: docs/architecture.md")
    return found


def check_manifest() -> list[str]:
    """Package.swift gives each target exactly what the table lets it import."""
    command = ["swift", "package", "--package-path", str(ROOT), "dump-package"]
    package = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    declared = {
        target["name"]: {next(iter(dependency.values()))[0] for dependency in target["dependencies"]}
        for target in package["targets"]
        if target["type"] in ("regular", "executable") and target["name"] != "TestSupport"
    }
    table = {module: imports for module, (imports, _) in import_table().items()}
    return [
        f"Package.swift: {module} depends on {show(declared.get(module))}, "
        f"docs/architecture.md says {show(table.get(module))}"
        for module in sorted(declared.keys() | table.keys())
        if declared.get(module) != table.get(module)
    ]


def show(names: set[str] | None) -> str:
    return "nothing" if not names else ", ".join(sorted(names))


# MARK: Lists of exceptions, each with its reason

def exceptions(list_name: str) -> tuple[dict[str, str], list[str]]:
    """The files that a list names, with why; and what is wrong with the list."""
    entries, found = {}, []
    for number, line in enumerate((ROOT / "scripts" / list_name).read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        file, _, reason = line.partition(": ")
        if len(reason.split()) < 3:
            found.append(f"scripts/{list_name}:{number}: no reason is given for {file}")
        entries[file] = reason
    return entries, found


def check_against(list_name: str, rule: str, broken: set[str]) -> list[str]:
    entries, found = exceptions(list_name)
    found += [f"{file}: {rule}, and scripts/{list_name} does not name it" for file in sorted(broken - entries.keys())]
    found += [f"scripts/{list_name}: {file} needs no exception" for file in sorted(entries.keys() - broken)]
    return found


def check_unsafe(files: list[pathlib.Path]) -> list[str]:
    word = re.compile(r"^(?!\s*//).*(?:\bunsafe\b|@unchecked\b|\(unchecked\))")
    swift = [path for path in files if path.suffix == ".swift" and name(path).startswith("Sources/")]
    unsafe = {name(path) for path in swift if lines_matching(path, word)}
    return check_against("unsafe-files.txt", "says `unsafe` or `unchecked`", unsafe)


def check_lengths(files: list[pathlib.Path]) -> list[str]:
    code = [path for path in files if path.suffix in CODE or interpreter(path)]
    long = {name(path) for path in code if len(path.read_text().splitlines()) > LONG_FILE}
    return check_against("long-files.txt", f"has more than {LONG_FILE} lines", long)


# MARK: Words

def check_words(files: list[pathlib.Path]) -> list[str]:
    found = []
    for path in files:
        # The licence is not ours, and what endpoints printed is quoted as it was.
        if text(path) is None or path == pathlib.Path(__file__).resolve() or path.name == "LICENSE":
            continue
        found += [f"{name(path)}:{number}: a path of one machine" for number in lines_matching(path, MACHINE_PATH)]
        if path.suffix in CODE or path.suffix == ".md" or interpreter(path):
            found += [f"{name(path)}:{number}: unfinished" for number in lines_matching(path, UNFINISHED)]
        if path.suffix == ".swift" and name(path).startswith("Sources/"):
            found += [f"{name(path)}:{number}: may trap" for number in lines_matching(path, TRAPS)]
            if name(path) != LENDER:
                found += [f"{name(path)}:{number}: lends by an accessor" for number in lines_matching(path, LENDING)]
    return found


# MARK: Documents

def anchors(page: str) -> set[str]:
    """The fragments that a page's headings have on GitHub."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", without_code(page), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower().strip()
        kept = (c for c in plain if c in " -_" or unicodedata.category(c)[0] in "LN")
        found.add("".join(kept).replace(" ", "-"))
    return found


def without_code(page: str) -> str:
    return re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)


def check_links(files: list[pathlib.Path]) -> list[str]:
    found = []
    for path in (path for path in files if path.suffix == ".md"):
        page = re.sub(r"`[^`\n]*`", "", without_code(path.read_text()))
        for link in re.findall(r"\]\(([^)\s]+)\)", page):
            if re.match(r"[a-z]+:", link):
                continue
            target, _, fragment = link.partition("#")
            file = (path.parent / target).resolve() if target else path
            if not file.exists():
                found.append(f"{name(path)}: {link} leads nowhere")
            elif fragment and file.suffix == ".md" and fragment not in anchors(file.read_text()):
                found.append(f"{name(path)}: {link}: there is no such heading")
    return found


def check_decisions() -> list[str]:
    """docs/decisions/README.md lists every decision, by its number and its title, and the numbers have no holes."""
    folder = ROOT / "docs/decisions"
    pages = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    found = []
    expected = []
    for number, path in enumerate(pages, 1):
        title = path.read_text().split("\n", 1)[0]
        if not path.name.startswith(f"{number:04}-") or not title.startswith(f"# {number}. "):
            found.append(f"{name(path)}: is decision {number} of the folder, and does not say so in its name and title")
        expected.append(f"{number}. [{title.partition('. ')[2]}]({path.name})")
    listed = [re.match(r"\d+\. \[.*?\]\(.*?\)", line) for line in (folder / "README.md").read_text().splitlines()]
    listed = [match[0] for match in listed if match]
    found += [f"docs/decisions/README.md: lacks “{line}”" for line in expected if line not in listed]
    return found + [f"docs/decisions/README.md: there is no “{line}”" for line in listed if line not in expected]


def check_limits(files: list[pathlib.Path]) -> list[str]:
    """SECURITY.md's table names limits that are there, and every name under which one is counted."""
    swift = [path.read_text() for path in files if path.suffix == ".swift" and name(path).startswith("Sources/")]
    declared = set(re.findall(r"\b(?:let|var) (\w+)", "\n".join(swift)))
    source = (ROOT / "Sources/AnalysisPipeline/Input/AnalysisSummary+Engine.swift").read_text()
    counted = set(re.findall(r'\badd\("(\w+)"', source))
    rows = re.findall(r"^\| (`.*?) \| .* \| (.*)\|$", (ROOT / "SECURITY.md").read_text(), re.MULTILINE)
    limits = {limit.split(".")[-1] for row in rows for limit in re.findall(r"`([\w.]+)`", row[0])}
    names = {name for row in rows for name in re.findall(r"`(\w+)`", row[1])}
    found = [f"SECURITY.md: there is no limit {limit}" for limit in sorted(limits - declared)]
    return found + [f"SECURITY.md: limits counted as {show(names ^ counted)}: one side lacks them"] * (names != counted)


# MARK: Scripts

def check_scripts(files: list[pathlib.Path]) -> list[str]:
    found = []
    for path in files:
        if interpreter(path) == "bash":
            result = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True)
            found += [f"{name(path)}: {line}" for line in result.stderr.splitlines()]
        elif interpreter(path) == "python":
            try:
                ast.parse(path.read_text(), filename=name(path))
            except SyntaxError as error:
                found.append(f"{name(path)}:{error.lineno}: {error.msg}")
    return found


def main() -> int:
    files = tracked_files()
    found = check_imports(files) + check_manifest() + check_unsafe(files) + check_lengths(files)
    found += check_words(files) + check_links(files) + check_decisions() + check_limits(files) + check_scripts(files)
    if found:
        print("\n".join(found))
    return 1 if found else 0


sys.exit(main())
