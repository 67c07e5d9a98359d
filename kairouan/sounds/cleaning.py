"""Cleaning a recording: decoded, made even in loudness, and written anew as Opus and as
AAC (Safari), without any note, by a process of its own (`converter.py`).

FFmpeg reads hostile files in native code: should it fall, loop or swell, that process
ends alone, and the member is told that the recording cannot be read.
"""

import json
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

CONVERTER = Path(__file__).with_name("converter.py")
MOST_BYTES = 12 * 1024 * 1024
LONGEST = 20  # seconds; the rest is left out
PATIENCE = 45  # seconds, waited for the process: a busy machine is slow, not wrong
SENTENCES = {
    "empty": _("Ce fichier est vide."),
    "too_heavy": _("Cet enregistrement pèse plus de 12 Mo. Dix secondes suffisent."),
    "unreadable": _(
        "Ce fichier n’est pas un enregistrement lisible. Envoyez un son de téléphone, en M4A, MP3, "
        "OGG ou WAV."
    ),
    "no_sound": _("Ce fichier ne contient aucun son."),
    "too_short": _("Cet enregistrement est trop court : dix secondes conviennent."),
    "silent": _("On n’entend rien dans cet enregistrement. Rapprochez le téléphone du marteau."),
}


@dataclass(frozen=True)
class CleanSound:
    """A recording ready to publish."""

    webm: ContentFile
    m4a: ContentFile
    milliseconds: int
    peaks: list[int]  # 0 to 100, of equal parts of it
    was_cut: bool  # longer than `LONGEST`


def clean_sound(upload) -> CleanSound:
    """The upload as we are ready to publish it.

    Raises ValidationError with a sentence to show.
    """
    if not upload.size:
        raise refused("empty")
    if upload.size > MOST_BYTES:
        raise refused("too_heavy")
    upload.seek(0)
    said, content = converted(upload.read())
    if "refused" in said:
        raise refused(said["refused"])
    stem, (webm, _m4a) = uuid.uuid4().hex, said["sizes"]
    return CleanSound(
        webm=ContentFile(content[:webm], name=f"{stem}.webm"),
        m4a=ContentFile(content[webm:], name=f"{stem}.m4a"),
        milliseconds=said["milliseconds"],
        peaks=said["peaks"],
        was_cut=said["was_cut"],
    )


def refused(code: str) -> ValidationError:
    return ValidationError(SENTENCES[code], code=code)


def converted(content: bytes) -> tuple[dict, bytes]:
    """Run the converter: what it says, and the files it made, one after the other.

    Raises ValidationError when it ended in any other way than it should.
    """
    # To a file, since the limit of what the process may write counts files alone; with
    # an empty environment, since ours holds secrets.
    with tempfile.TemporaryFile() as written:
        try:
            subprocess.run(
                [sys.executable, "-I", str(CONVERTER)],
                input=content,
                stdout=written,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={},
                timeout=PATIENCE,
                check=True,
            )
        except subprocess.SubprocessError as error:  # it fell, or was stopped
            raise refused("unreadable") from error
        written.seek(0)
        said = json.loads(written.readline())
        return said, written.read()
