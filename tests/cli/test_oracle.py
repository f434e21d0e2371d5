"""Slots and statuses of random workspaces, against a second reading of the rules.

Place in the flow: tests only. The model below knows the words of docs/architecture.md, "Slot status", and nothing of the program: calendar
periods, the rule of halves, due days, coarse and early evidence, reviews, exceptions, the min-th best item, versions in force, coverage.
"""
# SPDX-License-Identifier: Apache-2.0
import calendar
import hashlib
import random
from datetime import date, timedelta

import pytest
from conftest import control, slot_id

DAY = timedelta(days=1)
MONTHS = {"monthly": 1, "quarterly": 3, "semiannual": 6, "annual": 12}
BEST_FIRST = ["satisfied", "pending", "stale", "invalid", "void", "rejected", "withheld"]
OWNER, BODY = "olga", "A record of what was done in the period, file {}: it was looked at and found to be in order.\n"


# --- periods ------------------------------------------------------------------------------------------
def add_months(day, months):
    """The same day so many months on, or the last of a month that is too short."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def span(text):
    """First and last day of a period as it is written."""
    if ".." in text:
        return tuple(date.fromisoformat(part) for part in text.split(".."))
    year, _, rest = text.partition("-")
    months = {"": 12, "Q": 3, "H": 6}.get(rest[:1], 1)
    first = int(rest[1:]) * months - months + 1 if rest[:1] in ("Q", "H") else int(rest or 1)
    start = date(int(year), first, 1)
    return start, add_months(start, months) - DAY


def touches(a, b):
    return a[0] <= b[1] and b[0] <= a[1]


def calendar_periods(window, months):
    """(name, first, last) of the months or quarters that the window touches."""
    start = date(window[0].year, (window[0].month - 1) // months * months + 1, 1)
    while start <= window[1]:
        name = f"{start.year}-{start.month:02}" if months == 1 else f"{start.year}-Q{(start.month + 2) // 3}"
        yield name, start, add_months(start, months) - DAY
        start = add_months(start, months)


def slots_of(requirement, window):
    """(period or None, first, last, due day) of every slot of a requirement."""
    cadence, grace = requirement["cadence"], timedelta(days=int(requirement.get("grace", "0d")[:-1]))
    if cadence in ("monthly", "quarterly"):
        for name, first, last in calendar_periods(window, MONTHS[cadence]):
            inside = min(last, window[1]) - max(first, window[0]) + DAY
            if 2 * inside >= last - first + DAY:
                yield name, first, last, last + grace
    elif cadence in ("semiannual", "annual"):
        first = add_months(window[1] + DAY, -MONTHS[cadence])  # windows of the tests are no longer than the cadence
        yield f"{first}..{window[1]}", first, window[1], window[1] + grace
    elif cadence == "once":
        yield None, *window, window[0]
    else:
        yield f"{window[0]}..{window[1]}", *window, window[1] + grace


# --- items --------------------------------------------------------------------------------------------
def review_status(item, keys):
    """void, rejected, pending or satisfied, by the latest decision of each person; withheld and invalid do not occur here."""
    latest = {r["by"]: r for r in item["review"] if r["status"] in ("approved", "rejected")}.values()
    approvals = [r for r in latest if r["status"] == "approved"]
    broken = [r for r in approvals if r.get("sha256") not in (None, item["sha256"])]
    counted = [r for r in approvals if r not in broken and ("sha256" in r or not keys["require_bound"]) and
               (r["by"] != OWNER or keys["independence"] != "required")]
    if broken and len(counted) < item["approvals"]:
        return "void"
    if len(approvals) < len(latest):
        return "rejected"
    return "satisfied" if len(counted) >= item["approvals"] else "pending"


def coarse(requirement, periods):
    """Operation and review are shown by periods no coarser than the cadence."""
    months = MONTHS.get(requirement["cadence"])
    if requirement["proof"] not in ("operation", "review") or not months:
        return False
    return any((p[1] - p[0]).days + 1 > {1: 31, 3: 92, 6: 184, 12: 366}[months] for p in periods)


def item_status(requirement, item, slot, keys, as_of):
    """An item's own status in a slot, the first that applies."""
    status = review_status(item, keys)
    if status == "void":
        return status
    if "md" not in requirement.get("formats", ["md"]):
        return "invalid"
    if status == "rejected":
        return status
    collected = item.get("collected")
    mine = [p for p in item["periods"] if touches(p, slot[1:3])]
    age_from = collected or item.get("performed") or item["reviewed"] or (item["periods"][-1][1] if item["periods"] else None)
    basis = requirement.get("basis", "point" if requirement["proof"] in ("requirement", "configuration") else "period")
    old = "max_age" in requirement and age_from and as_of - age_from > timedelta(days=int(requirement["max_age"][:-1]))
    early = basis == "period" and collected and mine and requirement["cadence"] != "once" and collected <= max(p[1] for p in mine)
    outside = requirement["cadence"] == "sample" and not any(slot[1] <= p[0] and p[1] <= slot[2] for p in mine)
    if old or early or outside or coarse(requirement, mine):
        return "stale"
    covers = any(p[0] <= slot[1] and slot[2] <= p[1] for p in mine)
    return "stale" if item["nothing"] and status == "satisfied" and not covers else status


