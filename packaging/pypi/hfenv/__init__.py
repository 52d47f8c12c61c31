"""hfenv is a program; `python -m hfenv` starts it."""
