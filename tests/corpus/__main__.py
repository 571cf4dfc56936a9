"""`python -m tests.corpus`: makes the whole corpus and says where it lies."""

from tests.corpus import shelf

for case in shelf.CASES:
    print(shelf.path_of(case))  # noqa: T201 - a command's answer
