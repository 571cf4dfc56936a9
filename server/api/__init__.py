"""The API of the mini-program and of the upload page: /api/v1, which only grows."""

from server.api import (
    archiving,
    banks,
    blanks,
    colleagues,
    declared,
    entries,
    home,
    importing,
    me,
    officer,
    people,
    shares,
)

blueprints = (
    people.bp,
    declared.bp,
    blanks.bp,
    entries.bp,
    importing.bp,
    archiving.bp,
    home.bp,
    shares.bp,
    officer.bp,
    colleagues.bp,
    me.bp,
    banks.bp,
)
