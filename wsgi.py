"""The app, for gunicorn (`wsgi:app`) and for `flask --app wsgi`."""

import gc

gc.disable()  # what is imported stays: to look through it for garbage, again and again, took a third of each start

from server.app import create_app  # noqa: E402 - weight: after the line above

app = create_app()
gc.freeze()  # and it is not looked through later either
gc.enable()
