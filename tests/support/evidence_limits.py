"""Evidence of rate limits and of protection between tenants (RATE, TENANT), good and bad.

Place in the flow: tests only; part of evidence_content.py.
"""
# SPDX-License-Identifier: Apache-2.0
from evidence_company import CLASS_PATHS, CLASSES, ENGINEER, PER_TENANT, PER_TOKEN, SECOND_REVIEWER
from evidence_forms import Document, Log, Record, Setting, Table


def policy(c):
    return Document(f"Rate limit policy v1.2, {c.org}", [
        ("fields", {"Owner": "Platform", "Version": "1.2", "Approved by": SECOND_REVIEWER, "In force from": c.before(90)}),
        f"Per token: {PER_TOKEN} requests a minute.", f"Per tenant: {PER_TENANT} requests a minute, over all its tokens.",
        ("table", [["Endpoint class", "Limit per token", "Window"], *[[k, n, w] for k, (w, n) in CLASSES.items()]]),
        "A client over its limit gets 429 with Retry-After. Bursts of twice the limit are allowed for five seconds, except for auth and bulk.",
        "Changes need the approval of the owner of the policy; higher limits for one tenant end after 30 days and stand in the exceptions register."])


def _kong(plugins, services=None, **more):
    """Declarative configuration of Kong Gateway (https://docs.konghq.com/gateway/latest/production/deployment-topologies/db-less-and-declarative-config/)."""
    return {"_format_version": "3.0", "_info": {"defaults": {}}, **more, "services": services or [
        {"name": "public-api", "url": "http://api.internal:8080", "routes": [{"name": "v1", "paths": ["/v1"]}], "plugins": plugins}]}


def _limit(by, window, number, **more):
    return {"name": "rate-limiting", "enabled": True, "config": {window: number, "limit_by": by, "policy": "redis", "fault_tolerant": True, **more}}


NGINX = """# nginx -T, production edge, {day}
http {{
    limit_req_zone $http_x_client_id zone=per_token:20m rate={token}r/m;
    limit_req_status 429;
    server {{
        listen 443 ssl;
        location /v1/ {{
            limit_req zone=per_token burst=20 nodelay;
            proxy_pass http://api_backend;
        }}
    }}
}}
"""


def gateway_config(c):
    plugin = _limit("credential", "minute", PER_TOKEN)
    return Setting(f"Gateway configuration export, production, {c.after(2)}", _kong([plugin], _comment=f"exported {c.after(2)} from gateway-prod"),
                   {"conf": NGINX.format(day=c.after(2), token=PER_TOKEN)})


def throttling_policy(c):
    return Document(f"Tenant throttling policy v1.1, {c.org}", [
        ("fields", {"Owner": "Platform", "Version": "1.1", "Approved by": SECOND_REVIEWER, "In force from": c.before(85)}),
        ("table", [["Plan", "Requests a minute per tenant", "Bulk jobs at once"], ["Team", "1200", "1"], ["Business", "3000", "2"],
                   ["Enterprise", "6000", "4"]]),
        "The tokens of one tenant share the tenant's quota: a second token adds nothing to it.",
        ("steps", ["At 80 % of the quota the tenant's administrator sees a notice.", "At 100 % calls get 429 with Retry-After.",
                   "After 30 minutes at 100 % bulk jobs of the tenant are queued until the next hour."]),
        "The head of Platform may raise a quota for at most 30 days; the raise is an entry of the exceptions register."])


def class_limits(c):
    services = [{"name": f"api-{k}", "url": "http://api.internal:8080", "tags": [f"class:{k}"],
                 "routes": [{"name": k, "paths": CLASS_PATHS[k]}], "plugins": [_limit("credential", w, n)]}
                for k, (w, n) in CLASSES.items()]
    return Setting(f"Endpoint-class limits, production gateway, {c.after(2)}", _kong(None, services, _comment=f"exported {c.after(2)} from gateway-prod"))


