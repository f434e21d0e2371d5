"""The checks on settings: alert catalogues, tenant protections, retention; good inputs, each defect, hostile ones.

Place in the flow: tests only; rate limits are in test_rate_limits.py.
"""
# SPDX-License-Identifier: Apache-2.0
import json

import pytest
from document_space import DocumentSpace

FAMILIES = ("RET", "RAT", "LOG02")


@pytest.fixture(scope="session")
def space(apipack, tmp_path_factory):
    return DocumentSpace(apipack, tmp_path_factory.mktemp("settings"))


def codes_of(space, name, data):
    return sorted(f["code"] for f in space.check({name: data}) if f["code"].startswith(FAMILIES))


# --- alert-catalogue ------------------------------------------------------------------------------

ALERTS = "APIAbuse-AlertConfiguration-2026-Q2"
KINDS = ["repeated failures", "429 spikes", "bulk exports", "unusual IPs", "data egress"]


def alerts_csv(kinds=KINDS, **odd):
    rows = [[k, odd.get("threshold", "20 in 5 minutes"), odd.get("route", "secops on-call"), odd.get("enabled", "yes")] for k in kinds]
    return "Kind,Threshold,Route,Enabled\n" + "".join(",".join(r) + "\n" for r in rows)


PROMETHEUS = """groups:
- name: api-abuse
  rules:
""" + "".join(f"  - alert: {a}\n    expr: {e} > {n}\n    for: 5m\n    labels: {{severity: high, team: secops}}\n" for a, e, n in (
    ("ApiRepeatedAuthFailures", "sum(rate(auth_failures[5m]))", 20), ("Api429Spike", "sum(rate(http_429[5m]))", 100), ("ApiBulkExport", "exports_total", 3),
    ("ApiUnusualIp", "new_ip_count", 0), ("ApiDataEgress", "egress_bytes", 2000000000)))
SEVERITY_ONLY = PROMETHEUS.replace(", team: secops", "")
ALERTMANAGER = """global: {resolve_timeout: 5m}
route:
  receiver: secops
  group_by: [alertname]
  routes:
  - matchers: [severity = "info"]
    receiver: nobody
receivers:
- name: nobody
- name: secops
  pagerduty_configs:
  - routing_key_file: /etc/alertmanager/key
"""
GRAFANA = json.dumps({"apiVersion": 1, "groups": [{"orgId": 1, "name": "api", "folder": "x", "interval": "1m", "rules": [
    {"uid": f"u{n}", "title": d, "condition": "C", "data": [{"refId": "C", "model": {"type": "threshold", "expression": f"$B > {20 + n}"}}], "labels": {"severity": "high"}}
    for n, d in enumerate(["Brute force", "429 spike", "Bulk export", "New IP", "Data egress"])]}]})
SENTINEL = json.dumps({"value": [{"name": str(n), "properties": {"displayName": d, "enabled": True, "triggerOperator": "GreaterThan", "triggerThreshold": 20,
                                                                 "actions": [{"logicAppResourceId": "/x/notify-secops"}]}} for n, d in enumerate(
    ["Brute force against the API", "429 spike by tenant", "Mass export of records", "Sign-in from new IP", "Possible data exfiltration"])]})
DATADOG = json.dumps([{"id": n, "name": d, "type": "query alert", "query": "sum(last_5m):x > 20", "message": "look @pagerduty-secops"} for n, d in enumerate(
    ["API auth failures", "API throttling spike", "Large export", "Unusual location", "Outbound volume"])])
CLOUDWATCH = json.dumps({"MetricAlarms": [{"AlarmName": d, "Threshold": 20.0, "ComparisonOperator": "GreaterThanThreshold", "ActionsEnabled": True,
                                           "AlarmActions": ["arn:aws:sns:eu-central-1:111122223333:secops"]} for d in
                                          ["api-failed-authentication", "api-429-spikes", "api-bulk-export", "api-anomalous-ip", "api-data-egress"]]})
