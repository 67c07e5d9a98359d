"""Copy the public site: ask the portal for each page as an anonymous reader does,
follow its links, write what came as files.
"""

import hashlib
import json
import re
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kairouan.common.calendar import today_in_tunis
from kairouan.common.languages import CODES
from kairouan.search.folding import fold

from .addresses import HTML, address_of, file_of, may_be_copied, relative_link
from .pages import PageOfCopy, TextOfPage, links_of, links_of_style

NOTICE = "copie/index.html"  # in each language: what a copy cannot do
MOST_REDIRECTS = 5
SHORTEST_WORD = 2  # letters; shorter ones are in every text
CHECKSUMS = "SHA256SUMS"
STYLE = "text/css"


class SiteCopier:
    """A copy of the public site in a folder, which is empty.

    `files` maps each address that was copied to its file; what is asked of the portal
    is what an anonymous reader may read, so that consents and publication hold.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        parts = urlsplit(settings.PORTAL_ADDRESS)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.client = Client(headers={"host": parts.netloc, "accept-encoding": "identity"})
        self.is_secure = parts.scheme == "https"
        self.files: dict[str, str] = {}
        self.pages: dict[str, str] = {}  # those of `files` that are HTML, and not aliases
        self.aliases: dict[str, str] = {}  # an address that leads to another

    def copy(self):
        """Write the whole copy."""
        self.fetch_everything()
        for address, file in self.pages.items():
            self.rewrite(address, self.folder / file)
        self.write_search()
        self.write_notices()
        self.write_entrance()

    def fetch_everything(self):
        waiting = deque(home_addresses())
        seen = set(waiting)
        while waiting:
            address = waiting.popleft()
            for link in self.fetch(address):
                found = address_of(link, address, self.origin)
                if found and found not in seen and may_be_copied(found):
                    seen.add(found)
                    waiting.append(found)

    def fetch(self, address: str) -> set[str]:
        """Copy what stands at an address as it is, if a reader may have it; return its
        links.
        """
        answer = self.client.get(address, secure=self.is_secure)
        if answer.status_code in (301, 302):
            self.aliases[address] = (
                address_of(answer.headers["Location"], address, self.origin) or ""
            )
            return {answer.headers["Location"]}
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        # a page that is not public answers its reader, whoever it is
        is_page = kind == HTML
        if answer.status_code != 200 or (
            is_page and not answer.headers.get("Cache-Control", "").startswith("public")
        ):
            return set()
        content, file = answer.getvalue(), file_of(address, kind)
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.files[address] = file
        if is_page:
            self.pages[address] = file
            return links_of(content.decode())
        return links_of_style(content.decode()) if kind == STYLE else set()

    def rewrite(self, address: str, path: Path):
        language = urlsplit(address).path.split("/")[1]
        file = self.pages[address]

        def lead(link: str) -> str:
            return self.link_from(link, address, file, language)

        with override(language):
            said = {"day": today_in_tunis()}
            begin = render_to_string("portal/copying/_banner.html", said)
            end = ""
            if address == reverse("portal:search"):
                end = render_to_string(
                    "portal/copying/_search.html",
                    {
                        "index": relative_link(search_file(language), file),
                        "script": relative_link(script_file(), file),
                    },
                )

        def draw(links: Iterable[str]) -> str:
            return f"<svg hidden>{''.join(self.symbol(link, address) for link in links)}</svg>"

        path.write_text(PageOfCopy(path.read_text(), lead, begin, end, draw).text)

    def symbol(self, link: str, page: str) -> str:
        """Return a symbol of a file of drawings, "" where there is none."""
        address, name = address_of(link, page, self.origin) or "", urlsplit(link).fragment
        if address not in self.files:
            return ""
        drawn = (self.folder / self.files[address]).read_text()
        found = re.search(rf'<symbol[^>]*\bid="{re.escape(name)}".*?</symbol>', drawn, re.DOTALL)
        return found[0] if found else ""

    def link_from(self, link: str, address: str, file: str, language: str) -> str:
        """Return what stands for a link of a page in its copy: a file of the copy, an
        address elsewhere, or the page that says what a copy cannot do.
        """
        found = address_of(link, address, self.origin)
        if found is None:
            return link
        fragment = urlsplit(link).fragment
        for _ in range(MOST_REDIRECTS):
            found = self.aliases.get(found, found)
        bare = urlsplit(found).path
        target = self.files.get(found) or f"{language}/{NOTICE}"
        if found not in self.files and bare == urlsplit(address).path:
            target = file  # another order of the same list
        return relative_link(target, file) + (f"#{fragment}" if fragment else "")

    def write_search(self):
        """Write, for each language, the words of every page, folded as the portal folds
        them; as a script, since a page opened from a disk may read no other file.
        """
        for code in CODES:
            found = []
            for address, file in self.pages.items():
                parts = urlsplit(address)
                if parts.query or not parts.path.startswith(f"/{code}/"):
                    continue
                said = TextOfPage((self.folder / file).read_text())
                words = sorted(
                    {word for word in fold(said.text).split() if len(word) >= SHORTEST_WORD}
                )
                found.append([said.title, f"../../{file}", fold(said.title), " ".join(words)])
            told = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
            (self.folder / search_file(code)).write_text(f"globalThis.pagesOfCopy={told};\n")
        script = self.folder / script_file()
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_bytes(Path(__file__).with_name("search.js").read_bytes())

    def write_notices(self):
        for code in CODES:
            path = self.folder / code / NOTICE
            path.parent.mkdir(parents=True, exist_ok=True)
            with override(code):
                page = render_to_string("portal/copying/notice.html", {"day": today_in_tunis()})
                address = f"{reverse('portal:home')}copie/"
            file = f"{code}/{NOTICE}"

            def lead(link: str, address=address, file=file, code=code) -> str:
                return self.link_from(link, address, file, code)

            path.write_text(PageOfCopy(page, lead).text)

    def write_entrance(self):
        with override(CODES[0]):
            page = render_to_string("portal/copying/entrance.html")
        (self.folder / "index.html").write_text(
            PageOfCopy(page, lambda link: self.link_from(link, "/", "index.html", CODES[0])).text
        )


def home_addresses() -> list[str]:
    addresses = []
    for code in CODES:
        with override(code):
            addresses += [reverse("portal:home"), reverse("portal:search")]
    return addresses


def search_file(code: str) -> str:
    return f"recherche-{code}.js"


def script_file() -> str:
    return "copie/recherche.js"


def write_checksums(folder: Path) -> int:
    """Write the SHA-256 of every file of a folder, as `sha256sum --check` reads them;
    return how many.
    """
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != CHECKSUMS
    ]
    (folder / CHECKSUMS).write_text("".join(lines))
    return len(lines)


def bytes_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