def versions(requirement, items, slot, keys, as_of):
    """Statuses of the versions of a document: the newest in force at the window's end speaks for those that it replaced."""
    found, held = [], []
    for item in items:
        status = item_status({**requirement, "max_age": "99999d"}, item, slot, keys, as_of)
        ahead = item["effective"] is not None and item["effective"] > slot[2]
        if status == "satisfied" and ahead:
            status = "stale"
        if status == "satisfied":
            held.append(item)
        else:
            found.append(status)
    if held:
        newest = max(held, key=lambda i: i["effective"])
        found.append(item_status(requirement, newest, slot, keys, as_of))
    return found


def rolling(requirement, item, slot):
    """Was it performed in the months of the slot, with its grace before?"""
    reach = (slot[1] - timedelta(days=int(requirement.get("grace", "0d")[:-1])), slot[2])
    return reach[0] <= item["performed"] <= reach[1] if item.get("performed") else any(touches(p, reach) for p in item["periods"])


def statuses(requirement, items, slot, window, as_of, keys):
    """The statuses of the items of a slot; what covers other periods only speaks where nothing of the requirement touches the window."""
    if requirement["cadence"] == "once":
        return versions(requirement, items, slot, keys, as_of)
    rolls = requirement["cadence"] in ("semiannual", "annual")
    inside = [i for i in items if (rolling(requirement, i, slot) if rolls else any(touches(p, slot[1:3]) for p in i["periods"]))]
    if inside or any(touches(p, window) for i in items for p in i["periods"] if not rolls):
        return [item_status(requirement, i, slot, keys, as_of) for i in inside]
    found = [item_status(requirement, {**i, "nothing": False}, slot, keys, as_of) for i in items]
    return ["stale" if status in ("satisfied", "pending") else status for status in found]


def judge(requirement, items, slot, case):
    """Status and gap of one slot."""
    found = sorted(statuses(requirement, items, slot, case.window, case.as_of, case.keys), key=BEST_FIRST.index)
    least, due = requirement.get("min", 1), case.as_of >= slot[3]
    if len(found) >= least and found[least - 1] == "satisfied":
        return "satisfied", False
    for e in case.exceptions[requirement["id"]]:
        first, last = span(e.get("period", f"{slot[1]}..{slot[2]}"))
        if e.get("granted", "") <= case.as_of.isoformat() <= e["expires"] and first <= slot[1] and slot[2] <= last:
            return "excepted", False
    if len(found) >= least:
        status = found[least - 1]
        return status, due or status in ("withheld", "invalid", "void")
    if found:
        return "missing", due
    if any(touches(span(p), slot[1:3]) for p in case.announced.get(requirement["id"], [])):
        return "requested", due
    return ("missing", True) if due else ("not-due", False)


