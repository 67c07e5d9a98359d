"""Cleaning an upload: decoded whole, turned upright, reduced, and written anew as JPEG
without any metadata (a telephone writes where it was taken).
"""

import io
import uuid
import warnings

import pillow_heif
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageChops, ImageCms, ImageOps

Image.init()  # Pillow learns its formats late: asked for one it has not met yet, it fails
pillow_heif.register_heif_opener()
LARGEST_SIDE = 2560  # px, of the photograph we keep
# A telephone's sensor "of 50 million" gives 8192 × 6144. Decoded whole, 52 million take
# 210 MB; a JPEG is decoded smaller.
MOST_PIXELS = 52_000_000
MOST_BYTES = 20 * 1024 * 1024
LEAST_SIDE = 32  # px
LONGEST_SHAPE = 12  # times as long as wide: a panorama is, a ribbon is more
LARGEST_PROFILE = 4 * 1024 * 1024  # bytes; those of presses weigh two million
TOO_LARGE = _("Cette photo a trop de pixels (52 millions au plus).")
END_OF_JPEG = b"\xff\xd9"
OTHER_BYTES = bytes(range(1, 255)) * 8  # no mark of a JPEG among them
ACCEPTED = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")


def clean_photo(upload) -> tuple[ContentFile, int, int]:
    """The upload as a JPEG we are ready to publish, with its width and height.

    Raises ValidationError with a sentence to show.
    """
    if not upload.size:
        raise ValidationError(_("Ce fichier est vide."), code="empty")
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("Cette photo pèse plus de 20 Mo. Envoyez-la en plus petit."), code="too_heavy"
        )
    try:
        with warnings.catch_warnings():
            # Pillow warns of many pixels, which we count before any is decoded, and of
            # damaged notes, which we do not keep.
            warnings.simplefilter("ignore")
            photo = decoded_photo(upload)
            photo = in_eight_bits(photo)
            photo.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
            photo = on_white(in_screen_colours(upright(photo)))
        written = io.BytesIO()
        # A new image carries none of the old one's EXIF, XMP, IPTC, comment, colour
        # profile or position.
        photo.info = {}
        photo.save(
            written,
            "JPEG",
            quality=88,
            optimize=True,
            progressive=True,
            exif=b"",
            xmp=b"",
            comment=b"",
        )
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_LARGE, code="too_large") from error
    # decoders raise anything on a damaged file: OSError, SyntaxError, ValueError,
    # struct.error
    except Exception as error:
        raise ValidationError(
            _("Ce fichier n’est pas une photo lisible. Envoyez une photo JPEG, PNG, WebP ou HEIC."),
            code="unreadable",
        ) from error
    return (
        ContentFile(written.getvalue(), name=f"{uuid.uuid4().hex}.jpg"),
        photo.width,
        photo.height,
    )


def decoded_photo(upload) -> Image.Image:
    """The first picture of the upload, decoded whole.

    Of a JPEG, the mark of its end alone may be missing. Raises OSError and others.
    """
    photo = opened(upload)
    try:
        photo.load()
    except OSError:
        if photo.format != "JPEG":
            raise
        upload.seek(0)
        photo = without_its_end(upload.read().removesuffix(END_OF_JPEG[:1]))
    return photo


def opened(upload) -> Image.Image:
    """The upload before it is decoded, of a reasonable shape.

    Raises ValidationError.
    """
    photo = Image.open(upload, formats=ACCEPTED)
    check_shape(photo)
    photo.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))  # a large JPEG is decoded smaller at once
    return photo


def without_its_end(content: bytes) -> Image.Image:
    """A JPEG whose file stops before the mark of its end, when all of the picture is
    there. Raises OSError when some of it is missing.

    The decoder fills in grey what is missing, and does not say so: given other bytes to
    go on with, it draws another picture.
    """
    photo, other = (opened(io.BytesIO(content + more + END_OF_JPEG)) for more in (b"", OTHER_BYTES))
    if ImageChops.difference(photo.convert("RGB"), other.convert("RGB")).getbbox():
        raise OSError("image file is truncated")
    return photo


def check_shape(photo):
    """Refuse what has too many pixels to decode, or too few to show.

    Raises ValidationError.
    """
    short, long = sorted(photo.size)
    if short * long > MOST_PIXELS:
        raise ValidationError(TOO_LARGE, code="too_large")
    if short < LEAST_SIDE:
        raise ValidationError(_("Cette image est trop petite pour une photo."), code="too_small")
    if long > short * LONGEST_SHAPE:
        raise ValidationError(_("Cette photo est trop étroite. Recadrez-la."), code="too_narrow")


def in_eight_bits(photo):
    """Grey of sixteen bits, brought to eight: Pillow would cut it, and the picture come
    out white.
    """
    if not photo.mode.startswith("I"):
        return photo
    return photo.convert("I").point(lambda value: value / 256).convert("L")


def upright(photo):
    """Turned as the telephone says it was held.

    Damaged notes do not condemn the picture.
    """
    try:
        return ImageOps.exif_transpose(photo)
    except Exception:  # as many kinds as there are ways to damage them
        return photo


def in_screen_colours(photo):
    """The colours that every screen shows, from those of the camera's or the press's
    own profile. A profile that cannot be read is left out.
    """
    profile = photo.info.get("icc_profile")
    if not profile or len(profile) > LARGEST_PROFILE:
        return photo
    if photo.mode in ("P", "PA"):
        photo = photo.convert(
            "RGBA" if photo.mode == "PA" or "transparency" in photo.info else "RGB"
        )
    try:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        if photo.mode == "RGB" and "srgb" in ImageCms.getProfileDescription(source).lower():
            return photo
        mode = "RGBA" if photo.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(
            photo, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    # ValueError: a profile of another kind of picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return photo


def on_white(photo):
    """An RGB image; what was transparent becomes white."""
    if photo.mode in ("RGBA", "LA", "PA") or (
        photo.mode in ("P", "L", "RGB", "1") and "transparency" in photo.info
    ):
        photo = photo.convert("RGBA")
        ground = Image.new("RGB", photo.size, "white")
        ground.paste(photo, mask=photo.getchannel("A"))
        return ground
    return photo.convert("RGB")
