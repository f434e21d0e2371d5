"""log-sample and throttle-log on logs as products write them: good, each defect, hostile.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import gzip
import io
import json
import re

import pytest
from record_files import check

SAMPLE, THROTTLE = "APILogging-AuditLogSample-2026-Q2", "APIRateLimits-ThrottleEventLog-2026-Q2"
GOOD = {"timestamp": "2026-05-14T10:00:00Z", "tenant_id": "t-1", "client_id": "hris", "method": "GET", "endpoint": "/v1/users",
        "status": 200, "request_id": "r-1"}


def lines(record, n=100, change=None):
    out = []
    for i in range(n):
        one = json.loads(json.dumps(record))
        if change:
            one = change(i, one) or one
        out.append(json.dumps(one))
    return "\n".join(out) + "\n"


def without(*keys, every=1):
    def change(i, record):
        if i % every == every - 1:
            for key in keys:
                record.pop(key, None)
    return change


def having(every=1, **more):
    def change(i, record):
        if i % every == every - 1:
            record.update(more)
    return change


def table(record, n=100, delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(record)
    for _ in range(n):
        writer.writerow(record.values())
    return out.getvalue()


AZURE = {"TimeGenerated": "2026-05-14T10:00:00.123Z", "TenantId": "t-1", "ApimSubscriptionId": "hris", "Method": "GET",
         "Url": "https://api.northwind.example/v1/users", "ResponseCode": 200, "CorrelationId": "c-1", "OperationId": "get-users"}
AWS = {"requestId": "r-1", "requestTime": "14/May/2026:10:00:00 +0000", "httpMethod": "GET", "resourcePath": "/v1/users", "status": "200",
       "accountId": "123456789012", "apiKeyId": "k1"}
GCP = {"insertId": "i-1", "timestamp": "2026-05-14T10:00:00Z", "httpRequest": {"requestMethod": "GET", "requestUrl": "https://x/v1/users", "status": 200},
       "labels": {"tenant": "t-1", "client_id": "hris"}}
KONG = {"started_at": 1778752800123, "request": {"uri": "/v1/users", "method": "GET", "id": "r-1", "size": 12}, "response": {"status": 200},
        "consumer": {"id": "hris", "custom_id": "hris"}, "tenant": {"id": "t-1"}}
OTEL = {"@timestamp": "2026-05-14T10:00:00+02:00", "http": {"request": {"method": "GET"}, "response": {"status_code": 200}, "route": "/v1/users"},
        "trace": {"id": "x"}, "organization": {"id": "t-1"}, "client": {"id": "hris", "address": "10.0.0.1"}}
OKTA = {"published": "2026-05-14T10:00:00Z", "uuid": "u", "actor": {"id": "hris"}, "outcome": {"result": "SUCCESS"},
        "debugContext": {"debugData": {"requestUri": "/v1/users"}}, "http_method": "GET", "org_id": "t-1"}
NGINX = {"time_iso8601": "2026-05-14T10:00:00+00:00", "request": "GET /v1/users HTTP/1.1", "status": "200", "request_id": "r", "tenant": "t", "consumer": "c"}
CAMEL = {"eventTime": "2026-05-14T10:00:00Z", "organizationId": "t", "integrationId": "c", "requestMethod": "GET", "requestPath": "/", "statusCode": 200, "correlationId": "x"}
KEBAB = {"date-time": "2026-05-14 10:00:00", "account-id": "t", "app-id": "c", "http-method": "GET", "request-uri": "/", "http-status": 200, "x-request-id": "x"}



def sentinel(column, time):
    """A table as portals export it: the column's name, and its text by the day of the month."""
    rows = [f'{time(i % 28 + 1)}' for i in range(100)]
    quoted = [row if column.count(",") else f'"{row}"' for row in rows]
    return f"{column},TenantId,ApimSubscriptionId,Method,Url,ResponseCode,Correlation ID\r\n" + "".join(f"{row},t-1,hris,GET,https://x/v1/users,200,c-1\r\n" for row in quoted)


