"""The API of the mini-program and of the upload page: /api/v1, which only grows."""

from server.api import declared, entries, people

blueprints = (people.bp, declared.bp, entries.bp)
