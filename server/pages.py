"""Public pages: uploading, signed files, a paper's code, a certificate's code."""

from flask import Blueprint

bp = Blueprint("pages", __name__)
