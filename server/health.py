"""Whether the house is alive and ready, and its figures."""

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from core.services import watching
from server import doors

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> Response:
    """This process answers."""
    return Response("ok\n", content_type="text/plain")


@bp.get("/readyz")
def ready() -> Response:
    """Each outside thing by name; 503 when one is missing."""
    found = watching.parts(doors.house())
    response = jsonify({"ready": all(found.values()), "parts": found})
    response.status_code = 200 if all(found.values()) else 503
    return response


@bp.get("/metrics")
def metrics() -> Response:
    """Prometheus' text form: rows by state, read from the database."""
    registry = CollectorRegistry()
    watching.collect(doors.house(), registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