LOGFMT = "".join(f"ts=2026-05-14T10:00:{i % 60:02d}Z tenant=t-1 client=hris method=GET path=/v1/users status=200 request_id=r-{i}\n" for i in range(100))
ACCESS = "".join(f'10.0.0.1 - hris [14/May/2026:10:00:{i % 60:02d} +0000] "GET /v1/users HTTP/1.1" 200 12 "-" "curl" tenant=t-1 request_id=r-{i}\n' for i in range(100))

# name: file ending, content, codes, what one message says
SAMPLES = {
    "jsonl": ("jsonl", lines(GOOD), [], None),
    "array": ("json", json.dumps([GOOD] * 100, indent=2), [], None),
    "value": ("json", json.dumps({"count": 100, "value": [GOOD] * 100}), [], None),
    "hits": ("json", json.dumps({"took": 1, "hits": {"total": 100, "hits": [{"_id": "x", "_source": GOOD}] * 100}}), [], None),
    "csv": ("csv", table(GOOD), [], None),
    "semicolons": ("csv", "sep=;\r\n" + table(GOOD, delimiter=";"), [], None),
    "spoken headers": ("csv", table(dict(zip(["Time", "Tenant ID", "Client ID", "HTTP Method", "Path", "Status Code", "Correlation ID"], GOOD.values()))), [], None),
    "logfmt": ("log", LOGFMT, [], None),
    "access log": ("log", ACCESS, [], None),
    "azure": ("jsonl", lines(AZURE), [], None),
    "aws": ("jsonl", lines(AWS), [], None),
    "gcp": ("json", json.dumps({"entries": [GCP] * 100}), [], None),
    "kong": ("jsonl", lines(KONG), [], None),
    "opentelemetry": ("jsonl", lines(OTEL), [], None),
    "okta": ("jsonl", lines(OKTA), [], None),
    "nginx": ("jsonl", lines(NGINX), [], None),
    "camel": ("jsonl", lines(CAMEL), [], None),
    "kebab": ("jsonl", lines(KEBAB), [], None),
    "tenant and client only where the caller is known": ("jsonl", lines(GOOD, 100, lambda i, r: {**{k: v for k, v in r.items() if k not in ("tenant_id", "client_id")}, "status": 401} if i % 3 == 0 else None), [], None),
    "one in a hundred lacks one": ("jsonl", lines(GOOD, 100, without("request_id", every=100)), [], None),
    "two in a hundred lack one": ("jsonl", lines(GOOD, 100, without("request_id", every=50)), ["LOG002"], r"Request or correlation ID is missing in 2 of 100 records, first in line 50"),
    "no tenant": ("jsonl", lines(GOOD, 100, without("tenant_id")), ["LOG002"], "no record has Tenant or organization ID"),
    "empty tenants": ("csv", table({**GOOD, "tenant_id": "-"}), ["LOG002"], "no record has Tenant"),
    "null client": ("jsonl", lines({**GOOD, "client_id": None}), ["LOG002"], "no record has Integration or client ID"),
    "no method": ("jsonl", lines(GOOD, 100, without("method")), ["LOG002"], "no record has Method"),
    "forbidden resource": ("jsonl", lines(GOOD, 100, lambda i, r: {**{k: v for k, v in r.items() if k != "tenant_id"}, "status": 403} if i % 2 else None), ["LOG002"], "Tenant or organization ID is missing in 50 of 100"),
    "authorization": ("jsonl", lines(GOOD, 100, having(2, authorization="[REDACTED]")), ["LOG003"], r"authorization \(Access tokens\) in 50 of 100 records, first in line 2"),
    "header deep inside": ("jsonl", lines({**GOOD, "request": {"headers": {"Authorization": "***"}}}), ["LOG003"], r"request\.headers\.Authorization"),
    "cookie": ("jsonl", lines({**GOOD, "headers": {"set-cookie": "x=y"}}), ["LOG003"], r"headers\.set-cookie \(Secrets\)"),
    "api key": ("csv", table({**GOOD, "X-Api-Key": "xxxx"}), ["LOG003"], r"X-Api-Key \(API keys\)"),
    "password": ("log", LOGFMT.replace("status=", "password=x status="), ["LOG003"], "password"),
    "token": ("jsonl", lines({**GOOD, "session_token": "x1"}), ["LOG003"], "session_token"),
    "body": ("jsonl", lines({**GOOD, "request_body": {"a": 1}}), ["LOG003"], r"request_body \(Request bodies\)"),
    "body in an object": ("jsonl", lines({**GOOD, "response": {"body": "{}"}}), ["LOG003"], r"response\.body"),
    "several": ("jsonl", lines({**GOOD, "secret": "x", "token": "y"}), ["LOG003"], r"token .*; secret "),
    "empty headers": ("jsonl", lines({**GOOD, "authorization": "", "token": None, "cookie": "-", "body": {}, "password": False}), [], None),
    "harmless names": ("jsonl", lines({**GOOD, "token_id": "tok-1", "key_id": "k", "page_token": "x", "body_bytes_sent": 12, "client": {"address": "10.0.0.1"}}), [], None),
    "email": ("jsonl", lines({**GOOD, "email": "x"}), ["LOG004"], r"email \(Unnecessary personal data\)"),
    "another month": ("jsonl", lines({**GOOD, "timestamp": "2026-01-14T10:00:00Z"}), ["LOG005"], r"100 of 100 records lie outside 2026-Q2, first in line 1; the log runs from 2026-01-14 to 2026-01-14"),
    "half outside": ("jsonl", lines(GOOD, 100, having(2, timestamp="2026-07-01T00:00:00Z")), ["LOG005"], r"50 of 100 records lie outside 2026-Q2, first in line 2"),
    "first and last moment": ("jsonl", lines(GOOD, 100, lambda i, r: {**r, "timestamp": ["2026-04-01T00:00:00+02:00", "2026-06-30T23:59:59Z", "2026-06-30T23:59:59-05:00"][i % 3]}), [], None),
    "seconds": ("jsonl", lines({**GOOD, "timestamp": 1778752800}), [], None),
    "few": ("jsonl", lines(GOOD, 12), ["LOG006"], "it holds 12 records; 100 are asked for"),
    "broken lines": ("jsonl", lines(GOOD) + '{"timestamp": \n' * 5, ["LOG007"], r"5 of 105 records cannot be read, first in line 101"),
    "one broken line": ("jsonl", lines(GOOD, 200) + "oops\n", ["LOG007"], r"1 of 201"),
    "no times": ("jsonl", lines({**GOOD, "timestamp": "yesterday"}), ["LOG009"], "the time in timestamp cannot be read in 100 of 100"),
    "dates of which nobody knows the order": ("csv", table({**GOOD, "timestamp": "05/06/2026 10:00"}), ["LOG009"],
                                              "cannot be read in 100 of 100 records, first in line 2; no record tells .*: read month first they run from 2026-05-06 to 2026-05-06, day first from 2026-06-05 to 2026-06-05"),
    "sentinel": ("csv", sentinel("TimeGenerated [UTC]", lambda day: f"5/{day}/2026, 10:00:00.123 AM"), [], None),
    "sentinel, early in the month": ("csv", sentinel("TimeGenerated [UTC]", lambda day: f"7/{day % 6 + 1}/2026, 10:00:00.123\u202fPM"), ["LOG005"], "100 of 100 records lie outside 2026-Q2, first in line 2; the log runs from 2026-07-01 to 2026-07-06"),
    "sentinel, saved by a spreadsheet elsewhere": ("csv", sentinel("TimeGenerated [UTC]", lambda day: f"{day:02d}/05/2026 10:00"), [], None),
    "sentinel, local time": ("csv", sentinel("TimeGenerated", lambda day: f"5/{day % 12 + 1}/2026, 10:00:00 AM"), ["LOG009"], "no record tells whether month or day comes first"),
    "american dates": ("csv", sentinel("Time", lambda day: f"04/{day:02d}/2026 10:00:00"), [], None),
    "american dates, one outside": ("csv", sentinel("Time", lambda day: f"{7 if day == 20 else 4}/{day}/2026"), ["LOG005"], "lie outside 2026-Q2, first in line 21; the log runs from 2026-04-01 to 2026-07-20"),
    "two orders in one file": ("csv", sentinel("Time", lambda day: f"04/{day:02d}/2026" if day < 20 else f"{day}/04/2026"), ["LOG009"], "some put the month first"),
    "dates with points": ("csv", sentinel("Zeit,Time", lambda day: f"x,{day:02d}.05.2026 10:00"), [], None),
    "kibana": ("csv", sentinel("@timestamp", lambda day: f"May {day}, 2026 @ 10:00:00.123"), [], None),
    "title above the header": ("csv", "\ufeffSample of May;;;;;;\r\n\r\n" + table(GOOD, delimiter=";"), [], None),
    "titles without delimiters": ("csv", "Sample of May\nExported by,ann\n" + table({**GOOD, "tenant_id": "-"}), ["LOG002"], "no record has Tenant or organization ID; "),
    "lines of a collector": ("log", "".join(f"2026-05-14T10:00:{i % 60:02d}.123Z stdout F " + json.dumps({k: v for k, v in GOOD.items() if k != "timestamp"}) + "\n" for i in range(100)), [], None),
    "amazon's own form": ("log", "".join(f'10.1.1.1 - hris [14/May/2026:10:00:{i % 60:02d} +0000]"GET /v1/users HTTP/1.1" 200 12 req-{i} tenant=t-1\n' for i in range(100)), [], None),
    "envoy's text": ("log", "".join(f'[2026-05-14T10:00:{i % 60:02d}.123Z] "GET /v1/users HTTP/1.1" 200 - 0 154 4 3 "10.0.0.1" "curl" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "api" "10.0.0.2:80" tenant=t client=c\n'
                                    for i in range(100)), [], None),
    "envoy": ("jsonl", lines({"start_time": "2026-05-14T10:00:00.123Z", "method": "GET", "x_envoy_origin_path": "/v1/users", "response_code": 200, "x_request_id": "u", "x_tenant_id": "t", "x_client_id": "c"}), [], None),
    "iis": ("log", "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method cs-uri-stem cs-username c-ip sc-status X-Request-ID X-Tenant-ID\n" +
            "2026-05-14 10:00:01 GET /v1/users hris 10.0.0.9 200 r t-1\n" * 100, [], None),
    "headers as a list": ("jsonl", lines({**GOOD, "headers": [{"name": "Host", "value": "x"}, {"name": "Authorization", "value": "***"}]}), ["LOG003"], r"Authorization \(Access tokens\) in 100 of 100"),
    "prose": ("log", "The log of May was looked at.\nNothing was found in it.\n" * 20, ["LOG001"], "no records can be read"),
    "empty array": ("json", "[]", ["LOG001"], "holds no record"),
    "utf-16": ("csv", ("\ufeff" + table(GOOD)).encode("utf-16-le"), [], None),
    "deep": ("json", "[" * 3000 + "]" * 3000, ["LOG001"], None),
    "long line": ("jsonl", lines(GOOD) + '{"x": "' + "y" * 2_000_000 + '"}\n', ["LOG007"], None),
}


