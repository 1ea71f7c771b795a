"""One partition: its files through mtlscope, and of what comes out the rows that are its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .arrays import lines, times
from .brief import BriefReader, has_brief
from .certificates import Certificates
from .errors import SourceError, ToolError
from .feed import Feed
from .records import Origin, Parsed, began, parse, rows
from .sources import SourceFile
from .timeline import Partition
from .tool import BLOCK_BYTES, Tool, ToolOptions
from .wanted import Wanted


@dataclass
class Outcome:
    """What became of a partition; complete once its rows were taken."""

    rows: int = 0
    #: Connections left out since their beginning was not seen: what is seen of them is another partition's.
    headless: int = 0
    #: The same by the path of each own file.
    headless_by_file: dict[str, int] = field(default_factory=dict)
    #: By the path of each own file, the number of its rows.
    rows_by_file: dict[str, int] = field(default_factory=dict)
    #: By the path of each own file, what the summary says of that input.
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class PartitionReader:
    partition: Partition
    tool: Tool
    tool_version: str
    options: ToolOptions
    keep_headless: bool = False
    #: Which of its rows are wanted.
    wanted: Wanted = field(default_factory=Wanted)
    #: The columns that are wanted; all of `connections` without it.
    schema: pa.Schema | None = None
    #: Collects certificates as the rows go by, where that is asked for.
    certificates: Certificates | None = None
    outcome: Outcome = field(default_factory=Outcome)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows of `connections` that this partition owns. Ending early ends the command too."""
        for parsed, origin in self._parsed():
            parsed = self.wanted.among(parsed, origin.sensor)
            self.outcome.rows += parsed.length
            if self.certificates is not None:
                self.certificates.add(parsed)
            if parsed.length:
                yield rows(parsed, origin, self.schema)

    def _parsed(self) -> Iterator[tuple[Parsed, Origin]]:
        if self.partition.is_capture:
            yield from self._captured()
        else:
            yield from self._reported()

    def _captured(self) -> Iterator[tuple[Parsed, Origin]]:
        files = self.partition.files
        origin = Origin([file.path for file in files], self.partition.sensor, self.tool_version)
        with Feed(files) as feed:
            run = self.tool.run(feed.paths, self.options)
            with contextlib.closing(run.blocks()) as blocks:
                for block in blocks:
                    yield self._owned(_parsed(block, self.tool_version)), origin
        assert run.summary is not None
        own = {file.path for file in self.partition.own}
        for file, told in zip(files, run.summary["inputs"]):
            if file.path in own:
                self.outcome.inputs[file.path] = told
            elif (why := unreadable(told)) is not None:
                # Connections of own files would end there in silence.
                raise SourceError(f"{file.path}: {why}")

    def _owned(self, parsed: Parsed) -> Parsed:
        """Those whose first packet lies in an own file, and whose beginning was seen."""
        first, count = len(self.partition.before), len(self.partition.own)
        places = parsed.at("frames.first_input")
        if first or self.partition.after:
            mine = pc.and_(pc.greater_equal(places, first), pc.less(places, first + count))
        else:
            mine = pc.is_valid(places)
        if not (self.partition.is_first or self.keep_headless):
            begun = began(parsed)
            self._count(places.filter(pc.and_(mine, pc.invert(begun))), self.outcome.headless_by_file)
            self.outcome.headless = sum(self.outcome.headless_by_file.values())
            mine = pc.and_(mine, begun)
        if mine.true_count < parsed.length:
            parsed = Parsed(parsed.table.filter(mine), parsed.lines.filter(mine))
            places = places.filter(mine)
        self._count(places, self.outcome.rows_by_file)
        return parsed

    def _count(self, places: pa.Array, counts: dict[str, int]) -> None:
        for each in pc.value_counts(places).to_pylist():
            path = self.partition.files[each["values"]].path
            counts[path] = counts.get(path, 0) + each["counts"]

    def _reported(self) -> Iterator[tuple[Parsed, Origin]]:
        """NDJSON that mtlscope wrote earlier: its connections as they are."""
        (file,) = self.partition.own
        origin = Origin([file.path], file.sensor, None)
        told: dict[str, Any] = {"packets": None, "problems": []}
        self.outcome.inputs[file.path] = told
        brief = BriefReader()
        for block in _blocks(file, told, brief):
            # What stays of a brief record is the line as it was.
            parsed = Parsed(parse(brief.expand(block)).table, lines(block)) if has_brief(block) else parse(block)
            is_connection = pc.fill_null(pc.equal(parsed.at("type"), "connection"), False)
            is_connection = pc.and_(is_connection, pc.is_valid(times(parsed.at("start_time"))))
            if self.options.status:
                statuses = pa.array(self.options.status, pa.string())
                is_connection = pc.and_(is_connection, pc.is_in(parsed.at("mutual_auth.status"), value_set=statuses))
            parsed = Parsed(parsed.table.filter(is_connection), parsed.lines.filter(is_connection))
            self.outcome.rows_by_file[file.path] = self.outcome.rows_by_file.get(file.path, 0) + parsed.length
            yield parsed, origin


def unreadable(told: dict[str, Any]) -> str | None:
    """Why an input could not be read at all; None if it could, damaged or not."""
    for problem in told["problems"]:
        if problem["category"] in ("no_such_input", "io_error", "not_permitted"):
            return str(problem["message"])
    return None


def _parsed(block: bytes, version: str) -> Parsed:
    try:
        return parse(block)
    except pa.ArrowInvalid as error:
        raise ToolError(f"records of mtlscope {version} are not what this mtlscope-lake knows: {error}") from error


def _blocks(file: SourceFile, told: dict[str, Any], brief: BriefReader) -> Iterator[bytes]:
    """Blocks of whole lines. A last line that is still being written is left out, and said to be."""
    compression = {"gz": "gzip", "zst": "zstd"}.get(file.path.rpartition(".")[2])
    begun = b""
    with file.open() as stored:
        stream = pa.CompressedInputStream(stored, compression) if compression else stored
        while part := stream.read(BLOCK_BYTES):
            block = begun + part
            cut = block.rfind(b"\n") + 1
            begun, block = block[cut:], block[:cut]
            if block.strip():
                yield from _readable(block, told, brief)
    if begun.strip():
        told["problems"].append({"category": "truncated", "message": "the last line is not complete", "offset": None})


def _readable(block: bytes, told: dict[str, Any], brief: BriefReader) -> Iterator[bytes]:
    """The block, or without those of its lines that are no records, which are counted as damage."""
    found = [line for line in block.split(b"\n") if line.strip()]
    kept = b"\n".join(found) + b"\n"
    if not _is_readable(kept, brief):
        good = [line for line in found if _is_readable(line + b"\n", brief)]
        message = f"{len(found) - len(good)} lines are no records of mtlscope"
        told["problems"].append({"category": "damaged", "message": message, "offset": None})
        kept = b"\n".join(good) + b"\n" if good else b""
    if kept:
        yield kept


def _is_readable(block: bytes, brief: BriefReader) -> bool:
    try:
        parse(brief.expand(block) if has_brief(block) else block)
    except (pa.ArrowInvalid, ValueError, KeyError, AttributeError):
        return False
    return True