def _calls(c, status, n=30):
    return sorted(({"timestamp": f"{c.on(1 + i % 9)}T{i % 24:02d}:{(i * 7) % 60:02d}:05Z", "tenant_id": f"t-{i % 5:03d}",
                    "client_id": ["crm-sync", "bi-reader", "helpdesk"][i % 3], "method": "GET", "endpoint": ["/v1/records", "/v1/reports"][i % 2],
                    "status": status, "limit": "per-token", "retry_after": 12, "request_id": f"req-{c.tag}-9{i:04d}"} for i in range(n)),
                  key=lambda r: r["timestamp"])


def throttle_log(c):
    return Log(_calls(c, 429))


def alert_ticket(c):
    return Record(f"{c.ticket(71)} 429 spike of crm-sync, tenant t-004", {
        "Alert ID": f"ALR-{c.tag}71", "Alert rule": "throttle-spikes", "Fired at": f"{c.on(4)}T02:14:00Z", "Ticket ID": c.ticket(71),
        "Status": "Closed", "Opened": c.on(4), "Closed": c.on(5), "Handled by": ENGINEER},
        [("Investigation", "412 refusals in 10 minutes, one client, one tenant: a retry storm after a change of the customer's schema."),
         ("Closure note", "The customer bounded its retries; no other tenant was slowed. Rule and limit stay as they are.")])


def protections(c):
    return Document(f"Noisy-neighbor protections v1.0, {c.org}", [
        ("fields", {"Owner": "Platform", "Version": "1.0", "Approved by": SECOND_REVIEWER, "In force from": c.before(70)}),
        ("table", [["Protection", "What it does", "Configuration", "Set in"],
                   ["Per-tenant limits", "one quota over all tokens of a tenant", f"{PER_TENANT} requests a minute", "gateway, plugin rate-limiting"],
                   ["Queueing", "bulk work waits in a queue per tenant", "at most 200 jobs, oldest 6 hours", "queue bulk-jobs"],
                   ["Backpressure", "early refusal when the service is near its capacity", "503 with Retry-After above 85 % of workers", "service mesh"],
                   ["Asynchronous bulk jobs", "exports and imports run outside the request", "2 jobs at once per tenant", "job runner"],
                   ["Bounded retries", "clients and webhooks give up", "5 attempts, exponential backoff with jitter", "SDK 4.2, webhook worker"],
                   ["Bulk export controls", "cap on rows and number of exports", "6 exports an hour, 500000 rows each", "gateway and export service"],
                   ["Tenant-level alerting", "unusual use by one tenant raises an alert", "3 times the usual load for 10 minutes", "monitoring, rule tenant-load"]])])


def tenant_limits(c):
    plugin = _limit("header", "minute", PER_TENANT, header_name="X-Tenant-ID")
    return Setting(f"Per-tenant limits, production gateway, {c.after(2)}", _kong([plugin], _comment=f"exported {c.after(2)} from gateway-prod"))


def queueing(c):
    return Setting(f"Queue configuration, production, {c.after(1)}", {
        "exported_at": c.after(1), "commit": "platform-config 41c8e2f", "queues": [
            {"name": "bulk-jobs", "partition_by": "tenant_id", "fairness": "round-robin", "max_length_per_tenant": 200, "max_age_hours": 6,
             "concurrency_per_tenant": 2, "overflow": "refuse with 429"},
            {"name": "webhook-delivery", "partition_by": "tenant_id", "fairness": "round-robin", "max_length_per_tenant": 5000, "max_age_hours": 24,
             "concurrency_per_tenant": 8, "overflow": "drop oldest, alert"}]})


def backpressure(c):
    return Setting(f"Load shedding and circuit breakers, production, {c.after(1)}", {
        "exported_at": c.after(1), "system": "service mesh", "load_shedding": {"worker_use_percent": 85, "answer": 503, "retry_after_seconds": 10},
        "circuit_breakers": [{"service": "records", "max_connections": 400, "max_pending": 100, "error_percent": 50, "open_seconds": 30},
                             {"service": "exports", "max_connections": 40, "max_pending": 10, "error_percent": 25, "open_seconds": 60}]})


