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
    print("driven", len(index.value["operations"]))


try:
    main()
except DocumentLies as lie:
    print(f"the document lies: {lie}")
    sys.exit(3)
