"""The main paths of the API through the generated client: drive_client.py SERVER TOKEN (merlon_client beside it)."""

import sys

from merlon_client import Client, DocumentLies, Refused


def refused(status, call):
    try:
        call()
    except Refused as problem:
        assert problem.status == status, f"{problem.status} instead of {status}: {problem}"
        assert problem.problem["title"] and problem.problem["detail"], "a problem says what happened"
        return problem
    raise AssertionError(f"not refused with {status}")


EVENT = b'''{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"host-1","UtcTime":"2026-09-14 09:00:00.000","Image":"C:\\\\Windows\\\\System32\\\\cmd.exe","CommandLine":"cmd /c whoami"}
{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"host-2","UtcTime":"2026-09-14 11:00:00.000","Image":"C:\\\\Windows\\\\System32\\\\cmd.exe","CommandLine":"cmd /c WHOAMI /all"}
'''

RULE = b"""title: Somebody asks who they are
id: 11111111-2222-4333-8444-555555555555
status: test
level: high
logsource: {product: windows, category: process_creation}
detection:
    selection:
        CommandLine|contains: whoami
    condition: selection
tags: [attack.discovery, attack.t1033]
"""


def hunt(client):
    """From a log and a rule to findings: upload, begin, follow to the end, page through, open one, take away."""
    upload = client.upload_log("events.ndjson", EVENT).value
    assert upload["bytes"] == len(EVENT)
    refused(422, lambda: client.upload_rules("broken.yml", b"title: ["))
    taken = client.upload_rules("who.yml", RULE).value["taken"]
    assert [one["rules"] for one in taken] == [1]
    begun = client.begin_hunt({"title": "Driven", "uploads": [upload["id"]], "rules": "uploaded"})
    assert begun.status == 202
    client.follow_hunt(begun.value["id"])  # ends with the hunt
    done = client.get_hunt(begun.value["id"]).value
    assert done["state"] == "done" and done["findings"] == 2, done
    found = []
    while len(found) < 2:
        page = client.list_findings(done["id"], technique="T1033", offset=len(found), limit=1).value
        assert page["total"] == 2 and len(page["items"]) == 1
        found += page["items"]
    assert sorted(finding["host"] for finding in found) == ["host-1", "host-2"]
    one = client.get_finding(done["id"], found[0]["number"])
    assert one.value["whole_record"] and one.value["explanation"]["fires"]
    assert client.get_finding(done["id"], found[0]["number"], if_none_match=one.tag).status == 304
    assert b"Somebody asks" in client.export_hunt(done["id"], "csv").value
    refused(404, lambda: client.get_finding(done["id"], 3))
    client.delete_upload(upload["id"])
    refused(404, lambda: client.get_upload(upload["id"]))
    client.delete_hunt(done["id"])
    refused(404, lambda: client.get_hunt(done["id"]))


def own_knowledge(client):
    """Begin, add, change what one saw, be told when another was quicker, look without changing."""
    refused(404, client.get_own)
    client.begin_own({"name": "Driven", "prefix": "DR"})
    client.add_own({"type": "technique", "fields": {"name": "Ask the shift", "tactics": ["initial-access"], "platforms": ["Windows"], "description": "They call."}})
    seen = client.get_own_entry("DRT0001")
    client.edit_own("DRT0001", {"name": "Ask the night shift"}, if_match=seen.tag)
    problem = refused(412, lambda: client.edit_own("DRT0001", {"name": "Late"}, if_match=seen.tag))
    assert "Ask the night shift" in str(problem.problem["now"])
    revisions = len(client.get_own_history().value["revisions"])
    client.merge_own({"dry_run": True})
    assert len(client.get_own_history().value["revisions"]) == revisions, "a dry run changed something"
    client.remove_own("DRT0001", if_match=client.get_own_entry("DRT0001").tag)
    refused(404, lambda: client.get_own_entry("DRT0001"))


def main():
    client = Client(sys.argv[1], sys.argv[2])

    # Who has no token is asked for one; who has one is somebody.
    refused(401, lambda: Client(sys.argv[1]).get_index())
    index = client.get_index()
    assert len(index.value["operations"]) > 20

    # What did not change is not sent again.
    assert client.get_index(if_none_match=index.tag).status == 304

    # Make, list, page through, get one.
    subject = "technique:T1059"
    made = [client.add_comment(subject, {"text": f"Comment {number}"}).value for number in range(5)]
    seen, offset = [], 0
    while True:
        page = client.list_comments(offset=offset, limit=2)
        seen += page.value["items"]
        offset += 2
        if 'rel="next"' not in (page.headers.get("Link") or ""):
            break
    assert sorted(comment["id"] for comment in seen) == sorted(comment["id"] for comment in made), "paging lost something"
    one = client.get_comment(made[0]["id"])
    assert one.value["text"] == "Comment 0"

    # Change what is as one saw it; be told when it is not.
    changed = client.edit_comment(made[0]["id"], {"text": "Changed"}, if_match=one.tag)
    assert changed.value["revision"] == 2 and changed.tag != one.tag
    problem = refused(412, lambda: client.edit_comment(made[0]["id"], {"text": "Late"}, if_match=one.tag))
    assert problem.problem["now"]["text"] == "Changed"

    # Problems say what was wrong.
    refused(404, lambda: client.get_comment("0" * 24))
    assert "limit" in refused(400, lambda: client.list_comments(limit=0)).problem["detail"]
    refused(400, lambda: client.add_comment("nothing", {"text": "x"}))
    task = client.add_task(subject, {"title": "Do it", "priority": "low"}).value
    assert client.list_tasks(subject=subject, state="open").value["items"][0]["id"] == task["id"]
    hunt(client)
    own_knowledge(client)
    print("driven", len(index.value["operations"]))


try:
    main()
except DocumentLies as lie:
    print(f"the document lies: {lie}")
    sys.exit(3)
