"""A recording decoded and written anew, in a process of its own: `cleaning.py` runs
this file, and the portal never imports it.

FFmpeg is native code that reads whatever was sent. Before it sees a byte, this process
gives up what it could do harm with: it may open no other file and no connection, and
has so much memory, so much time and so much to write. Standard input is the upload,
standard output a line of JSON, then the two files: {"milliseconds": …, "was_cut": …,
"peaks": [0–100], "sizes": [bytes of the WebM, of the M4A]}, or {"refused": a code of
`cleaning.SENTENCES`}.
"""

import io
import json
import resource
import sys
from array import array
from itertools import pairwise
from pkgutil import resolve_name, walk_packages
from typing import Any

import av

# Containers and codecs of telephones, recorders and browsers; a list that names other
# files (HLS, concat…) is none of them.
CONTAINERS = "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,ogg,wav,mp3,aac,amr,flac"
CODECS = (
    "opus,libopus,vorbis,aac,mp3,mp3float,alac,flac,amrnb,amrwb,pcm_s16le,pcm_s16be,"
    "pcm_s24le,pcm_s24be,pcm_s32le,pcm_u8,pcm_f32le,pcm_f64le,pcm_mulaw,pcm_alaw"
)
MOST_STREAMS = 16  # a film of an iPhone has seven
MOST_CHANNELS = 8
RATES = range(6_000, 192_001)  # Hz
MOST_DAMAGE = 50  # packets that say nothing

RATE = 48_000  # Hz, of what is kept
LONGEST, SHORTEST = 20 * RATE, RATE  # samples
HARDLY = RATE // 2  # samples above the longest that nobody misses: encoders pad
LOUDEST = 0.89  # of full scale, 1 dB below: encoders overshoot
FAINTEST = 0.004  # of full scale, about -48 dB: the noise of a room
MOST_GAIN = 32
FADED = RATE // 50  # samples at the end: a cut is no click
BARS = 64  # of the drawing

MOST_BIT_RATE = 64_000
HEAVIEST = 120_000  # bytes of one file
# Its other coder writes strokes half as loud again as they are, in the first moments.
OPTIONS = {"aac": {"aac_coder": "fast"}}
FILLED = 0.9  # share of it that the bit rate is reckoned for: the containers' own bytes

MEMORY = 768 * 2**20  # bytes of addresses: the libraries alone take 300 million
SECONDS = 10  # of a processor
WRITTEN = 2**20  # bytes


class Refused(Exception):
    """A recording that is not taken; the message is a code of `cleaning.SENTENCES`."""


def give_up_rights():
    """Leave nothing to a hostile file: no file or socket can be opened any more.

    PyAV imports some of its modules when it first needs them: they are read before.
    """
    for module in walk_packages(av.__path__, "av."):
        if module.name != "av.__main__":
            resolve_name(module.name)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def samples_of(content: bytes) -> tuple[array, bool]:
    """Decode the first sound stream to mono floats at `RATE`; say whether some was left
    out at the end. Raises Refused and FFmpegError.
    """
    options = {
        "format_whitelist": CONTAINERS,
        "codec_whitelist": CODECS,
        "protocol_whitelist": "none",
        "max_streams": str(MOST_STREAMS),
    }
    samples = array("f")
    damaged = 0
    with av.open(io.BytesIO(content), "r", options=options, metadata_errors="replace") as container:
        if not container.streams.audio:
            raise Refused("no_sound")
        stream = container.streams.audio[0]
        check_shape(stream.codec_context)
        stream.codec_context.thread_count = 1
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                damaged += 1
                if damaged > MOST_DAMAGE:
                    raise
                continue
            for frame in frames:
                check_shape(frame)
                frame.pts = None  # holes between packets are no silence to be made
                for made in resampler.resample(frame):
                    samples.frombytes(bytes(made.planes[0])[: made.samples * 4])
            if len(samples) > LONGEST + HARDLY:
                return samples[:LONGEST], True
        for made in resampler.resample(None):
            samples.frombytes(bytes(made.planes[0])[: made.samples * 4])
    return samples[:LONGEST], False


def check_shape(sounding):
    """Refuse so many channels, or such a rate, that no telephone writes."""
    if sounding.layout.nb_channels > MOST_CHANNELS or sounding.sample_rate not in RATES:
        raise Refused("unreadable")


def made_even(samples: array) -> array:
    """The samples as loud as they may be, without what is no number, fading at the end.

    Raises Refused when there is nothing to hear.
    """
    clean = array("f", (each if -8 < each < 8 else 0 for each in samples))
    loudest = max(max(clean), -min(clean))
    if loudest < FAINTEST:
        raise Refused("silent")
    gain = min(MOST_GAIN, LOUDEST / loudest)
    even = array("f", (each * gain for each in clean))
    for place in range(1, FADED + 1):
        even[-place] *= place / FADED
    return even


def peaks_of(samples: array) -> list[int]:
    """The loudest of each of `BARS` equal parts, 100 being the loudest of all."""
    edges = [len(samples) * bar // BARS for bar in range(BARS + 1)]
    parts = [samples[start:end] for start, end in pairwise(edges)]
    peaks = [max(max(part), -min(part)) for part in parts]
    return [round(100 * peak / max(peaks)) for peak in peaks]


def encoded(samples: array, container: str, codec: str) -> bytes:
    """The samples in a file of at most `HEAVIEST` bytes, with no note of any kind."""
    bit_rate = min(MOST_BIT_RATE, int(HEAVIEST * FILLED * 8 * RATE / len(samples)))
    content = written(samples, container, codec, bit_rate)
    while len(content) > HEAVIEST:
        bit_rate = bit_rate * 3 // 4
        content = written(samples, container, codec, bit_rate)
    return content


def written(samples: array, container: str, codec: str, bit_rate: int) -> bytes:
    held = io.BytesIO()
    # the same bytes for the same sound: no date, no number drawn by lot, no version
    with av.open(held, "w", format=container, options={"fflags": "+bitexact"}) as file:
        stream: Any = file.add_stream(codec, rate=RATE, layout="mono", options=OPTIONS.get(codec))
        stream.bit_rate = bit_rate
        stream.codec_context.thread_count = 1
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        for start in range(0, len(samples), RATE):
            part = samples[start : start + RATE]
            frame = av.AudioFrame(format="flt", layout="mono", samples=len(part))
            frame.planes[0].update(part.tobytes())
            frame.sample_rate, frame.pts = RATE, start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return held.getvalue()


def converted(content: bytes) -> tuple[dict, list[bytes]]:
    """What is said of the recording, and its files. Raises Refused."""
    try:
        samples, was_cut = samples_of(content)
    except (av.error.FFmpegError, ValueError) as error:
        raise Refused("unreadable") from error
    if len(samples) < SHORTEST:
        raise Refused("too_short")
    samples = made_even(samples)
    files = [encoded(samples, "webm", "libopus"), encoded(samples, "ipod", "aac")]
    said = {
        "milliseconds": len(samples) * 1000 // RATE,
        "was_cut": was_cut,
        "peaks": peaks_of(samples),
        "sizes": [len(file) for file in files],
    }
    return said, files


def main():
    content = sys.stdin.buffer.read()
    give_up_rights()
    try:
        said, files = converted(content)
    except Refused as refused:
        said, files = {"refused": str(refused)}, []
    sys.stdout.buffer.write(b"".join([json.dumps(said).encode(), b"\n", *files]))


if __name__ == "__main__":
    main()
