"""The checks on small documents: real-shaped inputs, good ones, each defect, hostile ones, and the codes they give.

Place in the flow: tests only; tests/support/evidence_content.py has one good and one bad file per requirement besides.
"""
# SPDX-License-Identifier: Apache-2.0
import json

import make_sample
import pytest
from document_space import DocumentSpace

pytestmark = pytest.mark.threads

FAMILIES = ("RBK", "SGN", "TKT", "RET", "RAT", "LOG02", "XEV03")


@pytest.fixture(scope="session")
def space(apipack, tmp_path_factory):
    return DocumentSpace(apipack, tmp_path_factory.mktemp("documents"))


def codes_of(space, name, data):
    found = space.check({name: data})
    return sorted(f["code"] for f in found if f["code"].startswith(FAMILIES))


# --- runbook-steps --------------------------------------------------------------------------------

RUNBOOK = "APIRunbook-TokenCompromise-v1.0-Approved"
HEAD = "# Token compromise runbook\n\n**Owner:** Security Operations\n**Version:** 1.0\n**Approved by:** Dana Wu\n**Contact:** on-call, by pager\n\n"
SIX = ["Identify the affected integration", "Revoke the token", "Rotate the keys", "Review the logs", "Assess the data accessed", "Document closure"]
TELL = "\n## Notify\n\nCustomers within 72 hours.\n"


def steps(words, marker="{n}. {s}\n"):
    return "".join(marker.format(n=n, s=s) for n, s in enumerate(words, 1))


def swapped(a, b):
    words = list(SIX)
    words[a], words[b] = words[b], words[a]
    return words


RUNBOOKS = [
    ("list", "md", HEAD + steps(SIX) + TELL, []),
    ("headings", "md", HEAD + steps(SIX, "## {n}. {s}\n\nDo it, and keep the record.\n\n") + TELL, []),
    ("step words", "md", HEAD + steps(SIX, "### Step {n}: {s}\n\ntext\n\n") + TELL, []),
    ("table", "md", HEAD + "| # | Step | Who |\n|---|---|---|\n" + steps(SIX, "| {n} | {s} | SecOps |\n") + TELL, []),
    ("other words", "md", HEAD.replace("Owner", "Document owner").replace("Version", "Revision").replace("Contact", "Escalation") + steps(
        ["Triage: determine the affected client", "Disable the credential", "Issue new keys to the partner", "Analyze access logs",
         "Impact assessment", "Post-incident review and corrective actions"]) + "\nCommunication: inform customers and partners.\n", []),
    ("front matter", "md", "---\ntitle: Token compromise\nowner: SecOps\nversion: 2.1\napproved_by: D. Wu\ncontact: pager\n---\n" + steps(SIX) + TELL, []),
    ("text", "txt", "Token compromise runbook v1.2\n\nOwner: SecOps\nApproved by: Dana Wu, 2026-01-02\nContact: pager 24/7\n\n" + steps(SIX, "STEP {n} - {s}\n\n") +
     "NOTIFICATION\nCustomers are told within 72 hours.\n", []),
    ("html", "html", "<!DOCTYPE html><html><body><h1>Runbook v3</h1><table><tr><td>Owner</td><td>SecOps</td></tr><tr><td>Approver</td><td>Dana</td></tr>"
     "<tr><td>On-call</td><td>pager</td></tr></table><ol>" + steps(SIX, "<li>{s}</li>") + "</ol><h2>Notify customers</h2><p>72 hours</p></body></html>", []),
    ("docx", "docx", make_sample.docx("Token compromise runbook v1.0", ["Owner", "Security Operations", "Approved by", "Dana Wu", "Contact", "On-call pager",
                                                                        *SIX, "Notify", "Customers within 72 hours."]), []),
    ("no rotation", "md", HEAD + steps(SIX[:2] + SIX[3:]) + TELL, ["RBK001"]),
    ("logs are named, their review is not", "md", HEAD + steps([SIX[0] + " with the register and gateway logs", SIX[1], SIX[2], *SIX[4:]]) + TELL, ["RBK001"]),
    ("version and approval in one line", "md", "# Runbook\n\nOwner: SecOps\nVersion 2.3 (approved 2026-01-10 by J. Smith, CISO)\nContact: pager\n\n" + steps(SIX) + TELL, []),
    ("order", "md", HEAD + steps(swapped(0, 1)) + TELL, ["RBK002"]),
    ("order of the end", "md", HEAD + steps(swapped(3, 5)) + TELL, ["RBK002"]),
    ("no owner", "md", HEAD.replace("**Owner:** Security Operations\n", "") + steps(SIX) + TELL, ["RBK003"]),
    ("owner to come", "md", HEAD.replace("Security Operations", "TBD") + steps(SIX) + TELL, ["RBK003"]),
    ("no version", "md", HEAD.replace("**Version:** 1.0\n", "") + steps(SIX) + TELL, ["RBK004"]),
    ("no approval", "md", HEAD.replace("**Approved by:** Dana Wu\n", "") + steps(SIX) + TELL, ["RBK005"]),
    ("approval pending", "md", HEAD.replace("Dana Wu", "pending") + steps(SIX) + TELL, ["RBK005"]),
    ("no contact", "md", HEAD.replace("**Contact:** on-call, by pager\n", "") + steps(SIX) + TELL, ["RBK006"]),
    ("nobody told", "md", HEAD + steps(SIX), ["RBK007"]),
    ("nothing of it", "md", "# Incident plan\n\nWe act quickly.\n", ["RBK001", "RBK003", "RBK004", "RBK005", "RBK006", "RBK007"]),
    ("hostile: one long line", "md", "a" * 3_000_000, ["RBK001", "RBK003", "RBK004", "RBK005", "RBK006", "RBK007"]),
    ("hostile: colons and pipes", "txt", ":|" * 100_000 + "\n" + "|\n" * 20_000, ["RBK001", "RBK003", "RBK004", "RBK005", "RBK006", "RBK007"]),
]


