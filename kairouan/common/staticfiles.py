"""Static files as they are sent: joined style sheets, sheets and scripts without
what is said to engineers, hashed names, compressed beforehand.
"""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEETS = ("css/kairouan.css", "css/space.css", "css/admin.css")  # each a list of its parts
COMMENT_OR_INDENT = re.compile(r"^\s*(?://.*\n\s*)*", re.MULTILINE)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(r"\s*\n\s*")
IMPORT = re.compile(r"""@import\s+["']([^"']+)["'];""")


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Join the parts that a sheet imports, in their order, before the files are hashed.

    In development the browser follows the imports; readers get one file, a third
    smaller compressed than the parts. Addresses inside the parts are written as seen
    from css/. Sheets and scripts lose their comments and their indentation, an eighth
    of them compressed, and nothing else: a minifier made `.a :is(.b)` into `.a:is(.b)`.
    """

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            paths = dict(paths)
            sheets = {
                sheet: [f"css/{name}" for name in IMPORT.findall(read_source(paths[sheet]))]
                for sheet in SHEETS
                if sheet in paths
            }
            for sheet, parts in sheets.items():
                self.write_joined(paths, sheet, parts)
            for part in {part for parts in sheets.values() for part in parts}:
                self.delete(part)
                del paths[part]
            paths = paths | {sheet: (self, sheet) for sheet in sheets}
            for script in [name for name in paths if re.fullmatch(r"js/[\w-]+\.js", name)]:
                spared = without_comments(read_source(paths[script]))
                self.delete(script)
                self.save(script, ContentFile(spared.encode()))
                paths = paths | {script: (self, script)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def write_joined(self, paths, sheet: str, parts: list[str]):
        """Write the joined sheet over the collected list of imports."""
        # An @import must come before any rule, its content need not: only the order of
        # the layers stands before it in the list.
        joined = IMPORT.sub("", read_source(paths[sheet])) + "".join(
            read_source(paths[name]) for name in parts
        )
        self.delete(sheet)
        self.save(sheet, ContentFile(plain_sheet(joined).encode()))


def plain_sheet(sheet: str) -> str:
    """The style sheet without its comments, its empty lines and its indentation."""
    return INDENT.sub("\n", CSS_COMMENT.sub("", sheet)).strip()


def without_comments(script: str) -> str:
    """The script without its lines of comment, its empty lines and its indentation. No
    text of ours goes over a line.
    """
    return COMMENT_OR_INDENT.sub("", script)


def read_source(place) -> str:
    """The text of a file where it was written, not where it was collected: that copy
    may be of an earlier time.
    """
    storage, path = place
    with storage.open(path) as file:
        return file.read().decode()
