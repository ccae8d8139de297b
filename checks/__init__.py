"""The project's own checks: what no ready-made linter looks at. `python -m checks` runs them all.

A check is a module with one function `problems(root)`: it reads the files under `root`, changes nothing and
returns one line for each thing that is wrong, none when all is well.
"""
