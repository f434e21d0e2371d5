"""Fills a document template as a person would: every place gets words of the kind that it asks for, the marker goes.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import re

PLACE = re.compile(r"\[\[fill in: (.*?)\]\]")
COMMENT = re.compile(r"\A<!-- apipack:template.*?-->\s*", re.DOTALL)

# Words of a place, the first that fit: what is written there. {n} counts the places, so that ids differ.
ANSWERS = [
    ("first day in force", "2026-01-05"), ("next review", "2027-01-04"), ("day of approval", "2026-01-04"), ("day granted", "2026-05-04"),
    ("day it ends", "2026-12-31"), ("expiry", "2026-08-20"), ("due day", "2027-06-30"), ("day opened", "2026-05-11"), ("day closed", "2026-05-13"),
    ("day of revocation", "2026-06-02"), ("rotation", "2026-05-25"), ("day of issue", "2026-05-25"), ("day of the request", "2026-05-18"),
    ("day of the review", "2026-07-03"), ("day and time", "2026-05-11 02:14"), ("YYYY-MM-DD", "2026-06-24"), ("month", "2026-06"),
    ("quarter", "2026-Q2"), ("hh:mm", "10:{n:02d}"), ("number of records", "1,204,331"), ("number", "20"), ("days", "400"), ("minutes", "11"),
    ("time", "30 minutes"), ("lifetime", "60 minutes"), ("share of the quota", "80 %"), ("version", "1.0"), ("yes or no", "no"),
    ("what the reviewer concludes", "No sign of abuse was found; the ticket that was opened is followed to its closure."),
    ("not the reviewer", "Platform Security"), ("reviewer", "Ann Keller, Internal Audit"), ("approver", "Dana Wu, Risk and Compliance"),
    ("alert id", "ALR-26{n:02d}"), ("ticket ids", "SEC-2661: scopes lost in a rotation"), ("ticket id", "SEC-26{n:02d}"),
    ("key or client id", "key-{n:03d}"), ("token or client id", "tok-{n:03d}"), ("client id", "crm-sync"), ("rule id", "rule-02, 100 in 5 minutes"),
    ("path", "/v1/part-{n}"), ("query", "status and tenant by hour, view {n}"), ("what was seen", "nothing unusual"),
    ("integration", "integration-{n}"), ("action id", "CA-{n}"), ("requirement,", "TENANT-06/bounded-retries"), ("risk id", "R-6"),
    ("field name", "field_{n}"), ("owner", "Platform Security"), ("name", "Ben Ortiz, Security Operations"), ("role", "Security Operations"),
    ("team", "Security Operations"), ("contact", "Customer Trust, by the service portal"), ("product", "Northwind API"),
    ("organization", "Northwind Cloud"), ("repeated failures", "429 spike"),
]


def answer(words, n):
    for key, text in ANSWERS:
        if key in words:
            return text.format(n=n)
    return f"As agreed with the teams on point {n}, reviewed and in use since spring."


def fill(text, places=None):
    """`text` with all places filled, or the first `places` of them; without the marker once none is left."""
    count = 0

    def one(match):
        nonlocal count
        count += 1
        return answer(match.group(1), count) if places is None or count <= places else match.group(0)
    filled = PLACE.sub(one, text)
    return filled if PLACE.search(filled) else unmark(filled)


def dated(text, month, day):
    """A filled template of a sign-off, for another month and reviewed on another day."""
    return text.replace("| 2026-06 |", f"| {month} |").replace("2026-07-03", day)


def unmark(text):
    """Without the comment of a Markdown template, and the row of a table, that hold the marker."""
    lines = COMMENT.sub("", text).splitlines(keepends=True)
    return "".join(s for s in lines if not s.lstrip('"').startswith("apipack:template"))
