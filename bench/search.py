"""Prints what the search answers of the tables of proof, by kind, over a demonstration.

`--misses` lists what it misses, `--half=second` the second half alone.
"""

import os
import sys
from collections import Counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kairouan.settings")

import django

django.setup()

from kairouan.tests.proof import FIRST, SECOND, Proof, table


def main(arguments: list[str]):
    proof = Proof()
    halves = [half for half in (FIRST, SECOND) if "--half=second" not in arguments or half]
    halves = [half for half in halves if "--half=first" not in arguments or not half]
    for half in halves:
        for name, (count, misses) in (
            ("meet", proof.meeting(half)),
            ("apart", proof.apart(half)),
        ):
            missed = Counter(miss.kind for miss in misses)
            total = Counter(line["kind"] for line in table(f"{name}{half}")[name])
            print(f"\n{name}{half}: {count - len(misses)} of {count}")
            for kind, lines in total.items():
                print(f"  {kind:18} {lines - missed[kind]:3} of {lines}")
            if "--misses" in arguments:
                print(*misses, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
