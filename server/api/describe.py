"""The OpenAPI document and its page, without a foreign host."""

from typing import Any

from apiflask import APIFlask
from flask import render_template

METHODS = ("get", "put", "post", "patch", "delete")
BINARY = frozenset({"/api/v1/entries/{entry}/imports"})  # a file as the whole body


def register(app: APIFlask) -> None:
    app.security_schemes = {"token": {"type": "http", "scheme": "bearer"}}
    app.spec_processor(complete)
    for made in app.blueprints.values():
        if not hasattr(made, "enable_openapi"):
            made.enable_openapi = False  # type: ignore[attr-defined]  # asked of every one with a before_request
    app.add_url_rule("/api/v1/docs", "api_docs", app.doc(hide=True)(docs))


def docs() -> str:
    return render_template("api_docs.html")


def complete(spec: dict[str, Any]) -> dict[str, Any]:
    """What the generator leaves out: bodies are required, and every answer may be a problem."""
    spec["openapi"] = "3.1.0"
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    spec.setdefault("components", {}).setdefault("schemas", {}).update(_problem())
    for address, path in spec.get("paths", {}).items():
        if address in BINARY:
            content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
            path["post"]["requestBody"] = {"content": content}
        for method in METHODS:
            if (operation := path.get(method)) is None:
                continue
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
            responses = operation.setdefault("responses", {})
            for status in ("422", "404", "401"):
                responses.pop(status, None)
            responses["default"] = {"description": "A problem", "content": problem}
    return spec


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    shape = {
        "type": "object",
        "required": ["code", "message", "field", "findings"],
        "properties": {
            "code": text,
            "message": text,
            "field": {"type": ["string", "null"]},
            "findings": {"type": "array", "items": {"type": "object"}},
        },
    }
    return {"ProblemOut": {"type": "object", "required": ["problem"], "properties": {"problem": shape}}}
