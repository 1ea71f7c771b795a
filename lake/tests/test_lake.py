"""What a lake keeps, and what becomes of files that change, are damaged, or are no captures at all."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest

from make_captures import case_folder
from mtlscope_lake import command, duck
from mtlscope_lake.errors import LakeError, SourceError, UsageError
from mtlscope_lake.ingest import IngestOptions, Report, ingest
from mtlscope_lake.lake import Lake
from mtlscope_lake.questions import Asked
from mtlscope_lake.sources import SensorNames
from mtlscope_lake.tool import Tool


def take(tool: Tool, lake: Path, *sources: Path, **options: Any) -> Report:
    return ingest([str(each) for each in sources], str(lake), IngestOptions(tool.path, progress=False, **options))


def rows(lake: Path, asked: Asked, view: str = "connections") -> list[dict[str, Any]]:
    return duck.answer(Lake.open(str(lake)), view, asked).to_pylist()


def capture(name: str) -> bytes:
    return (case_folder(name) / "capture.pcapng").read_bytes()


def test_a_file_is_taken_once(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    lake = tmp_path / "lake"
    first = take(tool, lake, captures / "openssl/openssl-tls12-expired", captures / "openssl/openssl-tls12-mutual-rsa")
    again = take(tool, lake, captures / "openssl/openssl-tls12-expired", captures / "openssl/openssl-tls12-revoked")
    assert (first.files, first.already_taken) == (2, 0)
    assert (again.files, again.already_taken) == (1, 1)
    assert len(rows(lake, asked)) == 3
    assert {row["sensor"] for row in rows(lake, asked)} == {
        "openssl-tls12-expired",
        "openssl-tls12-mutual-rsa",
        "openssl-tls12-revoked",
    }


def test_a_file_that_changed_replaces_its_rows(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    folder, lake = tmp_path / "in", tmp_path / "lake"
    folder.mkdir()
    (folder / "a.pcapng").write_bytes(capture("openssl-tls12-expired"))
    (folder / "b.pcapng").write_bytes(capture("openssl-tls12-mutual-rsa"))
    take(tool, lake, folder)
    (folder / "a.pcapng").write_bytes(capture("openssl-tls12-unknown-ca"))
    assert take(tool, lake, folder).files >= 1
    found = {Path(row["file"]).name: row["alert"] for row in rows(lake, asked)}
    assert found == {"a.pcapng": "unknown_ca", "b.pcapng": None}
    assert sorted(Path(row["path"]).name for row in rows(lake, asked, "files")) == ["a.pcapng", "b.pcapng"]


def test_a_damaged_capture_is_recorded_and_stops_nothing(
    tool: Tool, captures: Path, tmp_path: Path, asked: Asked
) -> None:
    folder, lake = tmp_path / "in", tmp_path / "lake"
    folder.mkdir()
    whole = capture("openssl-tls12-expired")
    (folder / "a-damaged.pcapng").write_bytes(whole + b"\x06\0\0\0" + b"\xff" * 8 + bytes(64))
    (folder / "b.pcapng").write_bytes(capture("openssl-tls12-mutual-rsa"))
    (folder / "c-cut.pcapng").write_bytes(capture("openssl-tls12-unknown-ca")[:-30])
    (folder / "notes.txt").write_text("no capture\n")
    report = take(tool, lake, folder)
    assert not report.failed and len(report.damaged) == 2
    files = {Path(row["path"]).name: row for row in rows(lake, asked, "files")}
    assert files.keys() == {"a-damaged.pcapng", "b.pcapng", "c-cut.pcapng"}
    assert [files[name]["damaged"] for name in sorted(files)] == [True, False, True]
    assert files["a-damaged.pcapng"]["problems"][0]["category"] == "damaged"
    assert files["a-damaged.pcapng"]["rows"] == 1 and files["a-damaged.pcapng"]["packets"] > 0
    assert len(rows(lake, asked)) == 3


def test_what_is_named_and_no_capture_is_recorded(tool: Tool, tmp_path: Path, asked: Asked) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("no capture\n")
    report = take(tool, tmp_path / "lake", notes)
    assert [path for path, _ in report.damaged] == [str(notes)]
    assert rows(tmp_path / "lake", asked, "files")[0]["problems"][0]["category"] == "not_a_capture"


def test_no_such_source(tool: Tool, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        take(tool, tmp_path / "lake", tmp_path / "nowhere")
    assert command.main(["ingest", str(tmp_path / "nowhere"), str(tmp_path / "lake"), "--tool", tool.path]) == 1


def test_a_folder_that_is_no_lake_is_left_alone(tool: Tool, captures: Path, tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "mine").write_text("")
    with pytest.raises(LakeError):
        take(tool, tmp_path / "lake", captures / "openssl/openssl-tls12-expired")
    with pytest.raises(LakeError):
        Lake.open(str(tmp_path / "lake"))


def test_one_writer_at_a_time(tool: Tool, captures: Path, tmp_path: Path) -> None:
    lake = Lake.create(str(tmp_path / "lake"))
    with lake.changing(), pytest.raises(LakeError, match="another process"):
        take(tool, tmp_path / "lake", captures / "openssl/openssl-tls12-expired")


@pytest.mark.parametrize("step", ["aside", "journal", "half moved"])
def test_what_a_crash_left(tool: Tool, captures: Path, tmp_path: Path, asked: Asked, step: str) -> None:
    """Before the entry in the journal nothing counts, after it all does."""
    donor, path = tmp_path / "donor", tmp_path / "lake"
    take(tool, donor, captures / "openssl/openssl-tls12-expired")
    lake = Lake.create(str(path))
    aside = lake.root / ".ingest" / "aside" / "part-x"
    parts = [(donor / part.relative_to(donor)) for table in ("connections", "files") for part in Lake(donor).parts(table)]
    moves = [str(part.relative_to(donor)) for part in parts]
    for part, move in zip(parts, moves):
        (aside / move).parent.mkdir(parents=True, exist_ok=True)
        (aside / move).write_bytes(part.read_bytes())
    if step != "aside":
        journal = lake.root / ".ingest" / "journal"
        journal.mkdir()
        (journal / "part-x.json").write_text(json.dumps({"moves": moves, "removed": []}))
    if step == "half moved":
        (lake.root / moves[0]).parent.mkdir(parents=True)
        (aside / moves[0]).replace(lake.root / moves[0])
    report = take(tool, path, captures / "openssl/openssl-tls12-expired")
    assert report.files == (1 if step == "aside" else 0)
    assert len(rows(path, asked)) == 1
    assert not list((lake.root / ".ingest" / "aside").glob("*"))


def test_ndjson(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    """What `watch` wrote is taken as it is; a last line that is not whole yet comes the next time."""
    folder, lake = tmp_path / "in", tmp_path / "lake"
    folder.mkdir()
    command_line = [tool.path, "--format", "ndjson", str(captures / "openssl/openssl-tls12-expired"), str(captures / "node/node-tls12-expired")]
    printed = subprocess.run(command_line, capture_output=True, check=True).stdout
    lines = printed.splitlines(keepends=True)
    statistics = lines[-1].replace(b'"type":"summary"', b'"type":"statistics"')
    (folder / "a.ndjson").write_bytes(lines[0] + statistics + lines[1][:100])
    (folder / "b.ndjson.gz").write_bytes(gzip.compress(printed.replace(b'"type":"connection"', b'"type":"connection","sensor":"s7","run":"r1"')))
    report = take(tool, lake, folder, sensors=SensorNames("here"))
    assert [problem for _, problem in report.damaged] == ["the last line is not complete"]
    found = rows(lake, asked)
    assert sorted(row["sensor"] for row in found) == ["here", "s7", "s7"]
    assert {row["tool_version"] for row in found} == {None}
    (folder / "a.ndjson").write_bytes(lines[0] + statistics + lines[1])
    take(tool, lake, folder, sensors=SensorNames("here"))
    assert sorted(row["sensor"] for row in rows(lake, asked)) == ["here", "here", "s7", "s7"]


def test_ndjson_with_lines_that_are_no_records(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    printed = subprocess.run(
        [tool.path, "--format", "ndjson", str(captures / "openssl/openssl-tls12-expired")], capture_output=True, check=True
    ).stdout.splitlines(keepends=True)
    (tmp_path / "a.ndjson").write_bytes(printed[0] + b"{\x00broken\n" + b"\n" + printed[0].replace(b'"c1"', b'"c2"'))
    report = take(tool, tmp_path / "lake", tmp_path / "a.ndjson")
    assert [problem for _, problem in report.damaged] == ["1 lines are no records of mtlscope"]
    assert [row["id"] for row in rows(tmp_path / "lake", asked)] == ["c1", "c2"]


def written(endpoint: dict[str, Any]) -> str:
    """An endpoint as a brief record has it: a station of 802.1X has no port."""
    address, port = endpoint["address"], endpoint["port"]
    if port is None:
        return str(address)
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def in_brief(record: dict[str, Any]) -> dict[str, Any]:
    """A record as `watch --detail brief` writes it: docs/json-report.md."""
    auth, failure = record["mutual_auth"], record["mutual_auth"]["failure"] or {}
    ends = {side: written(record[side]) for side in ("client", "server")}
    chains = {side: (record[f"{side}_certificate"] or {}).get("chain") for side in ("client", "server")}
    causes = [each["code"] for each in record["diagnoses"] if each["severity"] == "error"]
    alert = failure.get("alert") or {}
    found = {"type": "connection", "detail": "brief", "id": record["id"], "time": record["end_time"], **ends}
    found |= {"revision": record["revision"]}
    found |= {"status": auth["status"], "server_name": record["tls"]["server_name"], "version": record["tls"]["version"]}
    found |= {"basis": auth["basis"] if auth["basis"] != "observed" else None, "confidence": auth["confidence"]}
    found |= {"resumed": auth["resumed"] or None, "failure": failure.get("kind")}
    found |= {"cause": causes[0] if causes and failure else None, "alert": alert.get("name")}
    found |= {f"{side}_certificate": chain[0]["fingerprint_sha256"][:16] for side, chain in chains.items() if chain}
    found = {name: value for name, value in found.items() if value is not None}
    kind = failure.get("kind", "")
    usual = "client" if kind in ("server_certificate_rejected", "client_gave_up") else "server" if "client" in kind else None
    return found | ({"closed_by": failure["closed_by"]} if failure and failure["closed_by"] != usual else {})


def test_brief_records(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    full = subprocess.run([tool.path, "--format", "ndjson", str(captures)], capture_output=True, check=True).stdout
    records = [json.loads(line) for line in full.splitlines()]
    briefs = [in_brief(record) for record in records if record["type"] == "connection"]
    schema = tool.schema()
    validator = jsonschema.Draft202012Validator({"$ref": "#/$defs/brief_connection", "$defs": schema["$defs"]})
    for brief in briefs:
        validator.validate(brief)
    (tmp_path / "brief.ndjson").write_text("".join(json.dumps(each, separators=(",", ":")) + "\n" for each in briefs))
    (tmp_path / "full.ndjson").write_bytes(full)
    take(tool, tmp_path / "a", tmp_path / "brief.ndjson")
    take(tool, tmp_path / "b", tmp_path / "full.ndjson")

    def known(lake: Path) -> list[list[str]]:
        same = ("id", "client_address", "client_port", "server_address", "server_port", "end_time", "version", "status")
        same += ("basis", "confidence", "resumed", "failure", "cause", "closed_by", "alert")
        return sorted(
            [*(str(row[name]) for name in same), (row["client_fingerprint"] or "")[:16]] for row in rows(lake, asked)
        )

    assert len(known(tmp_path / "a")) > 300
    assert known(tmp_path / "a") == known(tmp_path / "b")
    assert {row["original_outside"] for row in rows(tmp_path / "a", asked) if row["resumed"]} == {None}


def test_brief_records_have_what_certificate_events_say(tool: Tool, tmp_path: Path, asked: Asked) -> None:
    event = {"type": "certificate", "certificate": {"subject": "CN=a", "fingerprint_sha256": "0123456789abcdef" + "0" * 48}}
    brief = {"type": "connection", "detail": "brief", "id": "c1", "sensor": "s", "run": "r", "interface": "eth0"}
    brief |= {"time": "2026-11-21T04:53:52.360662885Z", "client": "[2001:db8::1]:4", "server": "02:00:5e:00:53:01"}
    brief |= {"status": "completed", "client_certificate": "0123456789abcdef"}
    lines = [json.dumps(each, separators=(",", ":")) for each in (event, brief)]
    (tmp_path / "a.ndjson").write_text("\n".join(lines) + "\n")
    take(tool, tmp_path / "lake", tmp_path / "a.ndjson")
    (row,) = rows(tmp_path / "lake", asked)
    assert (row["client_subject"], row["sensor"], row["interface"]) == ("CN=a", "s", "eth0")
    assert (row["client_address"], row["client_port"], row["server_address"]) == ("2001:db8::1", 4, "02:00:5e:00:53:01")
    assert row["record"] == lines[1]


def test_the_last_revision_counts(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    line = subprocess.run(
        [tool.path, "--format", "ndjson", str(captures / "openssl/openssl-tls12-expired")], capture_output=True, check=True
    ).stdout.splitlines(keepends=True)[0]
    again = line.replace(b'"revision":1', b'"revision":2').replace(b'"status":"failed"', b'"status":"completed"')
    (tmp_path / "a.ndjson").write_bytes(line + again)
    take(tool, tmp_path / "lake", tmp_path / "a.ndjson")
    assert [row["revision"] for row in rows(tmp_path / "lake", asked, "connection_rows")] == [1, 2]
    assert [(row["revision"], row["status"]) for row in rows(tmp_path / "lake", asked)] == [(2, "completed")]


def test_settle_leaves_fresh_files(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    folder, lake = tmp_path / "in", tmp_path / "lake"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.pcapng").write_bytes(capture("openssl-tls12-expired"))
    os.utime(folder / "a.pcapng", (1, 1))
    report = take(tool, lake, folder, settle=3600)
    assert (report.files, report.waiting) == (1, 1)


def test_sensors(tmp_path: Path) -> None:
    assert SensorNames("x").of("/a/b.pcap") == "x"
    assert SensorNames().of("/a/b.pcap") == "a"
    assert SensorNames(pattern=r"probe-(\d+)").of("/a/probe-12/b.pcap") == "12"
    assert SensorNames(pattern=r"(x)/(?P<sensor>[^/]+)/").of("/x/y/b.pcap") == "y"
    with pytest.raises(SourceError):
        SensorNames(pattern="nothing").of("/a/b.pcap")
    with pytest.raises(UsageError):
        SensorNames(pattern="probe-(")


def test_a_pattern_of_sensors_need_not_match_what_is_no_capture(tool: Tool, tmp_path: Path, asked: Asked) -> None:
    (tmp_path / "in" / "probe-1").mkdir(parents=True)
    (tmp_path / "in" / "probe-1" / "a.pcapng").write_bytes(capture("openssl-tls12-expired"))
    (tmp_path / "in" / "README").write_text("our probes\n")
    take(tool, tmp_path / "lake", tmp_path / "in", sensors=SensorNames(pattern=r"probe-\d+"))
    assert [row["sensor"] for row in rows(tmp_path / "lake", asked)] == ["probe-1"]


def test_the_version_is_one_line(tool: Tool, tmp_path: Path, asked: Asked) -> None:
    (tmp_path / "a.pcapng").write_bytes(capture("openssl-tls12-expired"))
    take(tool, tmp_path / "lake", tmp_path / "a.pcapng")
    (row,) = rows(tmp_path / "lake", asked)
    assert re.fullmatch(r"mtlscope \d+\.\d+\.\d+ \(commit \w+\)", row["tool_version"])


def test_odd_sensor_names_come_back(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    for index, name in enumerate(("007", "a/b=c", "zürich %41")):
        copy = tmp_path / f"{index}.pcapng"
        copy.write_bytes(capture("openssl-tls12-expired"))
        take(tool, tmp_path / "lake", copy, sensors=SensorNames(name))
    assert sorted(row["sensor"] for row in rows(tmp_path / "lake", asked)) == ["007", "a/b=c", "zürich %41"]


def test_a_tool_that_dies_is_told_and_tried_again(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    bad = tmp_path / "mtlscope"
    bad.write_text('#!/bin/sh\n[ "$1" = --version ] && echo mtlscope 1 && exit\nkill -SEGV $$\n')
    bad.chmod(0o755)
    lake = tmp_path / "lake"
    report = take(Tool(str(bad)), lake, captures / "openssl/openssl-tls12-expired")
    assert "signal 11" in report.failed[0].reason and report.files == 0
    assert rows(lake, asked) == []
    assert take(tool, lake, captures / "openssl/openssl-tls12-expired").files == 1


def test_records_of_other_carriers_and_of_a_newer_version(
    tool: Tool, captures: Path, tmp_path: Path, asked: Asked
) -> None:
    """Unknown keys and kinds of records are passed over; an address may be a MAC address, without a port."""
    printed = subprocess.run(
        [tool.path, "--format", "ndjson", str(captures / "openssl/openssl-tls12-expired")], capture_output=True, check=True
    ).stdout.splitlines()[0]
    base = {**json.loads(printed), "schema_version": "1.9", "weather": {"rain": [1, "two"]}, "messages": [{"name": "x"}]}
    mac = [{"address": f"02:00:5e:00:53:0{end}", "port": None} for end in (1, 2)]
    eap = {"transport": "eap", "client": mac[0], "server": mac[1], "community_id": None, "carrier": "eap_tls", "eap": {"identity": "a"}}
    eap |= {"tls": {**base["tls"], "server_name": None}}
    udp = {"transport": "udp", "carrier": "openvpn", "openvpn": {"key_method": 2}, "dtls": {"cookies": 1}, "preceded_by": "stun"}
    quic = {"transport": "quic", "quic": {"version": "0x1"}, "preambles": ["x"], "encapsulation": [{"type": "geneve", "id": 1}]}
    lines = [{"type": "forecast", "schema_version": "1.9"}]
    lines += [{**base, **each, "id": f"c{index}"} for index, each in enumerate((eap, udp, quic), 1)]
    (tmp_path / "a.ndjson").write_text("".join(json.dumps(each, separators=(",", ":")) + "\n" for each in lines))
    (tmp_path / "in").mkdir()
    (tmp_path / "a.ndjson").rename(tmp_path / "in" / "a.ndjson")
    report = take(tool, tmp_path / "lake", tmp_path / "in")
    assert report.rows == 3 and not report.damaged
    found = {row["transport"]: row for row in rows(tmp_path / "lake", asked)}
    assert {name: (row["carrier"], row["preceded_by"]) for name, row in found.items()} == {
        "eap": ("eap_tls", None),
        "udp": ("openvpn", "stun"),
        "quic": (base.get("carrier"), base["preceded_by"]),
    }
    assert (found["eap"]["server"], found["eap"]["server_port"]) == (mac[1]["address"], None)
    assert (found["eap"]["client_address"], found["eap"]["client_port"]) == (mac[0]["address"], None)
    assert found["udp"]["server"] == f"{base['tls']['server_name'] or base['server']['address']}:{base['server']['port']}"


def test_filter_and_key_log(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    from mtlscope_lake.tool import ToolOptions

    case = captures / "openssl/openssl-tls13-no-certificate"
    take(tool, tmp_path / "a", case, tool_options=ToolOptions(key_log=(str(case / "keys.log"),)))
    assert [row["alert"] for row in rows(tmp_path / "a", asked)] == ["certificate_required"]
    take(tool, tmp_path / "b", case, tool_options=ToolOptions(filter="udp"))
    assert rows(tmp_path / "b", asked) == []
    missing = take(tool, tmp_path / "c", case, tool_options=ToolOptions(key_log=(str(tmp_path / "none"),)))
    assert len(missing.failed) == 1


def test_parquet_is_what_others_read(tool: Tool, captures: Path, tmp_path: Path) -> None:
    import pyarrow.dataset as ds

    take(tool, tmp_path / "lake", captures / "openssl/openssl-tls12-expired")
    found = ds.dataset(tmp_path / "lake" / "connections", partitioning="hive").to_table()
    assert found.num_rows == 1 and found.schema.field("start_time").type == pa.timestamp("us", "UTC")
