"""The check rate-limit-config: what gateways export, read by vendor; which limits are really in force.

The shapes follow the vendors' documentation, which the readers in src/inspect/content/limits/ name.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json

import pytest
from document_space import DocumentSpace

TOKEN, CLASS, TENANT = "APIRateLimits-GatewayConfigExport-2026-Q2", "APIRateLimits-EndpointClassLimits-2026-Q2", "APITenancy-TenantLimitConfig-2026-Q2"
POLICY = "APIRateLimits-RateLimitPolicy-v1.2-Approved"


@pytest.fixture(scope="session")
def space(apipack, tmp_path_factory):
    return DocumentSpace(apipack, tmp_path_factory.mktemp("limits"))


def codes_of(space, files):
    return sorted(f["code"] for f in space.check(files) if f["code"].startswith("RAT"))


def kong(config, plugin="rate-limiting", more=""):
    return f'_format_version: "3.0"\nservices:\n- name: public-api\n  routes:\n  - name: v1\n    paths: [/v1]\n  plugins:\n  - name: {plugin}\n{more}    config: {config}\n'


KONG_CLASSES = '_format_version: "3.0"\nservices:\n- name: api\n  routes:\n' + "".join(
    f"  - name: {n}\n    paths: [{p}]\n    plugins:\n    - name: rate-limiting\n      config: {{minute: {k}, limit_by: credential}}\n"
    for n, p, k in (("tokens", "/oauth/token", 20), ("users", "/v1/users-standard", 600), ("exports", "/v1/exports", 6), ("settings", "/admin/settings", 60)))
NGINX = """http {
    map $http_x_api_key $limit_key { default $http_x_api_key; }
    limit_req_zone $limit_key zone=per_token:20m rate=600r/m;   # per client
    limit_req_zone $http_x_tenant_id zone=per_tenant:20m rate=50r/s;
    server {
        location /v1/ { limit_req zone=per_token burst=20 nodelay; limit_req zone=per_tenant; }
        location = /oauth/token { limit_req zone=per_token; }
        location /v1/exports { limit_req zone=per_token; }
        location /admin { limit_req zone=per_token; }
    }
}
"""


def plans(stages=True, **more):
    plan = {"id": "p1", "name": "standard", "apiStages": [{"apiId": "a1", "stage": "prod", "throttle": {
        "/oauth/token/POST": {"rateLimit": 5.0, "burstLimit": 5}, "/v1/exports/POST": {"rateLimit": 0.1, "burstLimit": 1},
        "/admin/settings/PUT": {"rateLimit": 1.0, "burstLimit": 2}}}] if stages else [], "throttle": {"burstLimit": 20, "rateLimit": 10.0},
        "quota": {"limit": 100000, "offset": 0, "period": "DAY"}}
    return json.dumps({"items": [{**plan, **more}]}, indent=2)


def envoy(enforced=100, descriptor=True):
    share = f"{{default_value: {{numerator: {enforced}, denominator: HUNDRED}}}}"
    text = ("static_resources:\n  listeners:\n  - name: api\n    http_filters:\n    - name: envoy.filters.http.local_ratelimit\n      typed_config:\n"
            "        '@type': type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit\n        stat_prefix: http\n"
            "        token_bucket: {max_tokens: 10000, tokens_per_fill: 1000, fill_interval: 1s}\n"
            f"        filter_enabled: {share}\n        filter_enforced: {share}\n")
    if descriptor:
        text += "        descriptors:\n        - entries: [{key: client_id}]\n          token_bucket: {max_tokens: 600, tokens_per_fill: 600, fill_interval: 60s}\n"
    return text


def azure(inner):
    return f"<policies>\n  <inbound>\n    <base />\n{inner}  </inbound>\n</policies>\n"


AZURE_KEY = '    <rate-limit-by-key calls="600" renewal-period="60" counter-key="@(context.Request.Headers.GetValueOrDefault("X-Client-Id","anonymous"))" />\n'
AZURE_CLASSES = AZURE_KEY + "".join(
    f'    <choose><when condition="@(context.Request.Url.Path.Contains("{p}"))"><rate-limit-by-key calls="{n}" renewal-period="60" counter-key="@(context.Subscription.Id)" /></when></choose>\n'
    for p, n in (("/oauth/token", 20), ("/exports", 6), ("/admin", 60)))


def cloudflare(key='http.request.headers["x-api-key"]', **more):
    rule = {"id": "r1", "action": "block", "enabled": True, "description": "API by key", "expression": '(http.request.uri.path matches "^/v1/")',
            "ratelimit": {"characteristics": ["cf.colo.id", key], "period": 60, "requests_per_period": 600, "mitigation_timeout": 60}, **more}
    return json.dumps({"result": {"kind": "zone", "phase": "http_ratelimit", "rules": [rule]}, "success": True}, indent=2)


def waf(keys=None, action="Block"):
    rate = {"Limit": 2000, "EvaluationWindowSec": 300, **(keys or {"AggregateKeyType": "CUSTOM_KEYS", "CustomKeys": [{"Header": {"Name": "x-api-key"}}]})}
    return json.dumps({"WebACL": {"Name": "api", "Rules": [{"Name": "rate", "Priority": 0, "Statement": {"RateBasedStatement": rate}, "Action": {action: {}}}]}}, indent=2)


BY_TOKEN = [
    ("kong", "yaml", kong("{minute: 600, limit_by: credential, policy: redis}"), []),
    ("kong, consumer by default", "yaml", kong("{minute: 600, policy: local}"), []),
    ("kong advanced", "yaml", kong("{limit: [600], window_size: [60], identifier: consumer}", "rate-limiting-advanced"), []),
    ("kong header", "yaml", kong("{minute: 600, limit_by: header, header_name: X-Client-Id}"), []),
    ("kong json", "json", json.dumps({"plugins": [{"name": "rate-limiting", "enabled": True, "config": {"second": 5, "limit_by": "consumer"}}]}), []),
    ("kong resource", "yaml", "apiVersion: configuration.konghq.com/v1\nkind: KongPlugin\nmetadata: {name: rl}\nplugin: rate-limiting\nconfig: {minute: 5, limit_by: consumer}\n---\nkind: Service\n", []),
    ("aws", "json", plans(), []),
    ("nginx", "conf", NGINX, []),
    ("envoy", "yaml", envoy(), []),
    ("envoy service", "yaml", "domain: api\ndescriptors:\n- key: client_id\n  rate_limit: {unit: minute, requests_per_unit: 600}\n", []),
    ("azure", "xml", azure(AZURE_KEY), []),
    ("azure subscription", "xml", azure('    <rate-limit calls="20" renewal-period="90" />\n'), []),
    ("cloudflare", "json", cloudflare(), []),
    ("simple", "yaml", "limits:\n- {class: standard, by: token, limit: 600, window: minute}\n", []),
    ("text", "txt", "Gateway export\nrate-limiting: limit_by=credential minute=600 policy=redis\n", []),
    ("markdown", "md", "# Export\n\n```yaml\n" + kong("{minute: 600, limit_by: credential}") + "```\n", []),
    ("terraform", "json", json.dumps({"values": {"root_module": {"resources": [{"type": "aws_api_gateway_usage_plan", "values": {
        "name": "standard", "api_stages": [{"api_id": "a", "stage": "prod", "throttle": []}], "throttle_settings": [{"burst_limit": 20, "rate_limit": 10}],
        "quota_settings": [{"limit": 100000, "offset": 0, "period": "DAY"}]}}]}}}), []),
    ("aws waf", "json", waf(), []),
    ("aws waf by ip", "json", waf({"AggregateKeyType": "IP"}), ["RAT003"]),
    ("aws waf only counts", "json", waf(action="Count"), ["RAT002"]),
    ("kong by ip", "yaml", kong("{minute: 600, limit_by: ip}"), ["RAT003"]),
    ("nginx by ip", "conf", "limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;\nserver { location / { limit_req zone=one; } }\n", ["RAT003"]),
    ("cloudflare by ip", "json", cloudflare("ip.src"), ["RAT003"]),
    ("azure by ip", "xml", azure('    <rate-limit-by-key calls="10" renewal-period="60" counter-key="@(context.Request.IpAddress)" />\n'), ["RAT003"]),
    ("envoy, all callers", "yaml", envoy(descriptor=False), ["RAT003"]),
    ("kong switched off", "yaml", kong("{minute: 600, limit_by: credential}", more="    enabled: false\n"), ["RAT002"]),
    ("aws, plan without stage", "json", plans(stages=False), ["RAT002"]),
    ("nginx, dry run", "conf", NGINX.replace("server {", "limit_req_dry_run on;\n    server {"), ["RAT002"]),
    ("nginx, zone not used", "conf", "limit_req_zone $http_authorization zone=one:10m rate=1r/s;\nserver { location / { proxy_pass http://b; } }\n", ["RAT002"]),
    ("envoy not enforced", "yaml", envoy(0), ["RAT002"]),
    ("cloudflare only logs", "json", cloudflare(action="log"), ["RAT002"]),
    ("cloudflare disabled", "json", cloudflare(enabled=False), ["RAT002"]),
    ("azure commented out", "xml", azure("    <!-- " + AZURE_KEY.strip() + " -->\n"), ["RAT001"]),
    ("kong without limits", "yaml", '_format_version: "3.0"\nservices:\n- name: api\n  plugins:\n  - name: key-auth\n', ["RAT001"]),
    ("no limit at all", "json", json.dumps({"timeout_seconds": 30, "retries": 5}), ["RAT001"]),
    ("words alone", "md", "# Gateway\n\nRate limiting is enabled for all clients.\n", ["RAT001"]),
    ("hostile: nested", "json", '{"a":' * 60 + "1" + "}" * 60, ["RAT001"]),
    ("hostile: braces", "conf", "limit_req_zone x zone=a:1m rate=1r/s; " + "a { " * 20000, ["RAT002"]),
    ("hostile: tags", "xml", "<policies>" + '<rate-limit calls="' * 20000, ["RAT001"]),
    ("hostile: aliases", "yaml", "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *{'a' if n == 0 else f'b{n - 1}'}]\n" for n in range(30)), ["RAT001"]),
]


@pytest.mark.parametrize("name,ext,data,codes", BY_TOKEN, ids=[r[0] for r in BY_TOKEN])
def test_by_token(space, name, ext, data, codes):
    assert codes_of(space, {f"{TOKEN}.{ext}": data}) == codes


BY_CLASS = [
    ("kong", "yaml", KONG_CLASSES, []),
    ("aws", "json", plans(), []),
    ("nginx", "conf", NGINX, []),
    ("azure", "xml", azure(AZURE_CLASSES), []),
    ("simple", "yaml", "classes:\n  auth: {per_minute: 20}\n  standard: {per_minute: 600}\n  bulk: {per_hour: 6}\n  admin: {per_minute: 60}\n", []),
    ("strings", "yaml", "limits: {auth: 20/min, standard: 600/min, bulk: 6 per hour, admin: 60 per minute}\n", []),
    ("csv", "csv", "class,limit per minute\nauth,30\nstandard,600\nbulk,5\nadmin,60\n", []),
    ("csv with window", "csv", "Endpoint class,By,Limit,Window\nauth,token,20,minute\nstandard,token,600,minute\nbulk,token,6,hour\nadmin,token,60,minute\n", []),
    ("table", "md", "# Limits\n\n| Class | Requests per minute |\n|---|---|\n| auth | 20 |\n| standard | 600 |\n| bulk | 1 |\n| admin | 60 |\n", []),
    ("two missing", "yaml", "classes:\n  auth: {per_minute: 20}\n  standard: {per_minute: 600}\n", ["RAT004"]),
    ("one for all", "yaml", kong("{minute: 600, limit_by: credential}"), ["RAT004"]),
    ("bulk switched off", "yaml", "classes:\n  auth: {per_minute: 20}\n  standard: {per_minute: 600}\n  bulk: {per_hour: 6, enabled: false}\n  admin: {per_minute: 60}\n", ["RAT002", "RAT004"]),
]


@pytest.mark.parametrize("name,ext,data,codes", BY_CLASS, ids=[r[0] for r in BY_CLASS])
def test_by_class(space, name, ext, data, codes):
    assert codes_of(space, {f"{CLASS}.{ext}": data}) == codes


def test_a_zone_called_by_what_it_counts_is_no_class(space):
    zones = "limit_req_zone $http_x_api_key zone=token:10m rate=10r/s;\nlimit_req_zone $http_x_api_key zone=exports:10m rate=6r/m;\n"
    uses = "server {\n location /v1/ { limit_req zone=token; }\n location /v1/jobs { limit_req zone=exports; }\n}\n"
    found = space.check({CLASS + ".conf": zones + uses})
    assert next(f for f in found if f["code"] == "RAT004")["message"] == "2 of 4 endpoint classes have no limit: auth, admin"


@pytest.mark.parametrize("path,missing", [("^/v1/", "auth, bulk, admin"), ("/api/v2/*", "auth, bulk, admin"), ("/v1/exports", "auth, standard, admin"), ("/v1/users", None)])
def test_a_path_that_all_calls_have_is_no_narrower_than_all(space, path, missing):
    rule = {"action": "block", "enabled": True, "expression": f'(http.request.uri.path matches "{path}")',
            "ratelimit": {"characteristics": ["cf.colo.id", 'http.request.headers["x-api-key"]'], "period": 60, "requests_per_period": 600}}
    found = space.check({CLASS + ".json": json.dumps({"phase": "http_ratelimit", "rules": [rule]})})
    assert next(f for f in found if f["code"] == "RAT004")["message"].endswith(missing or "no endpoint class has a limit of its own: expected limits for auth, standard, bulk, admin")


def test_missing_classes_are_named(space):
    found = space.check({CLASS + ".yaml": "classes:\n  auth: {per_minute: 20}\n  standard: {per_minute: 600}\n"})
    assert next(f for f in found if f["code"] == "RAT004")["message"] == "2 of 4 endpoint classes have no limit: bulk, admin"


BY_TENANT = [
    ("kong header", "yaml", kong("{minute: 3000, limit_by: header, header_name: X-Tenant-ID}"), []),
    ("tenants", "yaml", "tenants:\n  default: {per_minute: 600}\n", []),
    ("json", "json", json.dumps({"limit_by": "tenant", "per_minute": 3000}), []),
    ("nginx", "conf", NGINX, []),
    ("cloudflare", "json", cloudflare('http.request.headers["x-tenant-id"]'), []),
    ("csv", "csv", "Plan,Requests per minute per tenant\nTeam,1200\nBusiness,3000\n", []),
    ("by token only", "yaml", kong("{minute: 600, limit_by: credential}"), ["RAT003"]),
    ("nothing", "yaml", "tenants:\n  default: {storage_gb: 5}\n", ["RAT001"]),
]


@pytest.mark.parametrize("name,ext,data,codes", BY_TENANT, ids=[r[0] for r in BY_TENANT])
def test_by_tenant(space, name, ext, data, codes):
    assert codes_of(space, {f"{TENANT}.{ext}": data}) == codes


POLICIES = [
    ("table", "# Policy\n\n| Endpoint class | Limit per token | Window |\n|---|---|---|\n| auth | 20 | minute |\n| bulk | 6 | hour |\n", []),
    ("sentence", "# Policy\n\nPer token: 600 requests a minute. Per tenant: 3,000 requests a minute.\n", []),
    ("no number", "# Policy\n\nWe limit calls fairly.\n", ["RAT005"]),
]


@pytest.mark.parametrize("name,data,codes", POLICIES, ids=[p[0] for p in POLICIES])
def test_policy(space, name, data, codes):
    assert codes_of(space, {POLICY + ".md": data}) == codes


def test_a_standard_without_retention_is_said(space):
    found = space.check({"APILogging-AuditLoggingStandard-v1.1-Approved.md": "# Standard\n\nEvery call is logged.\n"})
    assert [f["severity"] for f in found if f["code"] == "RET004"] == ["low"]
