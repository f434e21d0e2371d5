"""Workbooks under the checks on rows and documents: they say what the same rows say as CSV; which sheet counts; hostile ones.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import datetime
import re

import pytest
import test_register_checks as registers
from book_maker import Formula, Month, book, rows_of
from record_files import check

DAY = datetime.date

# --- as CSV, so as a workbook --------------------------------------------------------------------

TABLES = {c.prefix: c for c in (registers.MATRICES, registers.TOKENS, registers.ENDPOINTS, registers.REGISTERS)}
CASES = [(prefix, name) for prefix, cases in TABLES.items() for name, case in cases.cases.items()
         if case[0] == "csv" and isinstance(case[1], str) and len(case[1]) < 20000 and not case[1].startswith("sep=")]
#         how the workbook is written, and how many rows stand above the header
FORMS = {"shared strings": ({}, 0), "inline strings, 1904, titles": ({"inline": True, "from_1904": True}, 3)}
SEEN = {}


def of(form, apipack, tmp_path_factory):
    if form not in SEEN:
        how, above = FORMS[form]
        files = {}
        for i, (prefix, name) in enumerate(CASES):
            text = TABLES[prefix].cases[name][1]
            rows = rows_of(text, ";" if text.count(";") > text.count(",") else ",")
            titles = [["Evidence of the second quarter"], ["Exported", DAY(2026, 7, 1)], []][:above]
            files[f"{prefix}-{i + 1:03d}.xlsx"] = book({"name": "Rows", "rows": titles + rows}, **how)
        said = check(apipack, tmp_path_factory.mktemp("books") / "w", files)
        SEEN[form] = {case: said[file] for case, file in zip(CASES, files)}
    return SEEN[form]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c[0]}: {c[1]}")
def test_a_workbook_says_what_its_csv_says(apipack, tmp_path_factory, form, case):
    said = of(form, apipack, tmp_path_factory)[case]
    expected = TABLES[case[0]].cases[case[1]][2]
    above = FORMS[form][1]
    assert [c for c in said.codes if not c.startswith("XEV")] == sorted(expected), [(f["code"], f["message"]) for f in said.findings]
    for code, (line, message) in expected.items():
        row = line and line + above
        words = re.sub(r"\\\(line (\d+)", lambda m: rf"\(row {int(m[1]) + above}", message)
        assert re.search(words, said[code]["message"]), said[code]["message"]
        assert said[code]["line"] == row, said[code]
        assert bool(line) == said[code]["message"].endswith(' (sheet "Rows")'), said[code]["message"]


# --- which sheet, and what it is made of ---------------------------------------------------------

REGISTER = "APIAuth-TokenRegister-2026-Q2"
HEAD = ["Token ID", "Integration", "Owner", "Scopes", "Created", "Creation ticket", "Expires", "Status"]


def token(name, **more):
    row = dict(zip(HEAD, [name, "hris", "People", "read:users", DAY(2026, 2, 1), "SEC-1", DAY(2026, 8, 15), "active"]))
    row.update({k.replace("_", " "): v for k, v in more.items()})
    return list(row.values())


GOOD = [HEAD, token("tok-001"), token("tok-002")]
BAD = [HEAD, token("tok-001"), token("tok-009", Expires=None)]
READ_ME = {"name": "Read me", "rows": [["This workbook is exported each quarter."], ["Token ID", "is the identifier"], ["Owner", "is the team"]]}

# name: the workbook, the findings with (line, message)
BOOKS = {
    "the second sheet": (book(READ_ME, {"name": "Tokens", "rows": BAD}), {"TOK002": (3, r'tok-009 \(row 3\) \(sheet "Tokens"\)$')}),
    "parts in another order than the sheets": (book({"name": "A", "rows": GOOD}, {"name": "B", "rows": BAD}, order=[2, 1]),
                                               {"FMT014": (None, 'only the sheet "A" was read; there are rows of the same kind on "B"$')}),
    "a hidden sheet is not the first": (book({"name": "Old", "rows": BAD, "hidden": True}, {"name": "Tokens", "rows": GOOD}),
                                        {"FMT014": (None, r'only the sheet "Tokens" was read; .* on "Old" \(hidden\)')}),
    "all that is there is hidden": (book(READ_ME, {"name": "Old", "rows": BAD, "hidden": True}),
                                    {"TOK002": (3, 'sheet "Old"'), "FMT014": (None, r'from the sheet "Old" \(hidden\)$')}),
    "rows far below": (book({"rows": BAD, "first": 4000}), {"TOK002": (4002, r"tok-009 \(row 4002\)")}),
    "rows with a gap": (book({"rows": [HEAD, token("tok-001"), *[None] * 3000, token("tok-009", Expires=None)]}), {"TOK002": (3003, "row 3003")}),
    "columns from D on": (book({"rows": [[None] * 3 + row for row in BAD]}), {"TOK002": (3, "tok-009")}),
    "merged owners and integrations": (book({"rows": [["Token ID", "Owner", *HEAD[3:]], *[["tok-1" + str(i), "People" if i == 0 else None, *token("")[3:]] for i in range(4)]],
                                             "merged": ["B2:B5"]}), {}),
    "formulas with their values": (book([HEAD, token("tok-001", Expires=Formula("E2+195", DAY(2026, 8, 15)), Creation_ticket=Formula('"SEC-"&1', "SEC-1"))]), {}),
    "a formula that never was calculated": (book([HEAD, token("tok-001", Expires=Formula("E2+195", None))]), {"TOK002": (2, "tok-001")}),
    "time stamps": (book([HEAD, token("tok-001", Created=datetime.datetime(2026, 2, 1, 9, 30), Expires=datetime.datetime(2026, 8, 15, 0, 0))]), {}),
    "days of 1904": (book([HEAD, token("tok-001", Created=DAY(2026, 2, 1), Expires=DAY(2028, 2, 1))], from_1904=True), {"TOK003": (2, "tok-001")}),
    "truths": (book([[*HEAD, "Privileged", "Last review"], [*token("tok-001"), True, DAY(2025, 1, 1)], [*token("tok-002"), False, None]]), {"TOK007": (2, "1 of 1 privileged")}),
    "lines in a cell": (book([[*HEAD, "Last review"], [*token("tok-001", Scopes="read:users\nexport:data"), DAY(2025, 1, 1)]]), {"TOK007": (2, "tok-001")}),
    "tabs and line ends in a cell": (book([HEAD, token("tok\t001\n", Owner="a\tb")]), {}),
    "a header alone": (book({"name": "Tokens", "rows": [HEAD]}), {"FMT006": (None, 'the sheet "Tokens" has a header and no row')}),
    "no known header": (book([["a", "b"], ["1", "2"]]), {"TOK001": (None, "no tokens can be read")}),
    "the header below forty rows": (book([["note", str(i)] for i in range(40)] + BAD), {"TOK001": (None, "no tokens can be read")}),
    "one known column": (book([["Token ID", "Remark"], ["tok-001", "x"]]), {"TOK002": (2, "tok-001"), "TOK005": (2, "tok-001")}),
    "a name that hurts": (book({"name": 'x"\u202e\u0085::error', "rows": BAD}), {"TOK002": (3, r'tok-009 \(row 3\) \(sheet "x')}),
    "no sheet at all": (book(READ_ME | {"hidden": True}), {"TOK001": (None, "no tokens can be read")}),
    "an empty sheet": (book({"rows": []}), {"FMT001": (None, "no text")}),
    "cells beyond all bounds": (book([HEAD + ["x"] * 3000, token("tok-009", Expires=None) + ["y"] * 3000]), {"TOK002": (2, "tok-009")}),
}


@pytest.fixture(scope="module")
def said_of_books(apipack, tmp_path_factory):
    files = {f"{REGISTER}-{i + 1:03d}.xlsx": data for i, (data, _) in enumerate(BOOKS.values())}
    return dict(zip(BOOKS, check(apipack, tmp_path_factory.mktemp("sheets") / "w", files).values()))


@pytest.mark.parametrize("name", BOOKS)
def test_the_sheet_that_counts(said_of_books, name):
    said, expected = said_of_books[name], BOOKS[name][1]
    seen = {f["code"]: f for f in said.findings if f["code"][:3] in ("TOK", "FMT")}
    assert sorted(seen) == sorted(expected), [(f["code"], f["message"]) for f in said.findings]
    for code, (line, message) in expected.items():
        assert re.search(message, seen[code]["message"]) and seen[code]["line"] == line, seen[code]
    assert not any(set("\u202e\u0085") & set(f["message"]) for f in said.findings)


def test_a_column_is_a_column_of_the_sheet(apipack, tmp_path):
    said = check(apipack, tmp_path / "w", {f"{REGISTER}.xlsx": book(BAD[:2] + [token("tok-009", Expires="never")])})[f"{REGISTER}.xlsx"]
    assert (said["TOK002"]["line"], said["TOK002"]["column"]) == (3, HEAD.index("Expires") + 1)


# --- logs ----------------------------------------------------------------------------------------

CALL = {"Timestamp": datetime.datetime(2026, 5, 14, 10, 0, 1), "Tenant ID": "t-1", "Client ID": "hris", "Method": "GET", "Path": "/v1/users", "Status": 200, "Request ID": "r-1"}


def log(n=120, name="Log", **more):
    call = {**CALL, **more}
    return {"name": name, "rows": [list(call), *[list(call.values())] * n]}


LOGS = {
    "good": ("APILogging-AuditLogSample", book(log()), {}),
    "text stamps": ("APILogging-AuditLogSample", book(log(Timestamp="2026-05-14T10:00:00Z")), {}),
    "no tenant": ("APILogging-AuditLogSample", book(log(**{"Tenant ID": None})), {"LOG002": "no record has Tenant"}),
    "a header of authorization": ("APILogging-AuditLogSample", book(log(Authorization="***")), {"LOG003": r"Authorization .* first in row 2 \(sheet \"Log\"\)"}),
    "another quarter": ("APILogging-AuditLogSample", book(log(Timestamp=datetime.datetime(2026, 1, 14, 9, 0, 0))), {"LOG005": "the log runs from 2026-01-14 to 2026-01-14"}),
    "few": ("APILogging-AuditLogSample", book(log(5)), {"LOG006": "it holds 5 records"}),
    "no log": ("APILogging-AuditLogSample", book([["Summary of calls"], ["Users", 12], ["Exports", 3]]), {"LOG001": "no sheet has a row of known column names"}),
    "only a header": ("APILogging-AuditLogSample", book(log(0)), {"FMT006": "has a header and no row"}),
    "two logs": ("APILogging-AuditLogSample", book(log(), log(3, "June")), {"FMT014": '"June"'}),
    "refusals": ("APIRateLimits-ThrottleEventLog", book(log(9, Status=429)), {}),
    "no refusal": ("APIRateLimits-ThrottleEventLog", book(log(9)), {"LOG008": "none of 9 records"}),
    "refusals of another quarter": ("APIRateLimits-ThrottleEventLog", book(log(9, Status=429, Timestamp=datetime.datetime(2025, 5, 1, 0, 0, 0))), {"LOG005": "9 of 9 refused calls"}),
}


@pytest.fixture(scope="module")
def said_of_logs(apipack, tmp_path_factory):
    files = {f"{prefix}-2026-Q2-{i + 1:03d}.xlsx": data for i, (prefix, data, _) in enumerate(LOGS.values())}
    return dict(zip(LOGS, check(apipack, tmp_path_factory.mktemp("logs") / "w", files).values()))


@pytest.mark.parametrize("name", LOGS)
def test_logs(said_of_logs, name):
    said, expected = said_of_logs[name], LOGS[name][2]
    seen = {f["code"]: f["message"] for f in said.findings if f["code"][:3] in ("LOG", "FMT")}
    assert sorted(seen) == sorted(expected), seen
    for code, message in expected.items():
        assert re.search(message, seen[code]), seen[code]


# --- documents -----------------------------------------------------------------------------------

TICKETS = ["Alert ID", "Ticket", "Opened", "Closed", "Status", "Closure note"]
SIGNED = [["Reviewer", "Ann Keller"], ["Reviewed on", DAY(2026, 6, 3)], ["Scope", "gateway logs of May"], ["Conclusion", "no findings"]]
ALERTS = ["Alert", "Threshold", "Route"]
KINDS = ["Repeated authentication failures", "429 spikes", "Bulk exports", "Unusual IP addresses", "Data egress"]
PROTECTIONS = ["Per-tenant limits", "Request queueing", "Backpressure", "Asynchronous bulk jobs", "Bounded retries", "Bulk export controls", "Tenant-level alerting"]

DOCUMENTS = {
    "a sign-off in two columns": ("APILogging-LogReviewSignoff-2026-05", book(SIGNED), []),
    "a sign-off with a title and days as numbers": ("APILogging-LogReviewSignoff-2026-05", book([["Review of May"], [], *SIGNED], inline=True, from_1904=True), []),
    "a sign-off in one row": ("APILogging-LogReviewSignoff-2026-05", book([[r[0] for r in SIGNED], [r[1] for r in SIGNED]]), []),
    "a sign-off as a form of four columns": ("APILogging-LogReviewSignoff-2026-05", book([["Reviewer:", "Ann Keller", "Reviewed on:", DAY(2026, 6, 3)],
                                                                                       ["Scope:", "gateway", "Conclusion:", "nothing found"]]), []),
    "decisions below": ("APILogging-LogReviewSignoff-2026-05", book(SIGNED[:3] + [[], ["Integration", "Owner", "Decision"], ["crm", "Sales", "keep"], ["bi", "Data", "remove"]]), []),
    "on two sheets": ("APILogging-LogReviewSignoff-2026-05", book({"name": "Cover", "rows": SIGNED[:2]}, {"name": "Result", "rows": SIGNED[2:]}), []),
    "no reviewer": ("APILogging-LogReviewSignoff-2026-05", book(SIGNED[1:]), ["SGN001"]),
    "an empty reviewer": ("APILogging-LogReviewSignoff-2026-05", book([["Reviewer", None], *SIGNED[1:]]), ["SGN001"]),
    "no day": ("APILogging-LogReviewSignoff-2026-05", book(SIGNED[:1] + SIGNED[2:]), ["SGN002"]),
    "no conclusion": ("APILogging-LogReviewSignoff-2026-05", book(SIGNED[:3]), ["SGN004"]),
    "an old day": ("APILogging-LogReviewSignoff-2026-05", book(SIGNED[:1] + [["Reviewed on", DAY(2025, 6, 3)]] + SIGNED[2:]), ["SGN006"]),
    "the reviewer on a hidden sheet": ("APILogging-LogReviewSignoff-2026-05", book({"rows": SIGNED[1:]}, {"rows": SIGNED[:1], "hidden": True}), ["SGN001"]),
    "something else": ("APILogging-LogReviewSignoff-2026-05", book([["a", "b", "c"], [1, 2, 3]]), ["SGN001", "SGN002", "SGN003", "SGN004"]),
    "tickets": ("APIRateLimits-AlertToTicketSample-2026-Q2", book([TICKETS, ["A-1", "SEC-1", DAY(2026, 5, 1), DAY(2026, 5, 2), "Closed", "false alarm of a batch job"],
                                                                  ["A-2", "SEC-2", datetime.datetime(2026, 5, 3, 9, 0, 0), datetime.datetime(2026, 5, 3, 10, 0, 0), "Closed", "client throttled"]]), []),
    "one of two open": ("APIRateLimits-AlertToTicketSample-2026-Q2", book([TICKETS, ["A-1", "SEC-1", DAY(2026, 5, 1), DAY(2026, 5, 2), "Closed", "false alarm of a batch job"],
                                                                          ["A-2", "SEC-2", DAY(2026, 5, 3), None, "Open", None]]), ["TKT004", "TKT005"]),
    "closed before opened": ("APIRateLimits-AlertToTicketSample-2026-Q2", book([TICKETS, ["A-1", "SEC-1", DAY(2026, 5, 2), DAY(2026, 5, 1), "Closed", "false alarm of a batch job"]]), ["TKT006"]),
    "one ticket down the side": ("APIRateLimits-AlertToTicketSample-2026-Q2", book([[k, v] for k, v in zip(TICKETS, ["A-1", "SEC-1", DAY(2026, 5, 1), DAY(2026, 5, 2), "Closed", "false alarm of a job"])]), []),
    "no alert": ("APIRateLimits-AlertToTicketSample-2026-Q2", book([TICKETS, [None, "SEC-1", DAY(2026, 5, 1), DAY(2026, 5, 2), "Closed", "false alarm of a batch job"]]), ["TKT001"]),
    "alerts": ("APIAbuse-AlertConfiguration-2026-Q2", book([ALERTS, *[[k, "more than 20 in 5 minutes", "SOC pager"] for k in KINDS]]), []),
    "an alert less": ("APIAbuse-AlertConfiguration-2026-Q2", book([ALERTS, *[[k, "more than 20 in 5 minutes", "SOC pager"] for k in KINDS[:4]]]), ["LOG020"]),
    "no threshold": ("APIAbuse-AlertConfiguration-2026-Q2", book([ALERTS, *[[k, None if i == 1 else "more than 20 in 5 minutes", "SOC pager"] for i, k in enumerate(KINDS)]]), ["LOG021"]),
    "no route": ("APIAbuse-AlertConfiguration-2026-Q2", book([ALERTS, *[[k, "more than 20 in 5 minutes", None if i == 1 else "SOC pager"] for i, k in enumerate(KINDS)]]), ["LOG022"]),
    "protections": ("APITenancy-NoisyNeighborProtections-2026-Q2", book([["Protection", "Configuration", "Owner"], *[[k, f"enabled, limit {i + 3} per minute", "Platform"] for i, k in enumerate(PROTECTIONS)]]), []),
    "a protection less": ("APITenancy-NoisyNeighborProtections-2026-Q2", book([["Protection", "Configuration", "Owner"], *[[k, f"enabled, limit {i + 3} per minute", "Platform"] for i, k in enumerate(PROTECTIONS[1:])]]), ["RAT020"]),
}


@pytest.fixture(scope="module")
def said_of_documents(apipack, tmp_path_factory):
    files = {f"{prefix}-{i + 1:03d}.xlsx": data for i, (prefix, data, _) in enumerate(DOCUMENTS.values())}
    return dict(zip(DOCUMENTS, check(apipack, tmp_path_factory.mktemp("documents") / "w", files).values()))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(said_of_documents, name):
    said = said_of_documents[name]
    assert [c for c in said.codes if not c.startswith("XEV")] == DOCUMENTS[name][2], [(f["code"], f["message"]) for f in said.findings]
