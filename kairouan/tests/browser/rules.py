"""Accessibility rules of axe, on a page that the browser shows."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

# Rules that axe leaves aside until they are asked for: touch targets of 24 px (WCAG
# 2.2, 2.5.8). What is right need not be told at length: half the time.
RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}


def broken_rules(page, options: dict = RULES) -> str:
    """Report of axe, "" where no rule is broken.

    Its half megabyte is read once a page, however often the page is looked at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate("options => axe.run(document, options)", options))
    return found.generate_report() if found.violations_count else ""
