#!/usr/bin/env python3
"""Sorts what changed between two releases of one domain, over json.load and nothing else.

Written from the rules (docs/design/release-diff.md), not from anybody's code: an oracle for Merlon's answer, and with
json.load of both files the least that a Python program can cost.
usage: release-diff-oracle.py OLD.json NEW.json   prints the ten types as JSON with sorted keys
"""
import datetime
import json
import re
import sys

TYPES = {
    "techniques": ["attack-pattern"], "software": ["malware", "tool"], "groups": ["intrusion-set"], "campaigns": ["campaign"],
    "assets": ["x-mitre-asset"], "mitigations": ["course-of-action"], "datasources": ["x-mitre-data-source"],
    "datacomponents": ["x-mitre-data-component"], "detectionstrategies": ["x-mitre-detection-strategy"], "analytics": ["x-mitre-analytic"],
}
CATEGORIES = ["additions", "major_version_changes", "minor_version_changes", "other_version_changes", "patches", "revocations",
              "deprecations", "deletions", "unchanged"]


def version(one):
    major, minor = (one.get("x_mitre_version") or "0.0").split(".")
    return int(major), int(minor)


def moment(text):
    text = re.sub(r"(\.\d{1,6})\d*", r"\1", text.replace("Z", "+00:00"))
    return datetime.datetime.fromisoformat(re.sub(r"\.(\d+)", lambda m: "." + m[1].ljust(6, "0"), text))


def lines(one):
    return set(one["description"].replace("\n", " ").splitlines())


def category(old, new, siblings, revoked_by):
    if new.get("revoked"):
        by = revoked_by.get(new["id"])
        return "revocations" if not old.get("revoked") and by in siblings else None
    if new.get("x_mitre_deprecated"):
        return None if old.get("x_mitre_deprecated") else "deprecations"
    before, after = version(old), version(new)
    if after == (before[0] + 1, 0):
        return "major_version_changes"
    if after == (before[0], before[1] + 1):
        return "minor_version_changes"
    if after != before:
        return "other_version_changes"
    if old["modified"] != new["modified"] and moment(old["modified"]) != moment(new["modified"]):
        return "patches"
    if "description" in old and "description" in new and lines(old) != lines(new):
        return "patches"
    return "unchanged"


def main():
    old, new = (json.load(open(path, encoding="utf-8"))["objects"] for path in sys.argv[1:3])
    revoked_by = {}
    for one in new:
        if one["type"] == "relationship" and one["relationship_type"] == "revoked-by":
            revoked_by.setdefault(one["source_ref"], one["target_ref"])
    answer = {}
    for key, types in TYPES.items():
        olds = {one["id"]: one for one in old if one["type"] in types}
        news = {one["id"]: one for one in new if one["type"] in types}
        found = answer[key] = {name: [] for name in CATEGORIES}
        found["additions"] = sorted(news.keys() - olds.keys())
        found["deletions"] = sorted(olds.keys() - news.keys())
        for stix_id in sorted(olds.keys() & news.keys()):
            name = category(olds[stix_id], news[stix_id], news, revoked_by)
            if name:
                found[name].append({"id": stix_id, "by": revoked_by[stix_id]} if name == "revocations" else stix_id)
    json.dump(answer, sys.stdout, sort_keys=True)


main()
