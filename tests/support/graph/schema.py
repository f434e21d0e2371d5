"""Request bodies held to an OpenAPI slice cut from Microsoft's own CSDL, where the slice is there.

Place in the flow: tests only. Only what the slice uses of JSON Schema is known; anything else is an error of the test.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NAME = "graph-files-slice.openapi.json"
PLACES = [os.environ.get("APIPACK_GRAPH_OPENAPI", ""), ROOT.parent / "shared/data/graph" / NAME]
PYTHON_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
KNOWN = {"type", "properties", "additionalProperties", "patternProperties", "items", "$ref", "anyOf", "oneOf", "allOf",
         "enum", "format", "description", "title", "pattern", "minimum", "maximum", "nullable", "required", "maxLength",
         "readOnly", "default", "const", "discriminator", "$comment", "contentEncoding", "examples"}


class Slice:
    def __init__(self):
        self.document = None
        for place in PLACES:
            if place and Path(place).is_file():
                self.document = json.loads(Path(place).read_text())
                break
        self.routes = []
        for path in self.document["paths"] if self.document else []:
            pattern = re.sub(r"\\\{(item-path|path)\\\}", r"(?!/)[^:]+", re.escape(path))
            pattern = re.sub(r"\\\{[^}]*\\\}", r"[^/:]+", pattern)
            self.routes.append((re.compile(pattern), path))

    @property
    def is_there(self) -> bool:
        return self.document is not None

    def check(self, method: str, path: str, body) -> str | None:
        """What is wrong with the body of this request, or None. `path` begins behind /v1.0 and is decoded."""
        operation = None
        for pattern, name in self.routes:
            if pattern.fullmatch(path) and method.lower() in self.document["paths"][name]:
                operation = self.document["paths"][name][method.lower()]
                break
        if operation is None:
            return None
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        return self.fault(content["schema"], body, "body") if content else None

    def resolve(self, schema):
        while "$ref" in schema:
            node = self.document
            for step in schema["$ref"].lstrip("#/").split("/"):
                node = node[step]
            schema = node
        return schema

    def fault(self, schema, value, where):
        schema = self.resolve(schema)
        unknown = set(schema) - KNOWN
        if unknown:
            raise AssertionError(f"the slice uses {unknown} of JSON Schema")
        for key, wanted_all in (("anyOf", False), ("oneOf", False), ("allOf", True)):
            found = [self.fault(s, value, where) for s in schema.get(key, [])]
            if found and (any(found) if wanted_all else all(found)):
                return next(f for f in found if f)
        return (self.type_fault(schema, value, where) or self.enum_fault(schema, value, where)
                or self.parts_fault(schema, value, where))

    @staticmethod
    def type_fault(schema, value, where):
        types = schema.get("type", [])
        types = [types] if isinstance(types, str) else types
        if not types:
            return None
        for name in types:
            if name in ("integer", "number"):
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    return None
            elif isinstance(value, PYTHON_TYPES[name]):
                return None
        return f"{where} is {type(value).__name__}, expected {' or '.join(types)}"

    @staticmethod
    def enum_fault(schema, value, where):
        if "enum" in schema and value not in schema["enum"]:
            return f"{where} is {value!r}, which is none of {schema['enum']}"
        return None

    def parts_fault(self, schema, value, where):
        if isinstance(value, list) and "items" in schema:
            return next((f for i, v in enumerate(value) if (f := self.fault(schema["items"], v, f"{where}[{i}]"))), None)
        if not isinstance(value, dict):
            return None
        for key in schema.get("required", []):
            if key not in value:
                return f"{where} has no {key}"
        for key, part in value.items():
            if key in schema.get("properties", {}):
                fault = self.fault(schema["properties"][key], part, f"{where}.{key}")
            elif any(re.search(p, key) for p in schema.get("patternProperties", {})):
                fault = None
            elif schema.get("additionalProperties") is False:
                fault = f"{where} has the unknown property {key}"
            else:
                fault = None
            if fault:
                return fault
        return None
