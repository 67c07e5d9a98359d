"""Files as telephones, presses and ill-meaning people send them, made when a test asks
for one.
"""

import io
import itertools
import struct
import zipfile
import zlib

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

ORIENTATION, GPS, GPS_NORTH, GPS_LATITUDE = 0x0112, 0x8825, 1, 2
SECRET = b"KAIROUAN-SECRET"  # what is looked for in what we keep
# top left, top right, bottom left, bottom right
CORNERS = [(220, 30, 30), (30, 200, 30), (30, 30, 220), (230, 220, 40)]

NUMBERS = itertools.count(1)


def quartered(size=(160, 120)) -> Image.Image:
    """A picture that tells which way up it is: a colour in each corner."""
    width, height = size
    photo = Image.new("RGB", size)
    for place, colour in enumerate(CORNERS):
        box = (place % 2 * width // 2, place // 2 * height // 2)
        photo.paste(Image.new("RGB", (width // 2, height // 2), colour), box)
    return photo


def corners_of(photo: Image.Image) -> list[tuple[int, int, int]]:
    width, height = photo.size
    return [
        photo.getpixel((x, y))
        for y in (height // 8, height * 7 // 8)
        for x in (width // 8, width * 7 // 8)
    ]


def near(seen, wanted, by=24) -> bool:
    return all(
        abs(a - b) <= by
        for one, other in zip(seen, wanted, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def written(photo: Image.Image, kind="JPEG", **options) -> bytes:
    held = io.BytesIO()
    photo.save(held, kind, **options)
    return held.getvalue()


def sent(content: bytes, name="photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def jpeg(size=(160, 120), name="photo.jpg", **options) -> SimpleUploadedFile:
    return sent(written(quartered(size), quality=92, **options), name)


def another(name="photo.jpg") -> SimpleUploadedFile:
    """One that no other is the same as: its number is written in it, 16 px a bit."""
    photo, number = quartered(), next(NUMBERS)
    for place in range(10):
        if number >> place & 1:
            photo.paste((0, 0, 0), (16 * place, 0, 16 * place + 16, 8))
    return sent(written(photo, quality=92), name)


def exif_of(orientation=1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010E] = SECRET.decode()  # the description
    exif.get_ifd(GPS)[GPS_NORTH] = "N"
    exif.get_ifd(GPS)[GPS_LATITUDE] = (35.0, 40.0, 7.0)
    return exif


def held_so(orientation: int, size=(160, 120)) -> bytes:
    """A JPEG as a telephone held so writes it: once upright, it is `quartered`."""
    undone = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    photo = quartered(size)
    photo = photo.transpose(undone) if undone is not None else photo
    return written(photo, quality=92, exif=exif_of(orientation))


def heic(orientation=6, size=(160, 120)) -> bytes:
    """Make a HEIC file as an iPhone does, rotated and with GPS coordinates."""
    photo = quartered(size)
    if orientation == 6:
        photo = photo.transpose(Image.Transpose.ROTATE_90)
    held = io.BytesIO()
    pillow_heif.from_pillow(photo).save(held, quality=90, exif=exif_of(orientation).tobytes())
    return held.getvalue()


def full_of_notes() -> bytes:
    """A JPEG with EXIF, XMP, IPTC, a comment and a colour profile that each hold the
    secret.
    """
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = written(
        quartered(),
        exif=exif_of(),
        xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>",
        comment=SECRET,
        icc_profile=profile,
    )
    iptc = (
        b"Photoshop 3.0\x008BIM\x04\x04\x00\x00"
        + struct.pack(">I", 5 + len(SECRET))
        + b"\x1c\x02\x78\x00\x0f"
        + SECRET
        + b"\x00"
    )
    return content[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + content[2:]


def png_bomb(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels, and is small."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    row = b"\x00" + b"\x00" * ((width + 7) // 8)
    packed = zlib.compressobj(9)
    rows = (
        b"".join(packed.compress(row * 100) for _ in range(height // 100))
        + packed.compress(row * (height % 100))
        + packed.flush()
    )
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def grey_of_sixteen_bits() -> bytes:
    photo = Image.new("I;16", (64, 48))
    photo.putdata([round(65535 * (x / 63)) for _y in range(48) for x in range(64)])
    return written(photo, "PNG")


def moving(kind: str) -> bytes:
    """Two pictures that follow each other."""
    return written(
        quartered(),
        kind,
        save_all=True,
        append_images=[Image.new("RGB", (160, 120), "black")],
        duration=100,
    )


def with_zip(content: bytes) -> bytes:
    held = io.BytesIO(content)
    held.seek(0, io.SEEK_END)
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("secret.html", SECRET)
    return held.getvalue()


def wide_profile() -> bytes:
    """The colour profile of a telephone's screen (Display P3), written by hand: its
    primaries, and one curve.
    """

    def fixed(*numbers):
        return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)

    points = {
        b"rXYZ": (0.5151, 0.2412, -0.0011),
        b"gXYZ": (0.2919, 0.6922, 0.0419),
        b"bXYZ": (0.1572, 0.0666, 0.7841),
    }
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 8) + b"Wide P3\0" + b"\0" * 79,
        b"wtpt": b"XYZ \0\0\0\0" + fixed(0.9642, 1.0, 0.8249),
    }
    tags |= {name: b"XYZ \0\0\0\0" + fixed(*point) for name, point in points.items()}
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, content, place = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, held in tags.items():
        held += b"\0" * (-len(held) % 4)
        table += name + struct.pack(">II", place + len(content), len(held))
        content += held
    size = 128 + len(table) + len(content)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += (
        struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + b"\0" * 28 + fixed(0.9642, 1.0, 0.8249)
    )
    return head + b"\0" * (128 - len(head)) + table + content