@pytest.mark.parametrize("name,ext,data,codes", RUNBOOKS, ids=[r[0] for r in RUNBOOKS])
def test_runbook(space, name, ext, data, codes):
    assert codes_of(space, f"{RUNBOOK}.{ext}", data) == codes


def test_a_step_out_of_order_has_its_line(space):
    found = space.check({RUNBOOK + ".md": HEAD + steps(swapped(0, 1)) + TELL})
    order = next(f for f in found if f["code"] == "RBK002")
    assert order["line"] == 8 and "\"Revoke token\" comes before \"Identify affected integration\"" in order["message"]


# --- review-signoff -------------------------------------------------------------------------------

SIGNOFF = "APILogging-LogReviewSignoff-2026-05"
GOOD_SIGNOFF = {"Reviewer": "Ann Keller, Internal Audit", "Reviewed on": "2026-06-03", "Owner of the logging": "Security Operations",
                "Scope": "gateway audit log, all tenants", "Conclusion": "nothing unusual; one ticket opened"}


def signoff(form="| {k} | {v} |\n", head="# Log review\n\n| Item | Value |\n|---|---|\n", **changed):
    fields = {**GOOD_SIGNOFF, **{k.replace("_", " "): v for k, v in changed.items()}}
    return head + "".join(form.format(k=k, v=v) for k, v in fields.items() if v is not None)


SIGNOFFS = [
    ("table", "md", signoff(), []),
    ("bold", "md", signoff("- **{k}**: {v}\n", "# Review\n\n"), []),
    ("lines", "txt", signoff("{k}: {v}\n", "Log review May 2026\n\n"), []),
    ("sections", "md", signoff("## {k}\n\n{v}\n\n", "# Review\n\n"), []),
    ("one paragraph", "md", "# Review\n\nReviewer: Ann Keller. Reviewed on 3 June 2026. Scope: gateway log. Conclusion: no findings.\n", []),
    ("mail", "eml", "From: Ann Keller\nTo: audit\nSubject: Log review May\nDate: Wed, 03 Jun 2026 09:00:00 +0000\n\nScope: gateway logs of May.\nConclusion: none found.\n", []),
    ("csv", "csv", "Reviewer,Reviewed on,Scope,Conclusion\nAnn Keller,2026-06-03,gateway,no findings\n", []),
    ("csv with decisions", "csv", "Integration,Decision,Reviewer,Reviewed on\ncrm,keep,Ann,2026-06-03\nbi,remove,Ann,2026-06-03\n", []),
    ("json", "json", json.dumps({"reviewer": "Ann Keller", "reviewedAt": "2026-06-03T10:00:00Z", "scope": ["gateway", "waf"], "conclusion": "clean"}), []),
    ("yaml", "yaml", "signoff:\n  signed_off_by: Ann Keller\n  date: 2026-06-03\n  systems: [gateway]\n  result: no findings\n", []),
    ("findings: none", "md", signoff(Conclusion=None, Findings="None"), []),
    ("no reviewer", "md", signoff(Reviewer=None), ["SGN001"]),
    ("reviewer to come", "md", signoff(Reviewer="TBD"), ["SGN001"]),
    ("no day", "md", signoff(Reviewed_on=None), ["SGN002"]),
    ("no scope", "md", signoff(Scope=None), ["SGN003"]),
    ("no conclusion", "md", signoff(Conclusion=None), ["SGN004"]),
    ("reviewer is owner", "md", signoff(Owner_of_the_logging="Ann Keller"), ["SGN005"]),
    ("reviewer with a role is owner", "md", signoff(Reviewer="Ben Ortiz (SecOps)", Owner_of_the_logging="Ben Ortiz"), ["SGN005"]),
    ("signature", "md", "# Review\n\nScope of review: gateway.\n\nResult: 2 anomalies, both benign.\n\nSigned: Ann Keller, Internal Audit, 3 June 2026\n", []),
    ("before the month", "md", signoff(Reviewed_on="2026-04-28"), ["SGN006"]),
    ("long after", "md", signoff(Reviewed_on="2026-08-20"), ["SGN006"]),
    ("another month", "md", signoff(Period_reviewed="2026-03"), ["SGN007"]),
    ("its month", "md", signoff(Period_reviewed="May 2026"), []),
    ("empty json", "json", "{}", ["SGN001", "SGN002", "SGN003", "SGN004"]),
    ("hostile: deep json", "json", "[" * 5000 + "]" * 5000, ["SGN001", "SGN002", "SGN003", "SGN004"]),
    ("hostile: wide csv", "csv", "a," * 5000 + "b\n" + "1," * 5000 + "2\n", ["SGN001", "SGN002", "SGN003", "SGN004"]),
]


