"""The command `mtlscope-lake`."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Sequence

import pyarrow as pa

from . import __version__, duck
from .errors import LakeError, UsageError
from .ingest import Failed, IngestOptions, Report, ingest
from .lake import Lake
from .questions import QUESTIONS, Asked, read_authorities
from .sources import SensorNames, not_utf8
from .timeline import PlanOptions
from .tool import ToolOptions

_DAYS = 30
_EPILOG = "Exit status: 0 all was done, 1 something could not be taken or answered, 2 wrong usage."


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        for name, value in vars(options).items():
            # One source of many may have such a name, and hides no other.
            if isinstance(value, str) and (wrong := not_utf8(value)) is not None:
                raise UsageError(f"{name.replace('_', '-')} is not UTF-8: {wrong}")
        status: int = options.run(options)
        return status
    except UsageError as error:
        print(f"mtlscope-lake: {error}", file=sys.stderr)
        return 2
    except LakeError as error:
        print(f"mtlscope-lake: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        print(f"mtlscope-lake: {error.filename or 'the lake'}: {error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("mtlscope-lake: interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mtlscope-lake", description="Tables of mtlscope's verdicts over many captures.", epilog=_EPILOG
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_ingest(commands)
    _add_ask(commands)
    views = commands.add_parser("views", help="print the SQL that makes the views, for DuckDB's command line")
    views.add_argument("lake", metavar="LAKE")
    views.set_defaults(run=_run_views)
    return parser


# MARK: ingest


def _add_ingest(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "ingest",
        help="take captures and NDJSON into a lake",
        description="Takes captures, folders of them and NDJSON of mtlscope into a lake. A file that was taken is not "
        "taken again; one that has changed replaces what was taken of it.",
    )
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, a folder, or a URI such as s3://bucket/path")
    parser.add_argument("lake", metavar="LAKE", help="the folder of the lake; made if it is not there")
    parser.add_argument("--tool", metavar="FILE", help="the mtlscope command; without it, the one in PATH")
    sensors = parser.add_mutually_exclusive_group()
    sensors.add_argument("--sensor", metavar="NAME", help="where all of it was captured")
    sensors.add_argument(
        "--sensor-pattern",
        metavar="REGEX",
        help="what names the sensor in a path: its group 'sensor', else the first group; without either option, a "
        "file's folder names it",
    )
    parser.add_argument("-k", "--key-log", action="append", default=[], metavar="FILE", help="decrypt with these secrets")
    parser.add_argument("-f", "--filter", metavar="BPF", help="look only at packets that match")
    for name in ("client-ca", "server-ca", "crl"):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="FILE", help=f"as mtlscope's --{name}")
    parser.add_argument("--signatures", choices=("always", "never"), default="always", help="check proofs (default: always)")
    parser.add_argument("--jobs", type=_count, default=0, metavar="N", help="partitions at a time (default: one for each processor)")
    parser.add_argument("--settle", type=_seconds, default=0, metavar="SECONDS", help="leave files changed since then for later")
    add_plan_options(parser)
    parser.add_argument("--no-progress", action="store_true", help="no progress bar")
    parser.set_defaults(run=_run_ingest)


def add_plan_options(parser: argparse.ArgumentParser) -> None:
    plan = PlanOptions()
    parser.add_argument(
        "--carry-over",
        type=_seconds,
        default=plan.carry_over,
        metavar="SECONDS",
        help="read on in files that begin so long after the own ones (default: %(default)s)",
    )
    parser.add_argument(
        "--look-back",
        type=_seconds,
        default=plan.look_back,
        metavar="SECONDS",
        help="read files that end so long before the own ones (default: %(default)s)",
    )
    for name, default in (("files", plan.files_per_partition), ("bytes", plan.bytes_per_partition)):
        parser.add_argument(
            f"--{name}-per-partition",
            type=_positive,
            default=default,
            metavar="N",
            help=f"own {name} of a run of mtlscope (default: %(default)s)",
        )
    parser.add_argument(
        "--keep-headless", action="store_true", help="keep connections without a ClientHello wherever they are"
    )


def _count(text: str) -> int:
    return int(_number(text, least=0))


def _positive(text: str) -> int:
    return int(_number(text, least=1))


def _seconds(text: str) -> float:
    return _number(text, least=0, kind=float)


def _number(text: str, least: int, kind: type[int] | type[float] = int) -> float:
    try:
        found = kind(text)
    except ValueError:
        found = kind(least - 1)
    # A number that is none compares as false.
    if not found >= least:
        raise argparse.ArgumentTypeError(f"{text} is no {'whole number' if kind is int else 'number'} from {least} on")
    return found


def _run_ingest(options: argparse.Namespace) -> int:
    tool_options = ToolOptions(
        key_log=tuple(options.key_log),
        filter=options.filter,
        client_ca=tuple(options.client_ca),
        server_ca=tuple(options.server_ca),
        crl=tuple(options.crl),
        signatures=options.signatures,
    )
    plan = PlanOptions(
        options.carry_over,
        options.look_back,
        options.files_per_partition,
        options.bytes_per_partition,
        options.keep_headless,
    )
    sensors = SensorNames(options.sensor, options.sensor_pattern)
    report = ingest(
        options.sources,
        options.lake,
        IngestOptions(options.tool, tool_options, sensors, plan, options.jobs, options.settle, not options.no_progress),
    )
    _print_report(report)
    return 1 if report.failed else 0


def _print_report(report: Report) -> None:
    found = f"{_some(report.files, 'file')} taken, {_some(report.rows, 'connection')}"
    print(f"{found}; {report.already_taken} {'was' if report.already_taken == 1 else 'were'} there already")
    if report.waiting:
        print(f"{_some(report.waiting, 'file')} changed too lately, left for the next time")
    if report.headless:
        print(f"{_some(report.headless, 'connection')} without a beginning left out")
    for path, problem in report.damaged:
        print(f"mtlscope-lake: {path}: {problem}", file=sys.stderr)
    for problem in _by_reason(report.failed):
        print(f"mtlscope-lake: not taken: {problem}", file=sys.stderr)


def _some(count: int, name: str) -> str:
    return f"{count} {name}" + ("" if count == 1 else "s")


def _by_reason(failed: Sequence[Failed]) -> list[str]:
    """A line for each reason: thousands of files may fail for the same one."""
    paths: dict[str, list[str]] = {}
    for each in failed:
        paths.setdefault(each.reason, []).extend(each.paths)
    return [f"{found[0]}{f' and {len(found) - 1} more' if found[1:] else ''}: {reason}" for reason, found in paths.items()]


# MARK: ask


def _add_ask(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "ask",
        help="answer a question from a lake",
        description="questions:\n" + "\n".join(f"  {name:<23} {meaning}" for name, meaning in QUESTIONS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("question", choices=tuple(QUESTIONS), metavar="QUESTION", help="one of those above")
    parser.add_argument("lake", metavar="LAKE", help="the folder that `ingest` made")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="json has all columns (default: table)")
    parser.add_argument("--days", type=_count, metavar="N", help=f"expiring: within so many days (default: {_DAYS})")
    parser.add_argument("--at", type=_moment, metavar="TIME", help="expiring: the moment to count from (default: now)")
    parser.add_argument("--new-ca", metavar="FILE", help="rotation: the authorities to be, PEM or DER")
    parser.add_argument("--where", metavar="SQL", help="only rows of the answer for which this holds")
    parser.add_argument("--limit", type=_positive, metavar="N", help="at most so many rows")
    parser.add_argument("--plot", metavar="FILE", help="also draw it day by day, for the whole lake, as .svg or .png")
    parser.set_defaults(run=_run_ask)


def _moment(text: str) -> datetime.datetime:
    try:
        found = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no time, such as 2026-12-01 or 2026-12-01T12:00:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=datetime.timezone.utc)


def _run_ask(options: argparse.Namespace) -> int:
    if options.question == "rotation" and not options.new_ca:
        raise UsageError("rotation needs --new-ca FILE: the authorities that are to be trusted")
    for name, question in (("new_ca", "rotation"), ("days", "expiring"), ("at", "expiring")):
        if getattr(options, name) is not None and options.question != question:
            raise UsageError(f"--{name.replace('_', '-')} belongs to the question {question}")
    asked = Asked(
        options.at or datetime.datetime.now(datetime.timezone.utc),
        _DAYS if options.days is None else options.days,
        tuple(read_authorities(options.new_ca)) if options.new_ca else (),
    )
    lake = Lake.open(options.lake)
    found = duck.answer(lake, options.question.replace("-", "_"), asked, options.where, options.limit)
    if options.plot:
        from .plot import plot

        plot(lake, options.question, asked, options.plot)
    if options.format == "json":
        print(json.dumps(plain(found), indent=2, ensure_ascii=False))
    else:
        from .table import print_table

        print_table(found)
    return 0


def plain(table: pa.Table) -> list[dict[str, object]]:
    """Rows as JSON has them, with times as RFC 3339."""

    def value(each: object) -> object:
        if isinstance(each, datetime.datetime):
            return each.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")
        return each.isoformat() if isinstance(each, datetime.date) else each

    return [{name: value(each) for name, each in row.items()} for row in table.to_pylist()]


def _run_views(options: argparse.Namespace) -> int:
    asked = Asked(datetime.datetime.now(datetime.timezone.utc))
    for statement in duck.statements(Lake.open(options.lake), asked):
        print(statement + ";\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