def name_of(prefix, index, ending):
    return f"{prefix}-{index + 1:03d}.{ending}"


@pytest.fixture(scope="module")
def samples(apipack, tmp_path_factory):
    files = {name_of(SAMPLE, i, c[0]): c[1] for i, c in enumerate(SAMPLES.values())}
    return list(check(apipack, tmp_path_factory.mktemp("log") / "w", files).values())


@pytest.mark.parametrize("name", SAMPLES)
def test_log_sample(samples, name):
    said = samples[list(SAMPLES).index(name)]
    _, _, codes, message = SAMPLES[name]
    assert said.codes == codes, said.findings
    if message:
        assert re.search(message, said[codes[0]]["message"]), said[codes[0]]["message"]


WEIGHTS = {"no tenant": "invalid", "authorization": "invalid", "email": "fine", "another month": "invalid", "few": "fine", "broken lines": "invalid",
           "one broken line": "fine", "prose": "invalid", "no times": "fine"}


@pytest.mark.parametrize("name", WEIGHTS)
def test_what_makes_a_log_invalid(samples, name):
    said = samples[list(SAMPLES).index(name)]
    assert any(f["severity"] == "high" for f in said.findings) == (WEIGHTS[name] == "invalid"), said.findings


def test_no_value_is_quoted(apipack, tmp_path):
    name = f"{SAMPLE}.jsonl"
    said = check(apipack, tmp_path / "w", {name: lines({**GOOD, "password": "Tr0ub4dor&3-qx"})})[name]
    assert "LOG003" in said.codes and not any("Tr0ub4dor" in f["message"] for f in said.findings)


