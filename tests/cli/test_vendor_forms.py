"""Each content check on forms that vendors document and that its own tests do not have: good ones, subtle defects, hostile ones.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json

import pytest
from document_space import DocumentSpace

FAMILIES = ("LOG", "SCO", "TOK", "END", "TKT", "RAT", "SGN", "RBK", "RET", "FMT", "SEC", "XEV")


def lines(record, n=120):
    return (json.dumps(record) + "\n") * n


LOG = "APILogging-AuditLogSample-2026-Q2"
THROTTLE = "APIRateLimits-ThrottleEventLog-2026-Q2"
MATRIX = "APIScopes-ScopeRoleMatrix-2026-Q2"
TOKENS = "APIAuth-TokenRegister-2026-Q2"
ENDPOINTS = "APIPrivileged-EndpointList-2026-Q2"
GATEWAY = "APIRateLimits-GatewayConfigExport-2026-Q2"
ALERTS = "APIAbuse-AlertConfiguration-2026-Q2"
RUNBOOK = "APIRunbook-TokenCompromise-v1.0-Approved"
SIGNOFF = "APILogging-LogReviewSignoff-2026-05"
TICKET = "APIAbuse-AlertToTicketSample-2026-05"
RETENTION = "APILogging-RetentionSettings-2026-Q2"
RISKS = "APIGovernance-RiskRegister-2026-Q2"
PROTECTIONS = "APITenancy-NoisyNeighborProtections-v1.0-Approved"
TENANT = "APITenancy-TenantLimitConfig-2026-Q2"
TRAEFIK = {"ClientAddr": "10.0.0.1:5", "ClientUsername": "hris", "DownstreamStatus": 200, "DownstreamContentSize": 12, "RequestMethod": "GET", "RequestPath": "/v1/users", "StartUTC": "2026-05-14T10:00:00.123Z", "StartLocal": "2026-05-14T12:00:00.123+02:00", "request_X-Tenant-Id": "t-1", "request_X-Request-Id": "r-1", "level": "info", "msg": "", "time": "2026-05-14T10:00:01Z"}
CLOUDFLARE = {"EdgeStartTimestamp": "2026-05-14T10:00:00Z", "ClientRequestMethod": "GET", "ClientRequestURI": "/v1/users", "EdgeResponseStatus": 200, "RayID": "abc", "RequestHeaders": {"x-tenant-id": "t", "x-client-id": "c"}}
CADDY = {"level": "info", "ts": 1778752800.123, "logger": "http.log.access", "request": {"remote_ip": "1.2.3.4", "method": "GET", "uri": "/v1/users", "headers": {"Authorization": ["REDACTED"], "X-Request-Id": ["r"], "X-Tenant-Id": ["t"], "X-Client-Id": ["c"]}}, "status": 200}
CLOUDTRAIL = {"Records": [{"eventVersion": "1.08", "userIdentity": {"type": "AssumedRole", "principalId": "p", "accountId": "1"}, "eventTime": "2026-05-14T10:00:00Z", "eventName": "CreateKey", "requestID": "r", "recipientAccountId": "1", "eventID": "e"}] * 120}
KIBANA = "@timestamp,organization.id,client.user.id,http.request.method,url.path,http.response.status_code,trace.id\n" + "".join((f""""May {i % 28 + 1}, 2026 @ 10:00:00.123",t,c,GET,/v1,200,{('' if i % 20 == 0 else 'x')}\n""" for i in range(120)))
AZURE = {"TimeGenerated": "2026-05-14T10:00:00Z", "Method": "GET", "Url": "https://x/v1", "ResponseCode": 429, "LastErrorReason": "RateLimitExceeded", "ApimSubscriptionId": "s", "CorrelationId": "c"}
APIGEE = {"gateway_flow_id": "r", "client_received_start_timestamp": 1778752800123, "response_status_code": 429, "request_verb": "GET", "request_path": "/v1", "developer_app": "a", "fault_name": "QuotaViolation"}
KINDS = ["Bulk export", "User creation", "Permission change", "SSO settings", "SCIM provisioning", "Webhook configuration", "Tenant settings", "Billing change", "Security configuration"]
TABLE = "| Method | Path | Kind | Class | Required scope |\n|---|---|---|---|---|\n" + "".join((f'| POST | /v1/x{i} | {k} | admin | admin:x{i} |\n' for i, k in enumerate(KINDS)))

# name, file, content, codes
CASES = [
    ("traefik", LOG + ".jsonl",
     lines(TRAEFIK),
     []),
    ("cloudflare logpush", LOG + ".jsonl",
     lines(CLOUDFLARE),
     []),
    ("caddy keeps the header", LOG + ".jsonl",
     lines(CADDY),
     ["LOG003"]),
    ("cloudtrail", LOG + ".json",
     json.dumps(CLOUDTRAIL),
     ["LOG002"]),
    ("kibana, one in twenty without a trace", LOG + ".csv",
     KIBANA,
     ["LOG002"]),
    ("nul bytes", LOG + ".jsonl",
     "\x00\x00" + lines(CLOUDFLARE),
     ["FMT002"]),
    ("a line that is too deep", LOG + ".jsonl",
     '{"a":' * 5000 + "\n" + lines(CLOUDFLARE),
     ["LOG007"]),
    ("traefik, 429", THROTTLE + ".jsonl",
     lines({**TRAEFIK, "DownstreamStatus": 429}),
     []),
    ("azure, 429", THROTTLE + ".jsonl",
     lines(AZURE),
     []),
    ("apigee, 429", THROTTLE + ".jsonl",
     lines(APIGEE),
     []),
    ("429 is a path", THROTTLE + ".jsonl",
     lines({**TRAEFIK, "RequestPath": "/v1/429", "DownstreamStatus": 200}),
     ["LOG008"]),
    ("envoy's text, 429", THROTTLE + ".log",
     "".join((f'[2026-05-14T10:00:{i % 60:02d}.123Z] "GET /v1 HTTP/1.1" 429 RL 0 18 0 - "10.0.0.1" "curl" "id" "api" "-"\n' for i in range(40))),
     []),
    ("a portal's table", THROTTLE + ".csv",
     "Date (UTC),Status,Rule,Action\n" + "".join((f'5/{i % 28 + 1}/2026 10:00,429,rl,block\n' for i in range(40))),
     []),
    ("auth0 client grants", MATRIX + ".json",
     json.dumps([{"id": "cgr_1", "client_id": "c1", "client_name": "HRIS", "audience": "https://api", "scope": ["read:users"], "owner": "Ann", "last_reviewed": "2026-06-01"}, {"id": "cgr_2", "client_id": "c2", "client_name": "BI", "audience": "https://api", "scope": ["read:reports", "admin:settings"], "owner": "Ben", "last_reviewed": "2026-06-01"}]),
     ["SCO004"]),
    ("entra grants", MATRIX + ".json",
     json.dumps({"value": [{"clientId": "1", "clientDisplayName": "HR", "consentType": "AllPrincipals", "scope": "User.Read Directory.ReadWrite.All", "owner": "x", "lastReviewed": "2026-06-02"}]}),
     ["SCO004"]),
    ("all scopes, days as in the US", MATRIX + ".csv",
     "Client,Scope,Owner,Last review\nHR,*:*,Ann,6/14/2026\nBI,read:users,Ben,6/14/2026\n",
     ["SCO003"]),
    ("by name, one not reviewed", MATRIX + ".yaml",
     "integrations:\n  hr: {scopes: [read:users], owner: ann, last_review: 2026-06-01}\n  bi: {scopes: 'read:reports', owner: ben, last_review: 2025-01-01}\n",
     ["SCO006"]),
    ("a register, one lives too long", TOKENS + ".csv",
     "key_id,name,created_at,expires_at,last_rotated_at,status,owner,created_by_ticket,class,last_reviewed\nk1,hr,2026-01-01,2026-12-01,2026-04-01,active,ann,SEC-1,standard,\nk2,bi,2026-01-01,2029-12-01,2026-04-01,active,ann,SEC-2,privileged,2026-06-01\n",
     ["TOK003"]),
    ("aws access keys", TOKENS + ".json",
     json.dumps({"AccessKeyMetadata": [{"UserName": "svc", "AccessKeyId": "AKIAEXAMPLE", "Status": "Active", "CreateDate": "2024-01-01T00:00:00Z"}]}),
     ["TOK002", "TOK004", "TOK005"]),
    ("days as in the US, tokens", TOKENS + ".csv",
     "Token,Created,Expires,Last rotated,Ticket,Owner,Status\nt1,1/14/2026,12/14/2026,4/14/2026,SEC-1,ann,active\n",
     []),
    ("endpoints as markdown", ENDPOINTS + ".md",
     "# Privileged endpoints\n\n" + TABLE,
     ["FMT008"]),
    ("endpoints with semicolons, one open to readers", ENDPOINTS + ".csv",
     "HTTP Method;Route;Privileged function;Endpoint class;Permission\n" + "".join((f"POST;/v1/x{i};{k};admin;{('read:x' if i == 3 else 'admin:x')}\n" for i, k in enumerate(KINDS))),
     ["END004"]),
    ("security by references", ENDPOINTS + ".json",
     json.dumps({"openapi": "3.0.0", "info": {}, "paths": {"/a": {"get": {"security": [{"$ref": "x"}] * 1000}}}}),
     ["END002", "END003"]),
    ("kong's resource for kubernetes", GATEWAY + ".yaml",
     "apiVersion: configuration.konghq.com/v1\nkind: KongPlugin\nmetadata: {name: rl}\nplugin: rate-limiting\nconfig: {minute: 600, limit_by: consumer, policy: redis}\n",
     []),
    ("traefik's middleware", GATEWAY + ".yaml",
     "http:\n  middlewares:\n    api-rl:\n      rateLimit:\n        average: 100\n        period: 1m\n        burst: 50\n        sourceCriterion:\n          requestHeaderName: X-Api-Key\n",
     ["RAT001"]),
    ("envoy's rate limit service", GATEWAY + ".yaml",
     "domain: api\ndescriptors:\n- key: api_key\n  rate_limit: {unit: minute, requests_per_unit: 600}\n- key: tenant_id\n  rate_limit: {unit: minute, requests_per_unit: 3000}\n",
     []),
    ("nginx, a dry run", GATEWAY + ".conf",
     "limit_req_zone $http_x_api_key zone=tok:10m rate=10r/s;\nserver { location /v1/ { limit_req zone=tok burst=20 nodelay; limit_req_dry_run on; } }\n",
     ["RAT002"]),
    ("another xml", GATEWAY + ".xml",
     '<RateLimit name="x"><Allow countRef="1"/></RateLimit>',
     ["RAT001"]),
    ("azure's quota by key", GATEWAY + ".xml",
     '<policies><inbound><base /><quota-by-key calls="600" renewal-period="60" counter-key="@(context.Subscription.Id)" /></inbound></policies>',
     []),
    ("apigee's spike arrest", GATEWAY + ".xml",
     '<?xml version="1.0"?><SpikeArrest name="SA"><Identifier ref="request.header.apikey"/><Rate>600pm</Rate></SpikeArrest>',
     ["RAT001"]),
    ("envoy filter at 0 %", TENANT + ".yaml",
     "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nspec:\n  configPatches:\n  - patch:\n      value:\n        typed_config:\n          value:\n            stat_prefix: rl\n            token_bucket: {max_tokens: 3000, tokens_per_fill: 3000, fill_interval: 60s}\n            filter_enabled: {default_value: {numerator: 0, denominator: HUNDRED}}\n",
     ["RAT002"]),
    ("splunk's saved searches", ALERTS + ".json",
     json.dumps({"result": [{"id": "r1", "title": "Brute force", "cron": "*/5 * * * *", "alert_threshold": 20, "alert_type": "number of events", "actions": "email,pagerduty", "disabled": False}] + [{"title": x, "alert_threshold": "20", "actions": "email", "disabled": x == "Bulk export"} for x in ("429 spike", "Bulk export", "Unusual IP", "Data egress")]}),
     ["LOG023"]),
    ("terraform, one alarm", ALERTS + ".tf",
     'resource "aws_cloudwatch_metric_alarm" "a" { alarm_name = "bulk-export" threshold = 5 alarm_actions=[x] }',
     ["LOG020"]),
    ("elastic's rules", ALERTS + ".yaml",
     "- rule: {name: Repeated login failures, type: threshold, threshold: {value: 20}, actions: [{group: default, id: slack}], enabled: true}\n" + "".join((f'- rule: {{name: {n}, type: threshold, threshold: {{value: 20}}, actions: [{{group: default, id: slack}}], enabled: true}}\n' for n in ("429 spike", "Bulk export", "New IP", "Data egress"))),
     []),
    ("runbook by headings", RUNBOOK + ".md",
     "# Token compromise runbook\n\nOwner: SecOps\nVersion: 1.0\nApproved by: CISO, 2026-01-02\nContact: secops@x.example\n\n## 1. Identify the affected integration\nx\n## 2. Revoke the token\nx\n## 3. Rotate credentials\nx\n## 4. Review logs\nx\n## 5. Assess customer impact\nx\n## 6. Document lessons learned\nNotify customers within 72 h.\n",
     []),
    ("runbook by table, two steps exchanged", RUNBOOK + ".md",
     "# Token compromise runbook\n\nOwner: SecOps. Version 1.0, approved by CISO on 2 January 2026. Contact: secops@x.example\n\n| Step | What | Who |\n|---|---|---|\n| 1 | Identify affected integration | on-call |\n| 2 | Review logs | on-call |\n| 3 | Revoke token | on-call |\n| 4 | Rotate keys | platform |\n| 5 | Assess customer impact | CS |\n| 6 | Close and lessons learned; notify customers | lead |\n",
     ["RBK002"]),
    ("sign-off as trailers", SIGNOFF + ".md",
     "Reviewed-by: Ann Lee <ann@x.example>\nReview date: 3 June 2026\nScope: API gateway logs, 1-31 May\nConclusion: no anomalies; 2 follow-ups (SEC-9, SEC-10)\n",
     []),
    ("sign-off as mail", SIGNOFF + ".eml",
     "From: ann@x.example\nTo: grc@x.example\nDate: Wed, 3 Jun 2026 10:00:00 +0000\nSubject: Log review May 2026\n\nI, Ann Lee, reviewed the API logs for May 2026 on 3 June 2026.\nScope: gateway and audit logs.\nConclusion: nothing unusual.\n",
     []),
    ("sign-off with places to fill in", SIGNOFF + ".md",
     "Reviewer: [name]\nDate: YYYY-MM-DD\nScope: \nConclusion: ok\n",
     ["SGN001", "SGN002", "SGN003"]),
    ("servicenow", TICKET + ".json",
     json.dumps({"number": "INC001", "u_alert_id": "A-1", "opened_at": "2026-05-14 10:00:00", "closed_at": "2026-05-14 12:00:00", "state": "7", "close_notes": "blocked the client and rotated the key"}),
     []),
    ("jira, closed before it was opened", TICKET + ".json",
     json.dumps({"issue": {"key": "SEC-1", "fields": {"created": "2026-05-14T10:00:00.000+0000", "resolutiondate": "2026-05-13T10:00:00.000+0000", "status": {"name": "Done"}, "summary": "Alert A-1 429 spike", "resolution": {"name": "Fixed"}, "comment": {"comments": [{"body": "client throttled, partner told"}]}, "customfield_1": "A-1"}}}),
     ["TKT006"]),
    ("days as in the US, closed before it was opened", TICKET + ".csv",
     "Alert ID,Ticket,Opened,Closed,Closure note\nA-1,SEC-1,5/14/2026 10:00 AM,5/14/2026 9:00 AM,client throttled and told\n",
     ["TKT006"]),
    ("elastic's policy, 30 days", RETENTION + ".json",
     json.dumps({"indices": {"api": {"policy": {"phases": {"delete": {"min_age": "30d"}}}}}}),
     ["RET002"]),
    ("terraform's log group", RETENTION + ".tf",
     'resource "aws_cloudwatch_log_group" "api" {\n  name = "/api"\n  retention_in_days = 400\n}\n',
     ["FMT008"]),
    ("loki, 90 days", RETENTION + ".yaml",
     "table_manager:\n  retention_deletes_enabled: true\n  retention_period: 2160h\n",
     []),
    ("risks, one without owner, one overdue", RISKS + ".csv",
     "Risk ID,Description,Risk Owner,Target date,Status,Evidence\nR-1,tokens,Ann,6/14/2026,Open,\nR-2,keys,,12/14/2026,Open,\nR-3,logs,Ben,,Closed,SEC-1\n",
     ["TKT021", "TKT024"]),
    ("risks as json:api", RISKS + ".json",
     json.dumps({"data": [{"id": "R-1", "attributes": {"title": "x", "owner": "ann", "due_date": "2026-12-01", "status": "open"}}]}),
     []),
    ("risks by alias", RISKS + ".yaml",
     "- &a {id: R-1, title: x, owner: ann, due: 2026-12-01, status: open}\n" + "- *a\n" * 3000,
     []),
    ("protections in bold", PROTECTIONS + ".md",
     "# Noisy neighbours\n\n**Per-tenant limits**: 3,000 rpm (gateway)\n**Queueing**: SQS per tenant, 200 messages\n**Backpressure**: 503 + Retry-After above 85 %\n**Asynchronous bulk jobs**: 2 workers a tenant\n**Bounded retries**: 5, exponential\n**Bulk export controls**: 6/hour\n**Tenant-level alerting**: 3x baseline\n",
     []),
    ("protections by key, one empty", PROTECTIONS + ".json",
     json.dumps({"protections": {"perTenantLimits": {"value": 3000}, "queueing": {"maxDepth": 200}, "backpressure": {"threshold": 0.85}, "asyncBulkJobs": {"workers": 2}, "boundedRetries": {"max": 5}, "bulkExportControls": {"perHour": 6}, "tenantAlerting": None}}),
     ["RAT021"]),
]


@pytest.fixture(scope="session")
def space(apipack, tmp_path_factory):
    return DocumentSpace(apipack, tmp_path_factory.mktemp("vendors"))


@pytest.mark.parametrize("name,file,data,codes", CASES, ids=[c[0] for c in CASES])
def test_form(space, name, file, data, codes):
    found = [f for f in space.check({file: data}) if f["code"].startswith(FAMILIES)]
    assert sorted(f["code"] for f in found) == codes, [(f["code"], f["message"]) for f in found]