ALERT_CASES = [
    ("csv", "csv", alerts_csv(), []),
    ("prometheus", "yaml", PROMETHEUS, []),
    ("prometheus, severity alone", "yaml", SEVERITY_ONLY, ["LOG022"]),
    ("prometheus and alertmanager in one file", "yaml", SEVERITY_ONLY + "---\n" + ALERTMANAGER, []),
    ("prometheus and alertmanager in one file, to nobody", "yaml", SEVERITY_ONLY + "---\n" + ALERTMANAGER.replace("receiver: secops", "receiver: nobody"), ["LOG022"]),
    ("alertmanager alone", "yaml", ALERTMANAGER, ["LOG020"]),
    ("sentinel", "json", SENTINEL, []),
    ("datadog", "json", DATADOG, []),
    ("cloudwatch", "json", CLOUDWATCH, []),
    ("table", "md", "# Alerts\n\n| Pattern | Condition | Notifies |\n|---|---|---|\n" + "".join(f"| {k} | more than 20 in 5 minutes | SecOps |\n" for k in KINDS), []),
    ("headings", "md", "# Alerts\n\n" + "".join(f"## {k}\n\nFires above 20 in 5 minutes; pages the on-call of SecOps.\n\n" for k in KINDS), []),
    ("list", "txt", "Alert rules\n\n" + "".join(f"- {k}: above 20 in 5 minutes, goes to secops on-call\n" for k in KINDS), []),
    ("one route for all", "yaml", "receiver: secops\nrules:\n" + "".join(f"- {{kind: {k}, threshold: 20}}\n" for k in KINDS), []),
    ("one of a map without a route", "yaml", "alerts:\n" + "".join(f"  {k.replace(' ', '_')}: {{threshold: 20{', route: secops' if n else ''}}}\n" for n, k in enumerate(KINDS)), ["LOG022"]),
    ("two missing", "csv", alerts_csv(KINDS[:3]), ["LOG020"]),
    ("no threshold", "csv", alerts_csv(threshold=""), ["LOG021"]),
    ("no route", "csv", alerts_csv(route=""), ["LOG022"]),
    ("switched off", "csv", alerts_csv(enabled="no"), ["LOG023"]),
    ("one disabled", "json", SENTINEL.replace("true", "false", 1), ["LOG023"]),
    ("prose without values", "md", "# Alerts\n\nWe watch repeated failures, 429 spikes, bulk exports, unusual IPs and data egress.\n", ["LOG021", "LOG022"]),
    ("names alone", "json", json.dumps({"alerts": KINDS}), ["LOG021", "LOG022"]),
    ("hostile: empty rows", "csv", "a,b\n" + ",\n" * 50000 + "1,2\n", ["LOG020"]),
    ("hostile: deep yaml", "yaml", "a:\n" + "".join(" " * n + "- x:\n" for n in range(1, 60)), ["LOG020"]),
]


@pytest.mark.parametrize("name,ext,data,codes", ALERT_CASES, ids=[r[0] for r in ALERT_CASES])
def test_alerts(space, name, ext, data, codes):
    assert codes_of(space, f"{ALERTS}.{ext}", data) == codes


def test_missing_alerts_are_named(space):
    found = next(f for f in space.check({ALERTS + ".csv": alerts_csv(KINDS[:3])}) if f["code"] == "LOG020")
    assert found["message"] == "2 of 5 alert kinds are not configured: Unusual IP addresses; Data egress"


# --- tenant-protections ---------------------------------------------------------------------------

PROTECTIONS = "APITenancy-NoisyNeighborProtections-v1.0-Approved"
SEVEN = [("Per-tenant limits", "3000 requests a minute"), ("Queueing", "at most 200 jobs a tenant"), ("Backpressure", "503 above 85 %"),
         ("Asynchronous bulk jobs", "2 at once"), ("Bounded retries", "5 attempts"), ("Bulk export controls", "6 an hour"), ("Tenant-level alerting", "3 times the usual load")]


def protections(rows=SEVEN, head="# Protections\n\n| Protection | Configuration |\n|---|---|\n", form="| {0} | {1} |\n"):
    return head + "".join(form.format(*r) for r in rows)


PROTECTION_CASES = [
    ("table", "md", protections(), []),
    ("csv", "csv", protections(head="Protection,Setting,Where\n", form="{0},{1},gateway\n"), []),
    ("yaml list", "yaml", protections(head="protections:\n", form="- {{name: {0}, value: {1}}}\n"), []),
    ("headings", "md", protections(head="# P\n\n", form="## {0}\n\nSet to {1}, in the gateway.\n\n"), []),
    ("list", "txt", protections(head="Protections\n\n", form="- {0}: {1}\n"), []),
    ("other words", "md", protections([("Rate limits per tenant", "3000/min"), ("Work queues", "200 jobs"), ("Load shedding", "85 %"), ("Background jobs", "2"),
                                       ("Retry limit", "5"), ("Export cap", "6/h"), ("Alerting by tenant", "3x")]), []),
    ("not used", "md", protections([*SEVEN[:3], ("Asynchronous bulk jobs", "not used, because exports answer at once"), *SEVEN[4:]]), []),
    ("two missing", "md", protections(SEVEN[:5]), ["RAT020"]),
    ("empty cell", "csv", protections([*SEVEN[:2], ("Backpressure", ""), *SEVEN[3:]], "Protection,Configuration\n", "{0},{1}\n"), ["RAT021"]),
    ("to come", "md", protections([*SEVEN[:2], ("Backpressure", "TBD"), *SEVEN[3:]]), ["RAT021"]),
    ("words alone", "md", "# P\n\n" + "".join(f"- {r[0]} protect tenants.\n" for r in SEVEN), ["RAT021"]),
    ("silence", "md", "# P\n\nWe protect our tenants.\n", ["RAT020"]),
    ("hostile: long cells", "md", protections([(r[0], r[1] * 20000) for r in SEVEN]), []),
]


