"""The folder of a lake: tables as Parquet files, of which each partition adds some, all of them or none.

    LAKE/connections/date=2026-12-01/sensor=a/part-….parquet
    LAKE/certificates/part-….parquet
    LAKE/files/part-….parquet         what was taken, and what is wrong with it
    LAKE/.ingest/                     what is being written, and the journal

A partition is written aside first. Its entry in the journal then says which files to move into the tables and which to
remove; that entry appears at once. Whoever opens the lake next carries out entries that are still there, so that a crash
leaves either nothing or all of a partition.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .columns import TIME, connections_schema
from .errors import LakeError

FORMAT = 1
#: Bytes in memory of the rows that become one row group.
_GROUP_BYTES = 48 << 20
#: Columns in which nearly every value is another one: a dictionary of them is work for nothing.
_WITHOUT_DICTIONARY = {"uid", "record", "community_id", "start_time", "end_time", "client_port", "id"}

PROBLEMS = pa.list_(
    pa.struct([pa.field("category", pa.string()), pa.field("message", pa.string()), pa.field("offset", pa.int64())])
)
FILES = pa.schema(
    [
        pa.field("path", pa.string()),
        pa.field("size", pa.int64()),
        pa.field("modified_ns", pa.int64()),
        pa.field("digest", pa.string()),
        pa.field("kind", pa.string()),
        pa.field("sensor", pa.string()),
        pa.field("first_ns", pa.int64()),
        # The name of the parts that hold its rows.
        pa.field("part", pa.string()),
        # Connections at its end may go on in a file that was not there yet.
        pa.field("open_end", pa.bool_()),
        # The beginning of the latest file of its sensor that was there.
        pa.field("known_until_ns", pa.int64()),
        pa.field("rows", pa.int64()),
        pa.field("headless", pa.int64()),
        pa.field("packets", pa.int64()),
        pa.field("damaged", pa.bool_()),
        pa.field("problems", PROBLEMS),
        pa.field("tool_version", pa.string()),
        pa.field("taken", TIME),
    ]
)


@dataclass(frozen=True)
class Lake:
    root: Path

    # MARK: Opening

    @classmethod
    def open(cls, path: str) -> Lake:
        """A lake that is there."""
        lake = cls(Path(path))
        if not lake._marker.is_file():
            raise LakeError(f"{path} is no lake: `mtlscope-lake ingest SOURCE... LAKE` makes one")
        try:
            kept = json.loads(lake._marker.read_text())
        except ValueError:
            raise LakeError(f"{path} is no lake: its lake.json holds something else") from None
        if kept.get("format") != FORMAT:
            raise LakeError(f"{path} has format {kept.get('format')}; this program knows format {FORMAT}")
        return lake

    @classmethod
    def create(cls, path: str) -> Lake:
        """A lake that is there, or a new one in a folder that is empty or not there."""
        root = Path(path)
        if not (root / "lake.json").is_file():
            if root.exists() and (not root.is_dir() or any(root.iterdir())):
                raise LakeError(f"{path} is no lake, and not an empty folder")
            root.mkdir(parents=True, exist_ok=True)
            aside = root / f".lake.json.{os.getpid()}"
            aside.write_text(json.dumps({"format": FORMAT}) + "\n")
            aside.replace(root / "lake.json")
        return cls.open(path)

    @property
    def _marker(self) -> Path:
        return self.root / "lake.json"

    @property
    def _work(self) -> Path:
        return self.root / ".ingest"

    def parts(self, table: str) -> list[Path]:
        pattern = "date=*/sensor=*/*.parquet" if table == "connections" else "*.parquet"
        return sorted((self.root / table).glob(pattern))

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Holds off other writers, and first finishes or forgets what a crash left."""
        self._work.mkdir(exist_ok=True)
        with open(self._work / "lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LakeError(f"another process is writing to {self.root}") from None
            self._finish()
            yield

    # MARK: What was taken

    def files(self) -> pa.Table:
        tables = [pq.ParquetFile(part).read().cast(FILES) for part in self.parts("files")]
        return pa.concat_tables(tables) if tables else FILES.empty_table()

    # MARK: The journal

    def aside(self, name: str) -> Path:
        """A new folder for what is not part of the lake yet."""
        path = self._work / "aside" / name
        path.mkdir(parents=True)
        return path

    def commit(self, name: str, replaced: Collection[str], old_parts: Collection[str]) -> None:
        """Makes what lies aside under `name` a part of the lake.

        Rows of the files `replaced`, which `old_parts` hold, go at the same moment.
        """
        aside = self._work / "aside" / name
        removed = []
        for old in sorted(old_parts):
            removed += self._rewrite(aside, old, name, set(replaced))
        moves = [str(path.relative_to(aside)) for path in sorted(aside.rglob("*.parquet"))]
        for move in moves:
            _sync(aside / move)
        journal = self._work / "journal"
        journal.mkdir(exist_ok=True)
        begun = self._work / f"{name}.begun"
        begun.write_text(json.dumps({"moves": moves, "removed": removed}))
        _sync(begun)
        begun.replace(journal / f"{name}.json")
        _sync(journal)
        self._apply(journal / f"{name}.json")

    def _rewrite(self, aside: Path, old: str, name: str, replaced: set[str]) -> list[str]:
        """Writes parts again without the rows of some files; gives the paths of those that go."""
        gone = []
        for table, column in (("connections", "file"), ("files", "path")):
            for part in self.parts(table):
                if part.stem != old:
                    continue
                gone.append(str(part.relative_to(self.root)))
                rows = pq.ParquetFile(part).read()
                keep = pc.invert(pc.is_in(rows.column(column), value_set=pa.array(sorted(replaced))))
                rows = rows.filter(keep)
                if rows.num_rows == 0:
                    continue
                fresh = f"{old.partition('~')[0]}~{name.removeprefix('part-')}"
                if table == "files":
                    rows = rows.set_column(rows.schema.get_field_index("part"), "part", pa.array([fresh] * len(rows)))
                target = aside / part.relative_to(self.root).with_name(f"{fresh}.parquet")
                target.parent.mkdir(parents=True, exist_ok=True)
                pq.write_table(rows, target, compression="zstd")
        return gone

    def _finish(self) -> None:
        for entry in sorted((self._work / "journal").glob("*.json")):
            self._apply(entry)
        shutil.rmtree(self._work / "aside", ignore_errors=True)
        for begun in self._work.glob("*.begun"):
            begun.unlink()

    def _apply(self, entry: Path) -> None:
        """Carries out an entry; as often as it takes."""
        told = json.loads(entry.read_text())
        aside = self._work / "aside" / entry.stem
        for move in told["moves"]:
            target = self.root / move
            target.parent.mkdir(parents=True, exist_ok=True)
            if (aside / move).exists():
                (aside / move).replace(target)
        for path in told["removed"]:
            (self.root / path).unlink(missing_ok=True)
        shutil.rmtree(aside, ignore_errors=True)
        entry.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class ConnectionWriter:
    """Writes rows of `connections` under a folder, by date and sensor."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._writers: dict[tuple[Any, str], pq.ParquetWriter] = {}
        self._waiting: dict[tuple[Any, str], list[pa.RecordBatch]] = {}
        self._schema = pa.schema([field for field in connections_schema() if field.name not in ("date", "sensor")])

    def write(self, batch: pa.RecordBatch) -> None:
        keys = pa.table({"date": batch.column("date"), "sensor": batch.column("sensor")}).group_by(["date", "sensor"])
        found = [(row["date"], row["sensor"]) for row in keys.aggregate([]).to_pylist()]
        for date, sensor in found:
            rows = batch
            if len(found) > 1:
                is_date = pc.equal(batch.column("date"), date)
                rows = batch.filter(pc.and_(is_date, pc.equal(batch.column("sensor"), sensor)))
            waiting = self._waiting.setdefault((date, sensor), [])
            waiting.append(rows.select(self._schema.names))
            if sum(each.nbytes for each in waiting) >= _GROUP_BYTES:
                self._flush((date, sensor))

    def close(self) -> None:
        for key in self._waiting:
            self._flush(key)
        for writer in self._writers.values():
            writer.close()

    def _flush(self, key: tuple[Any, str]) -> None:
        table = pa.Table.from_batches(self._waiting[key], self._schema)
        self._waiting[key] = []
        if not table.num_rows:
            return
        if key not in self._writers:
            folder = self._folder / "connections" / f"date={key[0]}" / f"sensor={quote(key[1], safe='')}"
            folder.mkdir(parents=True, exist_ok=True)
            self._writers[key] = pq.ParquetWriter(
                folder / f"{self._name}.parquet", self._schema, compression="zstd", use_dictionary=_dictionaries(self._schema)
            )
        self._writers[key].write_table(table, row_group_size=table.num_rows)


def _dictionaries(schema: pa.Schema) -> list[str]:
    return [
        f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name
        for field in schema
        if field.name not in _WITHOUT_DICTIONARY
    ]