def test_places(samples):
    found = samples[list(SAMPLES).index("authorization")]["LOG003"]
    line = SAMPLES["authorization"][1].split("\n")[1]
    assert (found["line"], found["column"]) == (2, line.index('"[RED') + 1)


REFUSED = {**GOOD, "status": 429}
THROTTLES = {
    "json lines": ("jsonl", lines(REFUSED, 20), [], None),
    "among others": ("jsonl", lines(GOOD, 50, having(10, status=429)), [], None),
    "csv": ("csv", table(REFUSED, 9), [], None),
    "error log of nginx": ("log", '2026/05/14 10:00:00 [error] 12#12: *7 limiting requests, excess: 20.100 by zone "token", client: 10.0.0.1, server: api, request: "GET /v1/users?a=1,2 HTTP/1.1", host: "api"\n' * 20, [], None),
    "error log of nginx without refusals": ("log", '2026/05/14 10:00:00 [error] 12#12: *7 open() "/x" failed (2: No such file), client: 10.0.0.1\n' * 20, ["LOG008"], "none of 20 records"),
    "error log of nginx, another year": ("log", '2025/05/14 10:00:00 [warn] 1#1: *7 limiting requests, excess: 20.1 by zone "token", client: 10.0.0.1\n' * 20, ["LOG005"], "20 of 20 refused calls"),
    "error log of nginx, a dry run": ("log", '2026/05/14 10:00:00 [error] 12#12: *7 limiting requests, dry run, excess: 20.1 by zone "token", client: 10.0.0.1, request: "GET /v1 HTTP/1.1"\n' * 20, ["LOG008", "LOG010"], "none of 20 records"),
    "error log of nginx, connections": ("log", '2026/05/14 10:00:00 [error] 12#12: *7 limiting connections by zone "addr", client: 10.0.0.1\n' * 20, ["LOG008"], "none of 20 records"),
    "a dry run among refusals": ("log", '2026/05/14 10:00:00 [error] 1#1: *7 limiting requests, excess: 20.1 by zone "a", client: 10.0.0.1\n' * 5 + '2026/05/14 10:00:00 [warn] 1#1: *7 limiting requests, dry run, excess: 20.1 by zone "b", client: 10.0.0.1\n' * 4, ["LOG010"], "4 of 9 records tell of a limit in a dry run, first in line 6"),
    "status of limit_req": ("jsonl", lines({**GOOD, "status": 503, "limit_req_status": "REJECTED"}, 5), [], None),
    "status of limit_req, a dry run": ("jsonl", lines({**GOOD, "limit_req_status": "REJECTED_DRY_RUN"}, 5), ["LOG008", "LOG010"], "none of 5 records"),
    "refused calls of which nobody knows the day": ("csv", table({**REFUSED, "timestamp": "5/6/2026 10:00"}, 20), ["LOG009"], "read month first"),
    "log of aws waf": ("jsonl", lines({"timestamp": 1778752800123, "terminatingRuleType": "RATE_BASED", "action": "BLOCK", "httpRequest": {"uri": "/v1/users", "httpMethod": "GET", "requestId": "r"}}), [], None),
    "words": ("csv", table({**GOOD, "status": "429 Too Many Requests"}, 9), [], None),
    "access log": ("log", ACCESS.replace(" 200 12", " 429 0"), [], None),
    "an event": ("jsonl", lines({"time": "2026-05-14T10:00:00Z", "event_type": "rate_limit_exceeded", "tenant": "t-1"}, 5), [], None),
    "aws": ("jsonl", lines({**AWS, "status": "429"}, 5), [], None),
    "kong": ("json", json.dumps([{**KONG, "response": {"status": 429}}] * 3), [], None),
    "none": ("jsonl", lines(GOOD, 50), ["LOG008"], "none of 50 records"),
    "none in csv": ("csv", table(GOOD, 50), ["LOG008"], "none of 50 records"),
    "a size of 429": ("jsonl", lines({**GOOD, "bytes": 429}, 50), ["LOG008"], None),
    "a year early": ("jsonl", lines({**REFUSED, "timestamp": "2025-05-14T10:00:00Z"}, 20), ["LOG005"], r"20 of 20 refused calls lie outside 2026-Q2"),
    "other calls outside": ("jsonl", lines(REFUSED, 50, having(10, status=200, timestamp="2026-01-01T00:00:00Z")), [], None),
    "prose": ("txt", "No call was refused.\n", ["LOG001"], None),
    "nothing happened": ("jsonl", (lines(GOOD, 5), {"extraction": {"query": "status=429", "records": 0, "run_by": "x", "run_at": "2026-07-01"}}), [], None),
}


