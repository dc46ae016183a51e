"""The engines that proofs run on, and what an argument that names one may be."""

import argparse

ENGINES = ("sqlite", "postgresql")


def engine(name: str) -> str:
    """Read the name of an engine. Raises ArgumentTypeError, which ends a command with 2 and the sentence."""
    if name not in ENGINES:
        raise argparse.ArgumentTypeError(f"there is no engine {name!r}: name {' or '.join(ENGINES)}, or none for both")
    return name


def whole_number(text: str) -> int:
    """Read a number of things to do, 0 or more. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, 0 or more")
    return int(text)
