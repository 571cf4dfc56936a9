"""Files as people send them, made by script: each with the verdict that is right. `python -m tests.corpus` makes them."""
