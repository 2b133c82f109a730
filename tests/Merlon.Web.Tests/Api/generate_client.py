"""Writes a Python client from an OpenAPI document: generate_client.py DOCUMENT > merlon_client.py

A small generator of our own, for the test that the document is true: what it makes believes the document and nothing else.
Statuses, content types and members that the document does not promise are errors of the client.
"""

import json
import keyword
import re
import sys

FRAME = '''
import json
import urllib.error
import urllib.parse
import urllib.request


class DocumentLies(Exception):
    """The server did something that the document does not say."""


class Refused(Exception):
    """A problem that the document promises."""

    def __init__(self, status, problem):
        super().__init__(f"{status} {problem.get('title')}: {problem.get('detail')}")
        self.status, self.problem = status, problem


class Answer:
    def __init__(self, status, headers, value):
        self.status, self.headers, self.value = status, headers, value

    @property
    def tag(self):
        return self.headers.get("ETag")


def check(value, schema, at, schemas):
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    types = schema.get("type")
    types = [types] if isinstance(types, str) else types
    kind = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}[type(value)]
    if types and kind not in types and not (kind == "integer" and "number" in types):
        raise DocumentLies(f"{at} is {kind}, not {types}")
    if kind == "object":
        for name in schema.get("required", []):
            if name not in value:
                raise DocumentLies(f"{at} lacks {name}")
        for name, member in value.items():
            inner = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
            if isinstance(inner, dict):
                check(member, inner, f"{at}.{name}", schemas)
    if kind == "array" and "items" in schema:
        for place, item in enumerate(value):
            check(item, schema["items"], f"{at}[{place}]", schemas)


class Client:
    def __init__(self, server, token=None):
        self.server, self.token = server, token

    def _call(self, method, path, query, headers, body, content_type, responses, is_open):
        address = self.server + path
        given = [(name, str(value)) for name, value in query.items() if value is not None]
        if given:
            address += "?" + urllib.parse.urlencode(given)
        request = urllib.request.Request(address, method=method)
        request.add_header("Accept", "application/json")
        if self.token and not is_open:
            request.add_header("Authorization", "Bearer " + self.token)
        for name, value in headers.items():
            if value is not None:
                request.add_header(name, value)
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            request.add_header("Content-Type", content_type)
        try:
            with urllib.request.urlopen(request, data) as got:
                status, headers, text = got.status, got.headers, got.read()
        except urllib.error.HTTPError as error:
            status, headers, text = error.code, error.headers, error.read()
        promised = responses.get(str(status)) or (responses.get("default") if status >= 400 else None)
        if promised is None:
            raise DocumentLies(f"{method} {path} answered {status}, which is not described: {text[:200]}")
        if status == 304 or not text:
            return Answer(status, headers, None)
        content = promised.get("content", {})
        kind = headers.get_content_type()
        if kind not in content:
            raise DocumentLies(f"{method} {path} answered {kind}, described are {list(content)}")
        value = json.loads(text) if kind.endswith("json") else text
        if kind.endswith("json"):
            check(value, content[kind].get("schema", {}), "answer", SCHEMAS)
        if status >= 400:
            raise Refused(status, value)
        for name in promised.get("headers", {}):
            if name == "ETag" and headers.get(name) is None:
                raise DocumentLies(f"{method} {path} has no {name}")
        return Answer(status, headers, value)
'''


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name.replace("-", "_")).lower().replace("__", "_")


def resolve(document, node):
    while isinstance(node, dict) and "$ref" in node:
        at = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            at = at[part]
        node = at
    return node


def method_text(document, path, method, operation):
    parameters = [resolve(document, parameter) for parameter in operation.get("parameters", [])]
    named = {id(parameter): snake(parameter["name"]) + ("_" if keyword.iskeyword(snake(parameter["name"])) else "") for parameter in parameters}
    required = [p for p in parameters if p.get("required")]
    optional = [p for p in parameters if not p.get("required")]
    has_body = "requestBody" in operation
    arguments = ["self"] + [named[id(p)] for p in required] + (["body"] if has_body else []) + [named[id(p)] + "=None" for p in optional]
    responses = {}
    for status, response in operation["responses"].items():
        response = resolve(document, response)
        responses[status] = {"content": response.get("content", {}), "headers": list(response.get("headers", {}))}
    filled = "".join(f".replace({'{' + p['name'] + '}'!r}, urllib.parse.quote(str({named[id(p)]}), safe=''))" for p in parameters if p["in"] == "path")
    query = "{" + ", ".join(f"{p['name']!r}: {named[id(p)]}" for p in parameters if p["in"] == "query") + "}"
    headers = "{" + ", ".join(f"{p['name']!r}: {named[id(p)]}" for p in parameters if p["in"] == "header") + "}"
    lines = [f"    def {snake(operation['operationId'])}({', '.join(arguments)}):", f"        {json.dumps(operation.get('summary', ''))}"]
    content_type, schema = "", {}
    if has_body:
        content = resolve(document, operation["requestBody"])["content"]
        content_type = next((kind for kind in content if kind != "multipart/form-data"), "")
        schema = resolve(document, content.get(content_type, {}).get("schema", {}))
    if schema.get("type") == "object":
        lines.append(f"        missing = set({sorted(schema.get('required', []))!r}) - set(body)")
        lines.append("        if missing:")
        lines.append("            raise ValueError(f'the body lacks {missing}')")
        lines.append(f"        unknown = set(body) - set({sorted(schema.get('properties', {}))!r})")
        lines.append("        if unknown:")
        lines.append("            raise DocumentLies(f'the body has no {unknown}')")
    lines.append(f"        return self._call({method.upper()!r}, {path!r}{filled}, {query}, {headers}, {'body' if has_body else 'None'}, {content_type!r}, {responses!r}, {operation.get('security') == []})")
    return "\n".join(lines) + "\n"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    parts = [FRAME]
    for path, item in document["paths"].items():
        for method, operation in item.items():
            parts.append(method_text(document, path, method, operation))
    parts.append(f"\nSCHEMAS = {document['components']['schemas']!r}\n")
    print("\n".join(parts))


main()
