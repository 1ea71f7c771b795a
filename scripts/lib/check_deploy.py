"""Checks what deploy/ holds; scripts/check runs it.

usage: check_deploy.py TOOL

The rules and their tests by promtool; every metric that a rule or a panel names, against docs/metrics.md; the queries of the
dashboard by promtool; the systemd unit by systemd-analyze; the Kubernetes manifests against Kubernetes' own schema; the
arguments that the unit and the manifest give, by the tool's own reading of them.
"""

import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import kubernetes_validate
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = "1.27"
METRIC = re.compile(r"\bmtlscope_\w+")


def run(*command: str, cwd: pathlib.Path = DEPLOY) -> list[str]:
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if result.returncode == 0:
        return []
    return [f"{' '.join(command)}: {result.stdout}{result.stderr}"]


def check_rules() -> list[str]:
    folder = DEPLOY / "prometheus"
    return run("promtool", "check", "rules", "mtlscope.rules.yml", cwd=folder) + run(
        "promtool", "test", "rules", "mtlscope.rules.test.yml", cwd=folder
    ) + run("promtool", "check", "config", "--syntax-only", "prometheus.yml", cwd=folder)


def untested_alerts() -> list[str]:
    """Every alert fires in one test."""
    rules = yaml.safe_load((DEPLOY / "prometheus/mtlscope.rules.yml").read_text())
    tests = yaml.safe_load((DEPLOY / "prometheus/mtlscope.rules.test.yml").read_text())
    alerts = {rule["alert"] for group in rules["groups"] for rule in group["rules"] if "alert" in rule}
    fired = {
        case["alertname"]
        for test in tests["tests"]
        for case in test.get("alert_rule_test", [])
        if case["exp_alerts"]
    }
    found = [f"deploy/prometheus: no test makes {alert} fire" for alert in sorted(alerts - fired)]
    for group in rules["groups"]:
        for rule in group["rules"]:
            pages = rule.get("labels", {}).get("severity") == "page"
            if pages and "mtlscope_failures" in rule["expr"] and 'confidence!="low"' not in rule["expr"]:
                found.append(f"deploy/prometheus: {rule['alert']} pages on low confidence")
    return found


def dashboard_queries() -> list[str]:
    board = json.loads((DEPLOY / "grafana/mtlscope.json").read_text())
    return [target["expr"] for panel in board["panels"] for target in panel["targets"]]


def check_dashboard() -> list[str]:
    """Each query is one, once Grafana has filled in its variables."""
    rules = [
        {"record": f"query:{number}".replace(":", "_"), "expr": re.sub(r"\$__\w+", "5m", query)}
        for number, query in enumerate(dashboard_queries())
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "queries.yml"
        path.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
        return run("promtool", "check", "rules", str(path))


def check_names() -> list[str]:
    documented = set(METRIC.findall((ROOT / "docs/metrics.md").read_text()))
    named = {"deploy/grafana/mtlscope.json": "\n".join(dashboard_queries())}
    named["deploy/prometheus/mtlscope.rules.yml"] = (DEPLOY / "prometheus/mtlscope.rules.yml").read_text()
    found = []
    for file, text in named.items():
        for name in sorted(set(METRIC.findall(text))):
            if re.sub(r"_bucket$", "", name) not in documented:
                found.append(f"{file}: docs/metrics.md has no {name}")
    return found


def check_unit(tool: str) -> list[str]:
    """The unit as it will be, but for where the tool is."""
    unit = DEPLOY / "systemd/mtlscope-watch@.service"
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "mtlscope-watch@eth0.service"
        copy.write_text(unit.read_text().replace("/usr/bin/mtlscope", tool))
        command = ["systemd-analyze", "verify", "--man=no", str(copy)]
        result = subprocess.run(command, capture_output=True, text=True)
        # It says nothing by its status of settings that it does not know, and speaks of other units too.
        lines = [line for line in result.stderr.splitlines() if "mtlscope-watch@" in line]
        found = [f"deploy/systemd: {line}" for line in lines]
        # Of 100; what it needs, packets and sockets, makes 18.
        return found + run("systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(copy))


def check_arguments(tool: str) -> list[str]:
    """The tool takes them: the interface is not there, or may not be watched."""
    unit = (DEPLOY / "systemd/mtlscope-watch@.service").read_text().replace("\\\n", " ")
    start = re.search(r"^ExecStart=\S+ (.*)$", unit, re.MULTILINE)[1]
    more = re.search(r'^Environment=MTLSCOPE_OPTIONS="(.*)"$', unit, re.MULTILINE)[1]
    commands = [shlex.split(start.replace("$MTLSCOPE_OPTIONS", more).replace("%I", "none").replace("%i", "none"))]
    for document in yaml.safe_load_all((DEPLOY / "kubernetes/mtlscope.yaml").read_text()):
        for container in document.get("spec", {}).get("template", {}).get("spec", {}).get("containers", []):
            text = "\n".join(container["args"]).replace("$(NODE_ADDRESS)", "192.0.2.1")
            commands.append(re.sub(r"\nany\n", "\nnone\n", text).split("\n"))
    found = []
    for command in commands:
        # Waiting for an interface would be no test of arguments, and would not end.
        arguments = [word for word in command if word not in ("--wait-interface", "--retry")]
        result = subprocess.run([tool, *arguments], capture_output=True, text=True)
        if result.returncode not in (66, 77):
            found.append(f"deploy/: {shlex.join(arguments)}: {result.stderr}")
    return found


def check_kubernetes() -> list[str]:
    found = []
    for document in yaml.safe_load_all((DEPLOY / "kubernetes/mtlscope.yaml").read_text()):
        try:
            kubernetes_validate.validate(document, KUBERNETES, strict=True)
        except kubernetes_validate.ValidationError as error:
            found.append(f"deploy/kubernetes/mtlscope.yaml: {document['kind']}: {error.message}")
    return found


def main() -> int:
    tool = str(pathlib.Path(sys.argv[1]).resolve())
    found = check_rules() + untested_alerts() + check_dashboard() + check_names()
    found += check_unit(tool) + check_arguments(tool) + check_kubernetes()
    if found:
        print("\n".join(found))
    return 1 if found else 0


sys.exit(main())
