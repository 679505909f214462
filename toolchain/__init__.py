"""Everything between a fresh clone and `pulumi up`: virtual environment, Pulumi engine, local AWS.

`make` is its command line; `python -m toolchain --help` shows what lies behind each target. Nothing here is part of
the installed library.
"""
