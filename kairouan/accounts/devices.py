"""From what a browser says of itself, words by which its owner knows the device."""

SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
]
# Each names those that it descends from as well: the first that is found is the one.
BROWSERS = [
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("FBAN", "Facebook"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]


def device_of(user_agent: str) -> str:
    """ "Android · Chrome", or "" when nothing is recognised.

    Names of makers: the same in every language.
    """
    parts = (
        next((name for mark, name in names if mark in user_agent), "")
        for names in (SYSTEMS, BROWSERS)
    )
    return " · ".join(filter(None, parts))
