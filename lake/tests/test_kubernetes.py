"""The recipe for Kubernetes in docs/lake.md: what it has Spark ask of a cluster is valid. There is no cluster here.

A server on loopback stands in for the API and answers that all was made. What arrives is compared with Kubernetes' own schema.
"""

from __future__ import annotations

import http.server
import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from test_documents import PAGE

from conftest import need_java

pytestmark = pytest.mark.spark
SECTION = PAGE.split("On Kubernetes")[1].split("\n## ")[0]


def blocks(kind: str) -> list[str]:
    found: list[str] = re.findall(rf"^```{kind}\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
    return found


class Api(http.server.BaseHTTPRequestHandler):
    """Says of everything that it was made."""

    protocol_version = "HTTP/1.1"
    made: list[dict[str, Any]] = []

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.made.append(json.loads(json.dumps(given)))
        given["metadata"].update(uid="1", resourceVersion="1", namespace="default")
        answer = json.dumps(given).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_PATCH = do_POST

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_what_spark_asks_of_a_cluster_is_valid(api: str, tmp_path: Path) -> None:
    need_java()
    import pyspark

    (command,) = [each for each in blocks("") if "spark-submit --master k8s" in each]
    assert "https://API:6443" in command
    arguments = shlex.split(command.replace("https://API:6443", api).replace("\\\n", " "))
    arguments[0] = str(Path(sys.executable).with_name("spark-submit"))
    # The command would wait for the pod, which never comes to run here.
    arguments[1:1] = ["--conf", "spark.kubernetes.submission.waitAppCompletion=false"]
    environment = {**os.environ, "SPARK_HOME": pyspark.__path__[0], "SPARK_LOCAL_IP": "127.0.0.1", "KUBECONFIG": str(tmp_path / "none")}
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    made = {each["kind"]: each for each in Api.made}
    assert made.keys() >= {"Pod", "Service", "ConfigMap"}
    for each in Api.made:
        kubernetes_validate.validate(each, "1.31", strict=True)
    pod = made["Pod"]["spec"]
    (account,) = [each for each in manifests() if each["kind"] == "ServiceAccount"]
    assert pod["serviceAccountName"] == account["metadata"]["name"]
    (container,) = pod["containers"]
    assert container["image"] == "IMAGE" and container["args"][-2:] == ["local:///opt/verdicts.py", "s3://captures/"]


def manifests() -> list[dict[str, Any]]:
    (text,) = blocks("yaml")
    return list(yaml.safe_load_all(text))


def test_the_manifests_of_the_recipe_are_valid() -> None:
    assert [each["kind"] for each in manifests()] == ["ServiceAccount", "RoleBinding"]
    for each in manifests():
        kubernetes_validate.validate(each, "1.31", strict=True)
