"""Recordings as telephones and ill-meaning people send them, made when a test asks for
one.
"""

import io
import math
import struct
from array import array

import av
from django.core.files.uploadedfile import SimpleUploadedFile

SECRET = b"KAIROUAN-SECRET"  # what is looked for in what we keep
PLACE = "+35.6712+010.1005/"  # as telephones note where it was recorded


def sent(content: bytes, name="son.m4a") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="audio/mp4")


def strokes(seconds: float, rate=48_000, loudness=0.3) -> array:
    """Two strokes of a hammer a second, mono floats."""
    beat = rate // 2
    return array(
        "f",
        (
            loudness
            * math.sin(2 * math.pi * 700 * place / rate)
            * math.exp(-8 * (place % beat) / beat)
            for place in range(int(seconds * rate))
        ),
    )


def recorded(
    container="webm", codec="libopus", seconds=3.0, rate=48_000, film=False, sound=True, **notes
) -> bytes:
    """A file of the strokes, with a film beside them, or instead; `notes` are its
    metadata.
    """
    held = io.BytesIO()
    with av.open(held, "w", format=container) as file:
        file.metadata.update(notes)
        if film:
            video = file.add_stream("mpeg4", rate=5)
            video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        if sound:
            stream = file.add_stream(codec, rate=rate, layout="mono")
        for number in range(round(seconds * 5) if film else 0):
            picture = av.VideoFrame(64, 48, "yuv420p")
            for plane in picture.planes:
                plane.update(bytes(plane.buffer_size))
            picture.pts = number
            file.mux(video.encode(picture))
        if film:
            file.mux(video.encode(None))
        if sound:
            samples = strokes(seconds, rate)
            for start in range(0, len(samples), rate):
                file.mux(stream.encode(frame_of(samples[start : start + rate], rate, start)))
            file.mux(stream.encode(None))
    return held.getvalue()


def frame_of(samples: array, rate: int, start: int) -> av.AudioFrame:
    frame = av.AudioFrame(format="flt", layout="mono", samples=len(samples))
    frame.planes[0].update(samples.tobytes())
    frame.sample_rate, frame.pts = rate, start
    return frame


def wav(samples: bytes, kind=3, bits=32, channels=1, rate=48_000, said: int | None = None) -> bytes:
    """A WAV written by hand: `kind` 1 is whole numbers, 3 floats; `said` is the number
    of bytes that it claims to hold.
    """
    frame = channels * bits // 8
    head = struct.pack("<HHIIHH", kind, channels, rate, rate * frame, frame % 65536, bits)
    size = len(samples) if said is None else said
    return (
        b"RIFF"
        + struct.pack("<I", min(36 + size, 2**32 - 1))
        + b"WAVEfmt "
        + struct.pack("<I", len(head))
        + head
        + b"data"
        + struct.pack("<I", size)
        + samples
    )


def with_cover(mp3: bytes) -> bytes:
    """An MP3 with a picture and a text, as players keep them (ID3)."""

    def frame(name: bytes, content: bytes) -> bytes:
        return name + struct.pack(">I", len(content)) + b"\0\0" + content

    frames = frame(b"TIT2", b"\x03" + SECRET) + frame(
        b"APIC", b"\0image/jpeg\0\x03\0" + b"\xff\xd8\xff\xe0" + SECRET + b"\xff\xd9"
    )
    size = len(frames)
    parts = bytes(size >> 7 * place & 0x7F for place in (3, 2, 1, 0))
    return b"ID3\x03\0\0" + parts + frames + mp3


def hours_of_silence() -> bytes:
    """Half an hour of strokes and nothing after them, in few bytes."""
    held, rate = io.BytesIO(), 8_000
    with av.open(held, "w", format="flac") as file:
        stream = file.add_stream("flac", rate=rate, layout="mono")
        file.mux(stream.encode(frame_of(strokes(2, rate), rate, 0)))
        nothing = array("f", bytes(4 * 60 * rate))
        for minute in range(30):
            file.mux(stream.encode(frame_of(nothing, rate, 2 * rate + minute * 60 * rate)))
        file.mux(stream.encode(None))
    return held.getvalue()
