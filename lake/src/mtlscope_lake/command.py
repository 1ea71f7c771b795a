"""The command `mtlscope-lake`."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Sequence

import pyarrow as pa

from . import __version__, duck
from .errors import LakeError
from .ingest import IngestOptions, Report, ingest
from .lake import Lake
from .questions import QUESTIONS, Asked, read_authorities
from .sources import SensorNames
from .timeline import PlanOptions
from .tool import ToolOptions

_EPILOG = "Exit status: 0 all was done, 1 something could not be taken or answered, 2 wrong usage."


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        return status
    except LakeError as error:
        print(f"mtlscope-lake: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0


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
    parser.add_argument("--jobs", type=int, default=0, help="partitions at a time (default: one for each processor)")
    parser.add_argument("--settle", type=float, default=0, metavar="SECONDS", help="leave files changed since then for later")
    add_plan_options(parser)
    parser.add_argument("--no-progress", action="store_true", help="no progress bar")
    parser.set_defaults(run=_run_ingest)


def add_plan_options(parser: argparse.ArgumentParser) -> None:
    plan = PlanOptions()
    parser.add_argument(
        "--carry-over", type=float, default=plan.carry_over, metavar="SECONDS", help="read on (default: %(default)s)"
    )
    parser.add_argument(
        "--look-back", type=float, default=plan.look_back, metavar="SECONDS", help="read before (default: %(default)s)"
    )
    parser.add_argument("--files-per-partition", type=int, default=plan.files_per_partition, metavar="N")
    parser.add_argument("--bytes-per-partition", type=int, default=plan.bytes_per_partition, metavar="N")
    parser.add_argument(
        "--keep-headless", action="store_true", help="keep connections without a ClientHello wherever they are"
    )


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
    print(f"{report.files} files taken, {report.rows} connections; {report.already_taken} were there already")
    if report.waiting:
        print(f"{report.waiting} files have changed too lately, and were left for the next time")
    if report.headless:
        print(f"{report.headless} connections without a beginning left out")
    for path, problem in report.damaged:
        print(f"mtlscope-lake: {path}: {problem}", file=sys.stderr)
    for problem in report.failed:
        print(f"mtlscope-lake: not taken: {problem}", file=sys.stderr)


# MARK: ask


def _add_ask(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "ask",
        help="answer a question from a lake",
        description="Questions: " + "; ".join(f"{name}: {meaning}" for name, meaning in QUESTIONS.items()) + ".",
    )
    parser.add_argument("question", choices=tuple(QUESTIONS), metavar="QUESTION", help=", ".join(QUESTIONS))
    parser.add_argument("lake", metavar="LAKE")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--days", type=int, default=30, help="expiring: within so many days (default: 30)")
    parser.add_argument("--at", type=_moment, metavar="TIME", help="the moment to count from (default: now)")
    parser.add_argument("--new-ca", metavar="FILE", help="rotation: the authorities to be, PEM or DER")
    parser.add_argument("--where", metavar="SQL", help="only rows for which this holds")
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many rows")
    parser.add_argument("--plot", metavar="FILE", help="also draw the time it covers, as .svg or .png")
    parser.set_defaults(run=_run_ask)


def _moment(text: str) -> datetime.datetime:
    found = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=datetime.timezone.utc)


def _run_ask(options: argparse.Namespace) -> int:
    if options.question == "rotation" and not options.new_ca:
        raise LakeError("rotation needs --new-ca FILE: the authorities that are to be trusted")
    asked = Asked(
        options.at or datetime.datetime.now(datetime.timezone.utc),
        options.days,
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