@pytest.mark.parametrize("name,ext,data,codes", PROTECTION_CASES, ids=[r[0] for r in PROTECTION_CASES])
def test_protections(space, name, ext, data, codes):
    assert codes_of(space, f"{PROTECTIONS}.{ext}", data) == codes


# --- retention ------------------------------------------------------------------------------------

RETENTION = "APILogging-RetentionSettings-2026-Q2"
GROUPS = {"logGroups": [{"logGroupName": "/api/prod", "retentionInDays": 400}, {"logGroupName": "/api/audit"}]}
RETENTION_CASES = [
    ("cloudwatch", "json", json.dumps(GROUPS), []),
    ("cloudwatch, never", "json", json.dumps({"logGroups": [{"logGroupName": "/api/prod", "storedBytes": 1}]}), []),
    ("azure", "json", json.dumps({"properties": {"retentionInDays": 90, "totalRetentionInDays": 730}, "name": "ApiAudit"}), []),
    ("google", "yaml", "name: projects/p/locations/global/buckets/api\nretentionDays: 400\nlocked: true\n", []),
    ("s3", "json", json.dumps({"Rules": [{"ID": "logs", "Status": "Enabled", "Filter": {"Prefix": "api/"}, "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}], "Expiration": {"Days": 365}}]}), []),
    ("elastic", "json", json.dumps({"policy": {"phases": {"hot": {"min_age": "0ms"}, "delete": {"min_age": "400d", "actions": {"delete": {}}}}}}), []),
    ("splunk", "conf", "[api_audit]\nhomePath = $SPLUNK_DB/api/db\nfrozenTimePeriodInSecs = 34560000\n", []),
    ("loki", "yaml", "limits_config:\n  retention_period: 9600h\n", []),
    ("kafka", "txt", "Topic: api-audit  retention.ms=34560000000\n", []),
    ("iso", "yaml", "stores:\n- {name: api, retention: P13M}\n", []),
    ("months", "md", "# Retention\n\nAPI logs are kept for 13 months.\n", []),
    ("years", "md", "# Retention\n\n| Store | Retention |\n|---|---|\n| api-audit | 2 years |\n", []),
    ("tier", "yaml", "stores:\n- {name: api archive, retention_days: 400}\n- {name: api hot, retention_days: 30}\n", []),
    ("xml", "xml", "<logstore name='api'><retentionDays>400</retentionDays></logstore>\n", []),
    ("value and unit", "yaml", "retention: {value: 13, unit: months}\n", []),
    ("too short, value and unit", "yaml", "retention: {value: 3, unit: weeks}\n", ["RET002"]),
    ("too short, xml", "xml", "<logstore name='api' retentionDays='30'/>\n", ["RET002"]),
    ("too short", "json", json.dumps({"logGroups": [{"logGroupName": "/api/prod", "retentionInDays": 30}]}), ["RET002"]),
    ("too short in hours", "yaml", "limits_config:\n  retention_period: 744h\n", ["RET002"]),
    ("too short, iso", "yaml", "stores:\n- {name: api, retention: P2M}\n", ["RET002"]),
    ("too short in weeks", "md", "# Retention\n\nLogs are kept for 4 weeks.\n", ["RET002"]),
    ("zero", "yaml", "stores:\n- {name: api, retention_days: 0}\n", ["RET002"]),
    ("one store too short", "json", json.dumps({"logGroups": [{"logGroupName": "/api/prod", "retentionInDays": 400}, {"logGroupName": "/api/gateway", "retentionInDays": 14}]}), ["RET003"]),
    ("nothing", "json", json.dumps({"logGroup": "/api", "encrypted": True}), ["RET001"]),
    ("policy without a number", "md", "# Retention\n\nLogs are kept as long as needed.\n", ["RET001"]),
    ("hostile: huge number", "json", json.dumps({"stores": [{"name": "x", "retention_days": 10 ** 40}]}), []),
    ("hostile: many stores", "json", json.dumps({"stores": [{"name": f"s{n}", "retention_days": 400} for n in range(30000)]}), []),
]


@pytest.mark.parametrize("name,ext,data,codes", RETENTION_CASES, ids=[r[0] for r in RETENTION_CASES])
def test_retention(space, name, ext, data, codes):
    assert codes_of(space, f"{RETENTION}.{ext}", data) == codes


def test_a_short_retention_has_its_line_and_number(space):
    found = next(f for f in space.check({RETENTION + ".json": json.dumps({"logGroups": [{"logGroupName": "/api/prod", "retentionInDays": 30}]}, indent=1)})
                 if f["code"] == "RET002")
    assert found["line"] == 5 and found["message"] == "logs are kept 30 days (/api/prod); expected: at least 90 days"


def test_hostile_xml_is_read_in_bounds(space):
    data = "<logs><store retentionDays='400' x" + '=""' * 200000 + "/></logs>"
    assert codes_of(space, RETENTION + ".xml", data) == []
