"""Lighthouse on a phone, against the bars: five runs of each page in both languages,
their median. `make lighthouse` runs it.

Needs a portal with the demonstration data at the address given. Takes: the address, the
lighthouse command.
"""

import json
import os
import statistics
import subprocess
import sys

RUNS = int(os.environ.get("RUNS", "5"))
PAGES = {
    "home": "",
    "list": "catalogue/",
    "product": "catalogue/couscoussier-etame/",
    "search": "recherche/?q=cuivre",
    "workshop": "ateliers/atelier-ben-jemaa/",
    "technique": "martelages/ondes/",
}
SCORES = ("performance", "accessibility", "best-practices", "seo")
LARGEST_PAINT = 1600  # ms
# a phone is Lighthouse's own default
FLAGS = ["--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox"]


def measure(command: str, address: str) -> dict[str, float]:
    """One run: the four scores out of 100, the largest paint in ms, the layout
    shift.
    """
    # Chromium does not always start; a page that fails thrice is no accident
    for _attempt in range(3):
        run = subprocess.run(
            [command, address, *FLAGS], check=False, capture_output=True, text=True
        )
        if run.returncode == 0:
            break
    else:
        raise SystemExit(f"{address}: {run.stderr.strip()[-600:]}")
    report = json.loads(run.stdout)
    audits = report["audits"]
    return {name: round(report["categories"][name]["score"] * 100) for name in SCORES} | {
        "paint": audits["largest-contentful-paint"]["numericValue"],
        "shift": audits["cumulative-layout-shift"]["numericValue"],
        "bytes": audits["total-byte-weight"]["numericValue"],
    }


def main(portal: str, command: str) -> int:
    missed = []
    print(
        f"| page | performance | accessibility | best practices | SEO | largest paint, s | "
        f"shift | kB |\n|{'---|' * 8}"
    )
    for language in ("fr", "ar"):
        for name, path in PAGES.items():
            runs = [measure(command, f"{portal}/{language}/{path}") for _ in range(RUNS)]
            median = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
            scores = " | ".join(f"{median[key]:.0f}" for key in SCORES)
            print(
                (
                    f"| {name}, {language} | {scores} | {median['paint'] / 1000:.2f} | "
                    f"{median['shift']:.3f} | {median['bytes'] / 1000:.0f} |"
                ),
                flush=True,
            )
            if (
                any(median[key] < 100 for key in SCORES)
                or median["paint"] > LARGEST_PAINT
                or median["shift"]
            ):
                missed.append(f"{name}, {language}")
    print("\nEvery bar holds." if not missed else f"\nUnder the bar: {missed}")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