def async_jobs(c):
    return Setting(f"Bulk job configuration, production, {c.after(1)}", {
        "exported_at": c.after(1), "system": "job runner", "operations": ["export", "import", "bulk update"], "in_request": False,
        "concurrency_per_tenant": 2, "max_rows": 500000, "time_limit_minutes": 60,
        "result": {"delivery": "signed link in the tenant's own storage", "expires_hours": 24}})


def bounded_retries(c):
    return Setting(f"Retry settings, production, {c.after(1)}", {
        "exported_at": c.after(1), "webhook_delivery": {"attempts": 5, "backoff": "exponential", "first_seconds": 10, "jitter": True, "then": "disable and notify"},
        "sdk": {"version": "4.2", "attempts": 5, "backoff": "exponential", "honours_retry_after": True},
        "workers": {"attempts": 3, "then": "dead letter queue"}, "guidance": "https://docs.northwind.example/api/retries"})


def bulk_export_limits(c):
    return Setting(f"Export caps per tenant, production, {c.after(1)}", {
        "exported_at": c.after(1), "system": "export service", "counted_by": "tenant_id", "jobs_at_once": 2, "exports_per_hour": 6,
        "rows_per_export": 500000, "bytes_per_day": 5368709120, "cool_down_minutes": 10})


def tenant_alerting(c):
    return Setting(f"Alert rules by tenant, {c.after(1)}", {
        "exported_at": c.after(1), "system": "monitoring production", "rules": [
            {"id": "tenant-load", "group_by": "tenant_id", "measure": "requests", "threshold": "3 times the median of 7 days", "window_minutes": 10,
             "route": "platform on-call", "enabled": True},
            {"id": "tenant-egress", "group_by": "tenant_id", "measure": "bytes out", "threshold": "2 GiB", "window_minutes": 60,
             "route": "secops on-call", "enabled": True}]})


GOOD = {"RATE-01/policy": policy, "RATE-02/gateway-config": gateway_config, "RATE-03/tenant-throttling": throttling_policy,
        "RATE-04/class-limits": class_limits, "RATE-05/throttle-log": throttle_log, "RATE-06/alert-ticket": alert_ticket,
        "TENANT-01/protections": protections, "TENANT-02/tenant-limits": tenant_limits, "TENANT-03/queueing": queueing,
        "TENANT-04/backpressure": backpressure, "TENANT-05/async-jobs": async_jobs, "TENANT-06/bounded-retries": bounded_retries,
        "TENANT-07/bulk-export-limits": bulk_export_limits, "TENANT-08/tenant-alerting": tenant_alerting}


def _bad_gateway(c):
    return Setting("Gateway configuration export", _kong([_limit("ip", "minute", PER_TOKEN)]))


def _bad_classes(c):
    good = class_limits(c)
    good.value["services"] = good.value["services"][:2]      # bulk and admin have no limit
    return good


def _bad_ticket(c):
    good = alert_ticket(c)
    good.fields.update({"Opened": c.on(5), "Closed": c.on(4)})
    good.fields.pop("Alert ID")
    good.notes = good.notes[:1]
    return good


def _bad_protections(c):
    return Table("Protections", [["Protection", "Configuration"], ["Per-tenant limits", f"{PER_TENANT} requests a minute"],
                                 ["Bounded retries", "5 attempts"], ["Backpressure", ""]])


def _bad_policy(c):
    good = policy(c)
    good.blocks = [good.blocks[0], "We have rate limits. They are generous, and fair to everybody."]
    return good


BAD = {"RATE-01/policy": _bad_policy, "RATE-02/gateway-config": _bad_gateway, "RATE-04/class-limits": _bad_classes, "RATE-05/throttle-log": lambda c: Log(_calls(c, 200)),
       "RATE-06/alert-ticket": _bad_ticket, "TENANT-01/protections": _bad_protections, "TENANT-02/tenant-limits": _bad_gateway}
