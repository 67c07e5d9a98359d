"""Measure how far a page is wider than its window."""


def sideways_spill(page) -> int:
    """Measure what a reader could scroll sideways, in pixels.

    Wait for the page that a click has asked for: between two pages there is none; and
    for its letters, in whose place others, wider, stand a moment.
    """
    page.wait_for_load_state()
    return page.locator("html").evaluate(
        "html => document.fonts.ready.then(() => html.scrollWidth - html.clientWidth)"
    )
