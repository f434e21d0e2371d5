"""The company whose evidence the tests file: its integrations, tokens, scopes, limits, people and days.

Place in the flow: tests only; every piece of evidence_content.py is made from these facts, so that pieces fit together.
"""
# SPDX-License-Identifier: Apache-2.0
import re
from datetime import date, timedelta

REVIEWER = "Ann Keller, Internal Audit"
SECOND_REVIEWER = "Dana Wu, Risk and Compliance"
ENGINEER = "Ben Ortiz, Security Operations"

SCOPES = [("read:users", "Read user information", "standard", "GET /v1/users"),
          ("write:records", "Create or update records", "standard", "POST /v1/records, PATCH /v1/records/{id}"),
          ("read:reports", "Read reporting data", "standard", "GET /v1/reports"),
          ("admin:settings", "Change high-risk settings", "privileged", "PUT /v1/tenant, /v1/sso, /v1/security, /v1/billing"),
          ("export:data", "Export data in bulk", "privileged", "POST /v1/exports"),
          ("manage:integrations", "Create or change integrations", "privileged", "POST /v1/webhooks, /v1/scim/tokens")]
PRIVILEGED = {s[0] for s in SCOPES if s[2] == "privileged"}

# id, kind, owner, third party, data classes, key id, scopes: one key an integration, privileged scopes alone on a key
INTEGRATIONS = [
    ("hris-sync", "HRIS", "People Systems", "HR vendor", "employee records", "tok-001", "read:users"),
    ("payroll-feed", "payroll", "Finance Systems", "payroll vendor", "payroll references", "tok-002", "read:reports"),
    ("crm-sync", "CRM", "Customer Success Systems", "CRM vendor", "contacts", "tok-003", "read:users; write:records"),
    ("helpdesk", "ticketing", "Support Tools", "ticketing vendor", "ticket texts", "tok-004", "write:records"),
    ("scim-directory", "SSO and SCIM", "Identity Team", "identity vendor", "accounts", "tok-005", "manage:integrations"),
    ("warehouse-load", "data pipeline", "Data Platform", "none", "all tenant records", "tok-006", "export:data"),
    ("market-partner", "marketplace", "Partner Office", "marketplace vendor", "orders", "tok-007", "read:reports"),
    ("event-hooks", "webhook", "Platform Engineering", "none", "event envelopes", "tok-008", "write:records"),
    ("bi-reader", "BI", "Analytics", "BI vendor", "reports", "tok-009", "read:reports"),
    ("assistant", "AI", "Product Labs", "AI vendor", "knowledge articles", "tok-010", "read:reports"),
    ("ledger-post", "finance", "Finance Systems", "accounting vendor", "invoices", "tok-011", "write:records"),
    ("archive-drop", "cloud storage", "Data Platform", "storage vendor", "export files", "tok-012", "read:reports"),
]
ADMIN_KEYS = [("tenant-admin", "tok-013", "administrator", "admin:settings", "Platform Security")]

PER_TOKEN, PER_TENANT = 600, 3000  # calls a minute
CLASSES = {"auth": ("minute", 20), "standard": ("minute", 600), "bulk": ("hour", 6), "admin": ("minute", 60)}
CLASS_PATHS = {"auth": ["/oauth/token", "/oauth/revoke"], "standard": ["/v1/users", "/v1/records", "/v1/reports"],
               "bulk": ["/v1/exports", "/v1/imports"], "admin": ["/v1/tenant", "/v1/sso", "/v1/security", "/v1/billing"]}

PRIVILEGED_ENDPOINTS = [
    ("POST", "/v1/exports", "bulk", "bulk export", "export:data"),
    ("POST", "/v1/users", "admin", "user creation", "admin:settings"),
    ("PUT", "/v1/users/{id}/roles", "admin", "permission change", "admin:settings"),
    ("PUT", "/v1/sso", "admin", "SSO settings", "admin:settings"),
    ("POST", "/v1/scim/tokens", "admin", "SCIM provisioning", "manage:integrations"),
    ("POST", "/v1/webhooks", "admin", "webhook configuration", "manage:integrations"),
    ("PUT", "/v1/tenant", "admin", "tenant settings", "admin:settings"),
    ("PUT", "/v1/billing", "admin", "billing change", "admin:settings"),
    ("PUT", "/v1/security", "admin", "security configuration", "admin:settings"),
]


def _month_end(first):
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def span(period):
    """First and last day of `2026-05-14`, `2026-05`, `2026-Q2`, `2026-H1`, `2026` or `DAY..DAY`."""
    if ".." in period:
        first, last = period.split("..")
        return date.fromisoformat(first), date.fromisoformat(last)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", period):
        return date.fromisoformat(period), date.fromisoformat(period)
    year, part = int(period[:4]), period[5:]
    if not part:
        return date(year, 1, 1), date(year, 12, 31)
    length = {"Q": 3, "H": 6}.get(part[0], 1)
    number = int(part.lstrip("QH"))
    first = date(year, (number - 1) * length + 1, 1)
    return first, _month_end(date(year, number * length, 1))


class Case:
    """What a builder may ask: the organization and the days of the period."""

    def __init__(self, org, period):
        self.org = org
        self.period = period
        self.first, self.last = span(period)

    def day(self, part, of=10):
        """A day `part`/`of` of the way through the period."""
        return self.first + timedelta(days=(self.last - self.first).days * part // of)

    def on(self, part, of=10):
        return self.day(part, of).isoformat()

    def after(self, days):
        """So many days after the period's end."""
        return (self.last + timedelta(days=days)).isoformat()

    def before(self, days):
        """So many days before the period's start."""
        return (self.first - timedelta(days=days)).isoformat()

    @property
    def tag(self):
        """Digits that tell the tickets of one period from another's."""
        return f"{self.first:%y%m}"

    def ticket(self, number):
        return f"SEC-{self.tag}{number:02d}"