# --- random workspaces ----------------------------------------------------------------------------------
class Case:
    """One random workspace: its requirements, items and exceptions, in the words of the model."""

    def __init__(self, seed):
        self.random = pick = random.Random(seed)
        start = date(pick.choice([2023, 2024, 2026, 2027, 2028]), pick.randint(1, 12), pick.choice([1, 1, 14, 15, 16, 17, 28]))
        self.window = (start, start + pick.choice([27, 45, 88, 89, 90, 91, 120, 180]) * DAY)
        self.as_of = self.window[1] + pick.choice([-40, -1, 0, 1, 9, 10, 15, 16, 31, 90, 200]) * DAY
        self.keys = {"require_bound": pick.random() < 0.2, "independence": pick.choice(["required", "warn", "off"])}
        self.requirements = [self.requirement(i) for i in range(24)]
        self.items = {r["id"]: [self.item(r, k) for k in range(pick.choice([0, 1, 1, 2, 2, 3]))] for r in self.requirements}
        self.exceptions = {r["id"]: self.exception(r) for r in self.requirements}
        self.announced = {r["id"]: list(filter(None, [self.period(r)])) for r in self.requirements
                          if r["cadence"] in MONTHS and not self.items[r["id"]] and pick.random() < 0.5}

    def requirement(self, i):
        pick = self.random
        r = {"id": f"r{i:02}", "title": f"Requirement {i}", "accepts": [f"APIAuth-Artifact{chr(65 + i)}"],
             "proof": pick.choice(["configuration", "operation", "review", "correction"]),
             "cadence": pick.choice(["monthly", "quarterly", "quarterly", "sample", "event", "semiannual", "annual", "once"])}
        for key, values in (("grace", ["0d", "10d", "15d", "30d"]), ("min", [1, 2]), ("approvals", [2]), ("max_age", ["20d", "100d"]),
                            ("basis", ["point", "period"]), ("formats", [["md"], ["document"], ["pdf", "csv"]])):
            if pick.random() < 0.3:
                r[key] = pick.choice(values)
        if r["cadence"] in ("semiannual", "annual", "once"):
            r.pop("min", None)
        if r.get("formats") == ["document"]:
            r["formats"] = ["document", "md"]
        return r

    def period(self, requirement):
        """A period in or about the window: a month, mostly; for rolling slots inside them, where nothing else is to be said."""
        pick = self.random
        if requirement["cadence"] in ("semiannual", "annual"):
            months = [n for n, first, last in calendar_periods(self.window, 1) if self.window[0] <= first and last <= self.window[1]]
            return pick.choice(months) if months else None
        around = (self.window[0] - 60 * DAY, self.window[1] + 60 * DAY)
        return pick.choice([n for n, *_ in calendar_periods(around, pick.choice([1, 1, 3]))])

    def review(self, digest):
        pick = self.random
        r = {"status": pick.choice(["approved"] * 5 + ["uploaded", "rejected"]), "by": pick.choice(["rita", "ravi", OWNER]),
             "date": self.reviewed.isoformat()}
        if r["status"] == "approved" and pick.random() < 0.4:
            r["sha256"] = pick.choice([digest, digest, hashlib.sha256(b"other").hexdigest()])
        return r

    def item(self, requirement, number):
        pick = self.random
        period = None if requirement["cadence"] == "once" else self.period(requirement)
        body = BODY.format(f"{requirement['id']} {number}")
        self.reviewed = self.as_of - pick.choice([0, 10, 50]) * DAY
        digest = hashlib.sha256(body.encode()).hexdigest()
        item = {"body": body, "sha256": digest, "approvals": requirement.get("approvals", 1), "reviewed": self.reviewed, "collected": None,
                "review": [self.review(digest) for _ in range(pick.choice([1, 1, 2]))], "periods": [span(period)] if period else [],
                "nothing": requirement["cadence"] == "event" and pick.random() < 0.3, "effective": None, "performed": None}
        if requirement["cadence"] == "once":
            item["effective"] = self.window[pick.choice([0, 1])] + (pick.choice([-300, -40, -1, 0, 1, 20]) + number) * DAY
        elif requirement["cadence"] in ("semiannual", "annual") and (period is None or pick.random() < 0.6):
            first = add_months(self.window[1] + DAY, -MONTHS[requirement["cadence"]])
            early = timedelta(days=int(requirement.get("grace", "0d")[:-1]))
            item["performed"] = pick.choice([first - early - DAY, first - early, first, self.window[1] - 5 * DAY, self.window[1], self.window[1] + DAY])
            item["periods"] = []
        elif pick.random() < 0.5:
            item["collected"] = min(span(period)[1] + pick.choice([-5, 0, 1, 3]) * DAY, self.as_of)
        item["name"] = f"{requirement['accepts'][0]}-" + (f"{period}-{number + 1:02}.md" if item["periods"] else f"v{number + 1}.0-Approved.md")
        return item

    def exception(self, requirement):
        pick = self.random
        if pick.random() < 0.8:
            return []
        e = {"id": f"EXC-{requirement['id']}", "requirement": f"AUTH-01/{requirement['id']}", "reason": "to be built", "approver": "Ada",
             "expires": (self.as_of + pick.choice([-1, 0, 1, 100]) * DAY).isoformat()}
        if pick.random() < 0.3:
            e["granted"] = min(e["expires"], (self.as_of + pick.choice([-1, 0, 1]) * DAY).isoformat())
        if pick.random() < 0.5:
            e["period"] = pick.choice([str(self.as_of.year), f"{self.window[0].year}-H1", self.window[1].isoformat()[:7]])
        return [e]

    def expected(self):
        """{slot id: (status, gap, due day)}, and the coverage."""
        slots = {}
        for r in self.requirements:
            for slot in slots_of(r, self.window):
                ident = f"AUTH-01/{r['id']}" + (f"@{slot[0]}" if slot[0] else "")
                slots[ident] = (*judge(r, self.items[r["id"]], slot, self), slot[3].isoformat())
        due = [s for s in slots.values() if s[2] <= self.as_of.isoformat()]
        counted = [s for s in due if s[0] != "excepted"]
        return slots, sum(s[0] == "satisfied" for s in counted) / len(counted) if counted else 1

    def write(self, workspace):
        ws = workspace([control(requires=self.requirements)], independence=self.keys["independence"],
                       evidence={"require_bound": self.keys["require_bound"], "register": "register.csv"},
                       exceptions=[e for es in self.exceptions.values() for e in es],
                       audit={"from": self.window[0], "to": self.window[1], "as_of": self.as_of})
        ws.write("register.csv", "File,Review Status\n" + "".join(
            f"APIAuth-Artifact{chr(65 + int(ident[1:]))}-{period}.md,Requested\n" for ident, periods in self.announced.items() for period in periods))
        for item in (i for items in self.items.values() for i in items):
            meta = {"owner": OWNER, "source": "Wiki", "review": item["review"]}
            meta.update({key: item[key] for key in ("collected", "performed", "effective") if item[key]})
            if item["nothing"]:
                meta["extraction"] = {"query": "q", "records": 0, "run_by": "x", "run_at": item["collected"] or item["reviewed"]}
            ws.evidence(item["name"], item["body"], **meta)
        return ws


@pytest.mark.parametrize("seed", range(12))
def test_slots_follow_the_rules(workspace, seed):
    case = Case(seed)
    doc = case.write(workspace).check("--fail-on", "never", code=0)
    slots, coverage = case.expected()
    assert {slot_id(s): (s["status"], s["gap"], s["due"]) for s in doc["slots"]} == slots
    assert doc["summary"]["coverage"] == pytest.approx(coverage, abs=1e-4)
    assert doc["summary"]["gaps"] == sum(gap for _, gap, _ in slots.values())
    assert doc["summary"]["due"] == sum(due <= case.as_of.isoformat() for *_, due in slots.values())
