"""Prints what the search answers of the tables of proof, by kind, over a demonstration.

`--misses` lists what it misses.
"""

import os
import sys
from collections import Counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kairouan.settings")

import django

django.setup()

from kairouan.tests.proof import FIRST, FOURTH, SECOND, THIRD, Proof, table


def main(arguments: list[str]):
    proof = Proof()
    for part in (FIRST, SECOND, THIRD, FOURTH):
        for name, (count, misses) in (
            ("meet", proof.meeting(part)),
            ("apart", proof.apart(part)),
        ):
            missed = Counter(miss.kind for miss in misses)
            total = Counter(line["kind"] for line in table(f"{name}{part}")[name])
            print(f"\n{name}{part}: {count - len(misses)} of {count}")
            for kind, lines in total.items():
                print(f"  {kind:18} {lines - missed[kind]:3} of {lines}")
            if "--misses" in arguments:
                print(*misses, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