@pytest.mark.parametrize("name,ext,data,codes", SIGNOFFS, ids=[r[0] for r in SIGNOFFS])
def test_signoff(space, name, ext, data, codes):
    assert codes_of(space, f"{SIGNOFF}.{ext}", data) == codes


def test_a_signoff_of_another_window_is_stale_and_no_more(space):
    assert codes_of(space, "APILogging-LogReviewSignoff-2025-03.md", signoff()) == []


# --- ticket-closure -------------------------------------------------------------------------------

TICKET = "APIAbuse-AlertToTicketSample-2026-05"
GOOD_TICKET = {"Alert ID": "ALR-77", "Ticket ID": "SEC-805", "Opened": "2026-05-21 02:20", "Closed": "2026-05-22 09:00", "Status": "Closed",
               "Closure note": "the network belongs to the customer; rule kept"}


def ticket(form="| {k} | {v} |\n", head="# Bulk export\n\n| Item | Value |\n|---|---|\n", **changed):
    fields = {**GOOD_TICKET, **{k.replace("_", " "): v for k, v in changed.items()}}
    return head + "".join(form.format(k=k, v=v) for k, v in fields.items() if v is not None)


JIRA = {"key": "SEC-805", "fields": {"summary": "Bulk export", "description": "Alert ID: ALR-77 fired at 02:14", "created": "2026-05-21T02:20:00.000+0000",
                                     "resolutiondate": "2026-05-22T09:00:00.000+0000", "status": {"name": "Done"}, "resolution": {"name": "Done"},
                                     "comment": {"comments": [{"id": "1", "created": "2026-05-22T08:50:00.000+0000", "body": "Owner confirmed; network added to the list."}]}}}
SERVICENOW = {"result": [{"number": "INC0010042", "correlation_id": "ALR-77", "opened_at": "2026-05-21 02:20:11", "closed_at": "2026-05-22 09:00:00", "state": "7",
                          "close_code": "Solved", "close_notes": "Owner confirmed the export."}]}
PAGERDUTY = {"incident": {"id": "PT4KHLK", "incident_number": 1234, "incident_key": "ALR-77", "created_at": "2026-05-21T02:20:00Z", "resolved_at": "2026-05-22T09:00:00Z",
                          "status": "resolved", "title": "Bulk export", "notes": [{"content": "Owner confirmed the export."}]}}
GITHUB = {"number": 42, "state": "closed", "created_at": "2026-05-21T02:20:00Z", "closed_at": "2026-05-22T09:00:00Z", "title": "Bulk export",
          "body": "Alert ID: ALR-77\n\nClosure note: the owner confirmed the export."}


def without(record, *path):
    copy = json.loads(json.dumps(record))
    at = copy
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return json.dumps(copy)


