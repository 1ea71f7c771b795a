"""The questions, asked of a made-up month and of the shipped captures."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import duckdb
import months
import pytest

from mtlscope_lake import command, duck
from mtlscope_lake.errors import LakeError
from mtlscope_lake.ingest import IngestOptions, ingest
from mtlscope_lake.lake import Lake
from mtlscope_lake.questions import QUESTIONS, Asked, read_authorities
from mtlscope_lake.sources import SensorNames
from mtlscope_lake.tool import Tool

PKI = Path(__file__).resolve().parents[2] / "captures" / "pki"


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory, tool: Tool) -> Lake:
    root = tmp_path_factory.mktemp("month")
    months.write_month(root / "captures")
    options = IngestOptions(tool.path, sensors=SensorNames("a"), progress=False)
    ingest([str(root / "captures")], str(root / "lake"), options)
    return Lake.open(str(root / "lake"))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory, tool: Tool, captures: Path) -> Lake:
    root = tmp_path_factory.mktemp("shipped") / "lake"
    ingest([str(captures)], str(root), IngestOptions(tool.path, sensors=SensorNames("a"), progress=False))
    return Lake.open(str(root))


def answer(lake: Lake, question: str, asked: Asked) -> list[dict[str, Any]]:
    return duck.answer(lake, question.replace("-", "_"), asked).to_pylist()


def check_changes(rows: list[dict[str, Any]]) -> None:
    """Shared with the test of Spark."""
    found = {row["client"]: row for row in rows}
    assert found.keys() == months.PLANTED.keys()
    for client, (day, _) in months.PLANTED.items():
        begin = datetime.datetime.fromtimestamp((months.START_NS + day * months.DAY_NS) / 1e9, datetime.timezone.utc)
        row = found[client]
        assert row["first_failure"].date() == begin.date()
        assert row["last_success"].date() == begin.date() - datetime.timedelta(days=1)
        assert row["failures"] == 2 * (months.DAYS - day) and row["successes_since"] == 0
    changed = {client: row["changed"].split(", ") for client, row in found.items()}
    assert changed["10.0.0.1"] == ["client certificate", "client certificate has expired"]
    assert changed["10.0.0.2"] == ["client certificate", "client certificate's issuer"]
    assert changed["10.0.0.3"] == ["server certificate", "server certificate's issuer"]
    assert found["10.0.0.1"]["cause"] == "client_certificate_expired"
    assert found["10.0.0.2"]["cause"] == "client_issuer_not_requested"
    assert found["10.0.0.3"]["cause"] == "server_certificate_untrusted" or found["10.0.0.3"]["cause"].startswith("server_")


def test_changes_names_what_was_planted(month: Lake, asked: Asked) -> None:
    check_changes(answer(month, "changes", asked))


def test_failures(month: Lake, asked: Asked) -> None:
    rows = answer(month, "failures", asked)
    assert {row["client"]: row["failures"] for row in rows} == {
        client: 2 * (months.DAYS - day) for client, (day, _) in months.PLANTED.items()
    }


def test_inventory(month: Lake, asked: Asked) -> None:
    rows = answer(month, "inventory", asked)
    total = {client: sum(row["connections"] for row in rows if row["client"] == client) for client in months.HEALTHY}
    assert total == dict.fromkeys(months.HEALTHY, 2 * months.DAYS)
    assert all(row["completed"] == row["connections"] for row in rows if row["client"] in months.HEALTHY)


def test_expiring_counts_from_the_moment_asked(month: Lake) -> None:
    at = datetime.datetime(2020, 12, 20, tzinfo=datetime.timezone.utc)
    rows = answer(month, "expiring", Asked(at, days=30))
    assert [(row["role"], row["days_left"]) for row in rows] == [("client", 12)]
    assert rows[0]["subject"].startswith("CN=client-expired") and rows[0]["clients"] == 1
    assert answer(month, "expiring", Asked(at, days=11)) == []


def test_strangers(shipped: Lake, asked: Asked) -> None:
    rows = answer(shipped, "strangers", asked)
    connections = duck.answer(shipped, "connections", asked).to_pylist()
    wanted = {
        row["server"] for row in connections if row["status"] in ("not_presented", "not_requested") and not row["resumed"]
    }
    assert {row["server"] for row in rows} == wanted
    assert {row["habit"] for row in rows} >= {"never asks", "asks, and lets in without"}


def test_resumed_without_check(shipped: Lake, asked: Asked) -> None:
    rows = answer(shipped, "resumed-without-check", asked)
    connections = duck.answer(shipped, "connections", asked).to_pylist()
    resumed = [row for row in connections if row["resumed"] and row["status"] != "failed"]
    assert sum(row["resumed"] for row in rows) == len(resumed) > 0
    assert sum(row["original_outside"] for row in rows) == sum(row["original_outside"] for row in resumed)


def test_rotation(shipped: Lake, asked: Asked) -> None:
    """Of whoever was let in, those whose certificate another root signed would be refused."""
    root = tuple(read_authorities(str(next(PKI.rglob("root.pem")))))
    other = tuple(read_authorities(str(next(PKI.rglob("other-root.pem")))))
    kept = answer(shipped, "rotation", Asked(asked.at, new_authorities=root))
    lost = answer(shipped, "rotation", Asked(asked.at, new_authorities=other))
    by_root = "mtlscope test root"
    signed = [row for row in kept if row["issuer"] and by_root in row["issuer"]]
    assert signed and {row["outcome"] for row in signed} == {"works"}
    assert {row["outcome"] for row in lost if row["issuer"] and by_root in row["issuer"]} == {"fails"}
    assert {row["outcome"] for row in kept if row["fingerprint"] is None} == {"not known"}


@pytest.mark.parametrize(
    ("question", "wrong", "said"),
    [
        ("rotation", [], "--new-ca"),
        ("rotation", ["--new-ca", "nowhere.pem"], "nowhere.pem cannot be read: No such file"),
        ("rotation", ["--new-ca", __file__], "holds no certificates"),
        ("failures", ["--new-ca", "nowhere.pem"], "belongs to the question rotation"),
        ("failures", ["--days", "3"], "belongs to the question expiring"),
        ("expiring", ["--days", "-3"], "no whole number"),
        ("expiring", ["--at", "yesterday"], "yesterday is no time"),
        ("expiring", ["--limit", "0"], "no whole number from 1 on"),
        ("expiring", ["--plot", "a.pdf"], ".svg or .png"),
        ("weather", [], "invalid choice"),
    ],
)
def test_wrong_usage(shipped: Lake, question: str, wrong: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status: object = command.main(["ask", question, str(shipped.root), *wrong])
    except SystemExit as ended:
        status = ended.code
    assert status == 2 and said in capsys.readouterr().err


@pytest.mark.parametrize("question", [name for name in QUESTIONS if name != "rotation"])
def test_as_json_and_as_a_table(shipped: Lake, question: str, capsys: pytest.CaptureFixture[str], asked: Asked) -> None:
    at = ["--at", asked.at.isoformat()] if question == "expiring" else []
    assert command.main(["ask", question, str(shipped.root), "--format", "json", *at]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(answer(shipped, question, asked)) > 0
    assert command.main(["ask", question, str(shipped.root), *at]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(rows) + 1


def test_where_and_limit(shipped: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--where", "cause = 'client_certificate_expired'", "--limit", "2", "--format", "json"]
    assert command.main(["ask", "failures", str(shipped.root), *where]) == 0
    assert [row["cause"] for row in json.loads(capsys.readouterr().out)] == ["client_certificate_expired"] * 2
    for wrong in ("no such", "true; DROP VIEW failures", "true) OR (true; SELECT 1"):
        assert command.main(["ask", "failures", str(shipped.root), "--where", wrong]) == 1
    capsys.readouterr()
    assert command.main(["ask", "failures", str(shipped.root), "--where", "true -- all", "--limit", "1", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_plot(month: Lake, tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / f"year.{suffix}"
    assert command.main(["ask", "failures", str(month.root), "--plot", str(picture)]) == 0
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG") if suffix == "png" else b"<svg" in data


def test_an_empty_lake_answers(tmp_path: Path, asked: Asked) -> None:
    lake = Lake.create(str(tmp_path / "lake"))
    for question in QUESTIONS:
        assert answer(lake, question, asked) == []


def test_the_views_of_an_empty_lake_have_the_columns_of_a_full_one(
    tmp_path: Path, shipped: Lake, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    def described(lake: Lake) -> dict[str, list[tuple[Any, ...]]]:
        assert command.main(["views", str(lake.root)]) == 0
        database = duckdb.connect()
        database.execute(capsys.readouterr().out)
        tables = ("connection_rows", "certificate_rows", "files", *QUESTIONS)
        names = {name: f"DESCRIBE {name.replace('-', '_')}" for name in tables}
        return {name: sorted(row[:2] for row in database.sql(query).fetchall()) for name, query in names.items()}

    assert described(Lake.create(str(tmp_path / "lake"))) == described(shipped)


def test_names_cannot_leave_their_literal() -> None:
    with pytest.raises(LakeError):
        from mtlscope_lake.questions import Authority

        Asked(datetime.datetime.now(datetime.timezone.utc), 1, (Authority("a", "CN=\\", None),)).authorities()
