"""What is wrong with an ingest's command line, tool, sources or lake is one line, and a status of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_lake import capture, rows, take

from mtlscope_lake import command
from mtlscope_lake.errors import SourceError
from mtlscope_lake.questions import Asked
from mtlscope_lake.sources import Lister
from mtlscope_lake.tool import Tool


def test_what_is_not_mtlscope_is_said_not_to_be(captures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for tool in (shutil.which("true"), shutil.which("ls"), str(tmp_path / "nowhere")):
        assert command.main(["ingest", str(captures / "openssl"), str(tmp_path / "lake"), "--tool", str(tool)]) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "lake").exists()


def test_a_wrong_filter_is_told_once(
    tool: Tool, captures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["ingest", str(captures / "openssl"), str(tmp_path / "lake"), "--tool", tool.path, "--filter", "((", "--no-progress"]
    assert command.main(arguments) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert "the filter '(('" in said


def test_what_fails_for_one_reason_is_one_line(
    tool: Tool, captures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "mtlscope"
    bad.write_text('#!/bin/sh\n[ "$1" = --version ] && echo mtlscope 1 && exit\necho no room >&2\nexit 70\n')
    bad.chmod(0o755)
    assert command.main(["ingest", str(captures / "openssl"), str(tmp_path / "lake"), "--tool", str(bad), "--no-progress"]) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert said.endswith("no room") and " more: " in said


def unprivileged(*command_line: object) -> subprocess.CompletedProcess[str]:
    """Runs the command as somebody whom modes of files bind; they do not bind root."""
    drop = "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"
    begin = ["setpriv", *drop] if os.geteuid() == 0 else []
    run = [*begin, sys.executable, "-m", "mtlscope_lake.command", *map(str, command_line)]
    return subprocess.run(run, capture_output=True, text=True)


def test_a_folder_that_may_not_be_listed_hides_nothing_else(tool: Tool, tmp_path: Path, asked: Asked) -> None:
    folder, lake = tmp_path / "in", tmp_path / "lake"
    for name in ("closed", "open/deep"):
        (folder / name).mkdir(parents=True)
        (folder / name / "a.pcapng").write_bytes(capture("openssl-tls12-expired"))
    (folder / "closed").chmod(0)
    done = unprivileged("ingest", folder, lake, "--tool", tool.path)
    (folder / "closed").chmod(0o755)
    assert done.returncode == 1 and done.stderr.splitlines() == [
        f"mtlscope-lake: not taken: {folder / 'closed'}: cannot be listed: Permission denied"
    ]
    assert [row["sensor"] for row in rows(lake, asked)] == ["deep"]
    with pytest.raises(SourceError):
        take(tool, lake, folder / "none")
    assert take(tool, lake, folder).files == 1


def test_a_name_that_is_not_utf8_hides_nothing_else(tool: Tool, tmp_path: Path, asked: Asked) -> None:
    folder, lake = tmp_path / "in", tmp_path / "lake"
    folder.mkdir()
    (folder / "a.pcapng").write_bytes(capture("openssl-tls12-expired"))
    Path(os.fsdecode(os.fsencode(folder) + b"/x\xff.pcapng")).write_bytes(capture("openssl-tls12-expired"))
    done = unprivileged("ingest", folder, lake, "--tool", tool.path)
    assert (done.returncode, done.stderr) == (1, f"mtlscope-lake: not taken: {folder}/x\\xff.pcapng: its name is not UTF-8\n")
    assert [Path(row["file"]).name for row in rows(lake, asked)] == ["a.pcapng"]
    with pytest.raises(SourceError, match="cannot be listed"):
        Lister().list([str(folder)])


def test_arguments_that_are_not_utf8(tool: Tool, tmp_path: Path, asked: Asked) -> None:
    """A shell hands on whatever names a folder has."""
    lake = tmp_path / "lake"
    bad, good = (os.fsdecode(os.fsencode(tmp_path) + name) for name in (b"/x\xff.pcapng", b"/a'b;%20 \n.pcapng"))
    for path in (bad, good):
        Path(path).write_bytes(capture("openssl-tls12-expired"))
    done = unprivileged("ingest", bad, good, lake, "--tool", tool.path)
    assert (done.returncode, done.stderr) == (1, f"mtlscope-lake: not taken: {tmp_path}/x\\xff.pcapng: its name is not UTF-8\n")
    assert [row["file"] for row in rows(lake, asked)] == [good]
    for wrong in (["--sensor", bad], ["--tool", bad]):
        done = unprivileged("ingest", good, lake, *wrong)
        assert done.returncode == 2 and len(done.stderr.splitlines()) == 1, done.stderr
    assert unprivileged("ask", "failures", bad).returncode == 2


def test_a_lake_whose_name_is_a_pattern(tool: Tool, captures: Path, tmp_path: Path, asked: Asked) -> None:
    lake = tmp_path / "la'ke [1-2]*{a,b}?"
    assert take(tool, lake, captures / "openssl/openssl-tls12-expired").rows == len(rows(lake, asked)) == 1


def test_a_lake_that_may_not_be_written(tool: Tool, captures: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    done = unprivileged("ingest", captures / "openssl/openssl-tls12-expired", tmp_path / "lake", "--tool", tool.path)
    tmp_path.chmod(0o755)
    assert (done.returncode, done.stderr) == (1, f"mtlscope-lake: {tmp_path / 'lake'}: Permission denied\n")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--jobs", "-1"],
        ["--files-per-partition", "0"],
        ["--bytes-per-partition", "many"],
        ["--carry-over", "nan"],
        ["--look-back", "-1"],
        ["--sensor-pattern", "("],
    ],
)
def test_wrong_usage_of_ingest(tool: Tool, tmp_path: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    try:
        status: object = command.main(["ingest", str(tmp_path / "in"), str(tmp_path / "lake"), "--tool", tool.path, *wrong])
    except SystemExit as ended:
        status = ended.code
    assert status == 2 and wrong[1] in capsys.readouterr().err