TICKETS = [
    ("table", "md", ticket(), []),
    ("bold", "md", ticket("**{k}:** {v}  \n", "# SEC-805\n\n"), []),
    ("lines", "txt", ticket("{k}: {v}\n", "Ticket\n\n"), []),
    ("sections", "md", ticket(head="# T\n\n| | |\n|---|---|\n", Closure_note=None) + "\n## Closure note\n\nConfirmed by the owner.\n", []),
    ("sentence", "md", "# SEC-805 Bulk export\n\nAlert bulk-export-7 fired 2026-05-21 02:14 UTC.\nTicket SEC-805 opened 2026-05-21, closed 2026-05-22.\nClosure: confirmed by the owner.\n", []),
    ("jira", "json", json.dumps(JIRA), []),
    ("jira search", "json", json.dumps({"issues": [JIRA, JIRA]}), []),
    ("servicenow", "json", json.dumps(SERVICENOW), []),
    ("pagerduty", "json", json.dumps(PAGERDUTY), []),
    ("github", "json", json.dumps(GITHUB), []),
    ("csv", "csv", "Alert ID,Ticket,Opened,Closed,Closure note\nA-1,SEC-1,2026-05-01,2026-05-02,false alarm of a batch job\nA-2,SEC-2,2026-05-03,2026-05-04,client throttled\n", []),
    ("same day", "md", ticket(Opened="2026-05-21", Closed="2026-05-21"), []),
    ("days in words", "md", ticket(Opened="21 May 2026", Closed="May 22, 2026"), []),
    ("seconds since 1970", "json", json.dumps({"alert_id": "A-1", "ticket_id": "S-1", "opened_at": 1777630000, "closed_at": 1777640000123, "closure_note": "fixed by ann"}), []),
    ("closed: still open", "md", "Alert ID: A-1\nTicket ID: S-1\nOpened: 2026-05-03\nClosed: still open\nClosure note: awaiting a reply\n", ["TKT004"]),
    ("no alert", "md", ticket(Alert_ID=None), ["TKT001"]),
    ("no ticket id", "md", ticket(Ticket_ID=None), ["TKT002"]),
    ("not opened", "md", ticket(Opened=None), ["TKT003"]),
    ("not closed", "md", ticket(Closed=None, Status=None), ["TKT004"]),
    ("open state", "md", ticket(Status="In progress"), ["TKT004"]),
    ("no note", "md", ticket(Closure_note=None), ["TKT005"]),
    ("note says done", "md", ticket(Closure_note="Done"), ["TKT005"]),
    ("closed before opened", "md", ticket(Closed="2026-05-20"), ["TKT006"]),
    ("an hour before", "md", ticket(Closed="2026-05-21 01:20"), ["TKT006"]),
    ("jira open", "json", without(JIRA, "fields", "resolutiondate"), ["TKT004"]),
    ("jira resolved as done alone", "json", without(JIRA, "fields", "comment"), ["TKT005"]),
    ("servicenow, no notes", "json", json.dumps({"result": [{k: v for k, v in SERVICENOW["result"][0].items() if not k.startswith("close_")}]}), ["TKT005"]),
    ("pagerduty, no alert", "json", without(PAGERDUTY, "incident", "incident_key"), ["TKT001"]),
    ("jira's csv", "csv", "Summary,Issue key,Issue id,Status,Assignee,Created,Updated,Resolved,Resolution,Custom field (Alert ID),Comment\n\"429 spike\",SEC-812,10234,Done,Ann,21/May/26 2:20 AM,"
     "22/May/26 9:14 AM,22/May/26 9:10 AM,Fixed,ALR-77,\"22/May/26 9:00 AM;ann;Client throttled, batch moved to the night\"\n", []),
    ("titles above", "csv", "Alerts of May;;;;\r\n\r\nAlert ID;Ticket;Opened;Closed;Closure note\r\nA-1;SEC-1;01.05.2026;02.05.2026;false alarm of a batch job\r\n", []),
    ("csv, one of two open", "csv", "Alert ID,Ticket,Opened,Closed,Closure note\nA-1,SEC-1,2026-05-01,2026-05-02,false alarm\nA-2,SEC-2,2026-05-03,,\n", ["TKT004", "TKT005"]),
    ("prose without a ticket", "md", "# Alerts\n\nWe look at every alert.\n", ["TKT001", "TKT002", "TKT003", "TKT004", "TKT005"]),
    ("hostile: many tickets", "csv", "Alert ID,Ticket,Opened,Closed,Closure note\n" + "A,B,2026-05-01,2026-05-02,x y\n" * 30000, []),
    ("hostile: long values", "json", json.dumps({"ticket": "T" * 200000 + "1", "opened": "2026-05-01", "closed": "9" * 100000}), ["TKT001", "TKT004", "TKT005"]),
]


@pytest.mark.parametrize("name,ext,data,codes", TICKETS, ids=[r[0] for r in TICKETS])
def test_ticket(space, name, ext, data, codes):
    assert codes_of(space, f"{TICKET}.{ext}", data) == codes


def test_the_open_row_is_named_with_its_line(space):
    data = "Alert ID,Ticket,Opened,Closed,Closure note\nA-1,SEC-1,2026-05-01,2026-05-02,false alarm\nA-2,SEC-2,2026-05-03,,written off\n"
    found = next(f for f in space.check({TICKET + ".csv": data}) if f["code"] == "TKT004")
    assert found["line"] == 3 and "SEC-2" in found["message"]


def test_a_rotation_needs_no_alert(space):
    assert codes_of(space, "APIAuth-TokenRotationTicket-2026-Q2.md", ticket(Alert_ID=None)) == []