@pytest.fixture(scope="module")
def throttles(apipack, tmp_path_factory):
    files = {name_of(THROTTLE, i, c[0]): c[1] for i, c in enumerate(THROTTLES.values())}
    return list(check(apipack, tmp_path_factory.mktemp("throttle") / "w", files).values())


@pytest.mark.parametrize("name", THROTTLES)
def test_throttle_log(throttles, name):
    said = throttles[list(THROTTLES).index(name)]
    _, _, codes, message = THROTTLES[name]
    assert said.codes == codes, said.findings
    assert not message or re.search(message, said[codes[0]]["message"]), said[codes[0]]["message"]


def test_names_and_rules_of_ones_own(apipack, tmp_path):
    name = f"{SAMPLE}.jsonl"
    record = {**{k: v for k, v in GOOD.items() if k != "tenant_id"}, "mandant": "m-1", "authorization": "***", "email": "x"}
    overlay = {"catalogs": [{"id": "log_fields_useful", "steps": [{"id": "tenant+own", "say": "Mandant", "words": ["mandant"]}]},
                            {"id": "log_fields_harmless", "steps": [{"id": "mail", "words": ["email"]}]}],
               "controls": [{"id": "LOG-02", "requires": [{"id": "log-sample", "checks": [{"log-sample": {"masked": "allowed", "min_records": 5}}]}]}]}
    assert check(apipack, tmp_path / "a", {name: lines(record, 9)}, overlay)[name].codes == []
    assert check(apipack, tmp_path / "b", {name: lines(record, 9)})[name].codes == ["LOG002", "LOG003", "LOG004", "LOG006"]


def test_a_gzip_is_read_through(apipack, tmp_path):
    name = f"{SAMPLE}.gz"
    said = check(apipack, tmp_path / "w", {name: gzip.compress(lines(GOOD, 100, without("tenant_id")).encode(), mtime=0)})[name]
    assert said.codes == ["LOG002"]
