"""The console of officers, auditors and administrators."""

from flask import Blueprint

bp = Blueprint("console", __name__, url_prefix="/console")
