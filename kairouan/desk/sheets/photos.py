"""The photographs that come with a list: a zip, whose files the column `photos`
names.
"""

import hashlib
import io
import zipfile
import zlib

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.photos.cleaning import MOST_BYTES, clean_photo

from .named import NameIndex

MOST_FILES = 200
MOST_FOLDERS = 8  # written before the name of a photograph
MOST_BYTES_OF_ZIP = 200 * 1024 * 1024


class Photos:
    """The files of a zip by their names, with as much of their path as is written.

    Each is cleaned once, when it is asked for.
    """

    def __init__(self, upload=None):
        """Raises ValidationError for what is no zip of photographs."""
        self.cleaned: dict[int, tuple] = {}
        self.packed: zipfile.ZipFile
        self.kept: list[zipfile.ZipInfo] = []
        # by the number of folders written: the place of each in `kept`
        self.named: dict[int, NameIndex] = {}
        if not upload:
            return
        if upload.size > MOST_BYTES_OF_ZIP:
            raise ValidationError(
                _("Ce dossier pèse plus de 200 Mo. Partagez-le en plusieurs."), code="too_heavy"
            )
        try:
            self.packed = zipfile.ZipFile(upload)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise ValidationError(
                _("Ce fichier n’est pas un dossier compressé (.zip) lisible."), code="unreadable"
            ) from error
        self.kept = [
            info
            for info in self.packed.infolist()
            if not info.is_dir() and "__MACOSX" not in info.filename
        ]
        if len(self.kept) > MOST_FILES:
            raise ValidationError(
                _("Ce dossier a plus de 200 photos. Partagez-le en plusieurs."), code="too_many"
            )
        for place, info in enumerate(self.kept):
            parts = parts_of(info.filename)
            for folders in range(min(len(parts), MOST_FOLDERS)):
                self.named.setdefault(folders, NameIndex()).add(
                    "/".join(parts[-folders - 1 :]), place
                )

    def get(self, name: str) -> tuple:
        """The photograph as `clean_photo` gives it, under a name made of its content.

        Raises ValidationError.
        """
        place = self.place_of(name)
        if place not in self.cleaned:
            content = self.content_of(place, name)
            try:
                file, width, height = clean_photo(ContentFile(content, name="photo"))
            except ValidationError as error:
                raise ValidationError(f"{name} : {' '.join(error.messages)}") from error
            file.name = f"{photo_digest(content)}.jpg"
            self.cleaned[place] = (file, width, height)
        return self.cleaned[place]

    def place_of(self, name: str) -> int:
        """Find the position in `kept` of the photograph of that name or path.

        Raises ValidationError.
        """
        parts = parts_of(name)
        found = self.named.get(len(parts) - 1, NameIndex()).find("/".join(parts))
        if len(found) > 1:
            raise ValidationError(
                gettext(
                    "Plusieurs photos du dossier s’appellent « %(name)s » : %(paths)s. Écrivez "
                    "aussi le dossier, ou renommez-les."
                ),
                params={
                    "name": name,
                    "paths": ", ".join(self.kept[place].filename for place in sorted(found)),
                },
            )
        if not found:
            raise ValidationError(
                gettext("La photo « %(name)s » n’est pas dans le dossier envoyé."),
                params={"name": name},
            )
        return min(found)

    def content_of(self, place: int, name: str) -> bytes:
        info = self.kept[place]
        if info.file_size > MOST_BYTES:
            raise ValidationError(
                gettext("La photo « %(name)s » pèse plus de 20 Mo."), params={"name": name}
            )
        try:
            with self.packed.open(info) as part:
                return part.read(MOST_BYTES)
        except (
            zipfile.BadZipFile,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            zlib.error,
        ) as error:  # damaged, or under a password
            raise ValidationError(
                gettext("La photo « %(name)s » n’est pas lisible."), params={"name": name}
            ) from error


def parts_of(path: str) -> list[str]:
    """The folders of a path, then its file."""
    return [
        part.strip() for part in path.replace("\\", "/").split("/") if part.strip() not in ("", ".")
    ]


def photo_digest(content: bytes) -> str:
    """Thirty-two hexadecimal digits: the same photograph is known again."""
    return hashlib.blake2s(content, digest_size=16).hexdigest()


def held_under(file: ContentFile, photos) -> bool:
    """Return whether a photograph is among these already.

    A storage may add to a name that was taken.
    """
    stem = str(file.name).removesuffix(".jpg")
    return any(stem in photo.file_name for photo in photos)


def copy_of(photo: tuple) -> tuple:
    """The photograph to be stored once more: a file is read to its end once."""
    file, width, height = photo
    return ContentFile(io.BytesIO(file.open().read()).getvalue(), name=file.name), width, height
