"""Recordings as they arrive: what telephones give is kept, even and without a note;
what is none is refused in a sentence, by a process that can do no harm.
"""

import io
import subprocess
import sys
import threading
from array import array
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer

import av
import pytest
from django.core.exceptions import ValidationError

from kairouan.sounds import cleaning
from kairouan.sounds.cleaning import CONVERTER, MOST_BYTES, clean_sound
from kairouan.sounds.tests import sound_files as files

pytestmark = pytest.mark.any_database

HEAVIEST = 120_000
UNREADABLE, TOO_SHORT, SILENT, NO_SOUND = (
    str(cleaning.SENTENCES[code]) for code in ("unreadable", "too_short", "silent", "no_sound")
)

TELEPHONES = {
    "Chrome, recording on the page": partial(files.recorded, "webm", "libopus"),
    "Safari, recording on the page": partial(files.recorded, "mp4", "aac"),
    "Firefox, recording on the page": partial(files.recorded, "ogg", "libopus"),
    "memo of an iPhone": partial(files.recorded, "ipod", "aac", rate=44_100),
    "memo without loss": partial(files.recorded, "ipod", "alac", rate=44_100),
    "MP3": partial(files.recorded, "mp3", "libmp3lame", rate=44_100),
    "WAV": partial(files.recorded, "wav", "pcm_s16le", rate=16_000),
    "FLAC": partial(files.recorded, "flac", "flac"),
    "AAC alone": partial(files.recorded, "adts", "aac"),
    "an old telephone, AMR": partial(files.recorded, "amr", "libopencore_amrnb", rate=8_000),
    "an old telephone, 3GP": partial(files.recorded, "3gp", "libopencore_amrnb", rate=8_000),
    "film: its sound": partial(files.recorded, "mp4", "aac", film=True),
    "film of an iPhone: its sound": partial(files.recorded, "mov", "aac", film=True),
}


def read(content: bytes) -> tuple[av.container.InputContainer, array]:
    """The kept file and its samples."""
    container = av.open(io.BytesIO(content))
    resampler = av.AudioResampler(format="flt", layout="mono", rate=48_000)
    samples = array("f")
    for frame in container.decode(audio=0):
        for made in resampler.resample(frame):
            samples.frombytes(bytes(made.planes[0])[: made.samples * 4])
    return container, samples


@pytest.mark.parametrize("kind", TELEPHONES)
def test_recording_of_each_telephone_is_kept_for_every_browser(kind):
    clean = clean_sound(files.sent(TELEPHONES[kind]()))
    assert (round(clean.milliseconds / 1000), clean.was_cut) == (3, False)
    for file, codec in ((clean.webm, "opus"), (clean.m4a, "aac")):
        assert file.size <= HEAVIEST
        container, samples = read(file.open().read())
        (stream,) = container.streams
        assert (stream.codec_context.name, stream.layout.nb_channels) == (codec, 1)
        assert len(samples) == pytest.approx(3 * 48_000, abs=6_000)
        assert max(samples) == pytest.approx(0.89, abs=0.12)


@pytest.mark.parametrize("loudness", [0.03, 0.3, 1.0])
def test_faint_and_loud_are_made_even(loudness):
    sound = files.wav(files.strokes(2, loudness=loudness).tobytes())
    _container, samples = read(clean_sound(files.sent(sound)).webm.read())
    assert max(samples) == pytest.approx(0.89, abs=0.12)


def test_drawing_rises_at_each_stroke():
    peaks = clean_sound(files.sent(files.wav(files.strokes(4).tobytes()))).peaks
    assert len(peaks) == 64 and max(peaks) == 100
    assert all(peaks[8 * stroke] > 80 for stroke in range(8))  # eight strokes in four seconds
    assert all(peaks[8 * stroke + 6] < 20 for stroke in range(8))


def test_same_upload_is_always_cleaned_to_the_same_bytes():
    first, second = (clean_sound(files.sent(TELEPHONES["WAV"]())) for _time in range(2))
    assert first.webm.read() == second.webm.read() and first.m4a.read() == second.m4a.read()
    assert first.webm.name != second.webm.name
    assert first.webm.name.removesuffix(".webm") == first.m4a.name.removesuffix(".m4a")


def test_long_recording_is_cut_and_still_light():
    clean = clean_sound(files.sent(files.recorded("mp3", "libmp3lame", seconds=45)))
    assert (clean.milliseconds, clean.was_cut) == (20_000, True)
    assert max(clean.webm.size, clean.m4a.size) <= HEAVIEST


NOTED = {
    "place and title of a telephone": lambda: files.recorded(
        "mp4", "aac", location=files.PLACE, title=files.SECRET.decode()
    ),
    "title of a page": lambda: files.recorded("webm", "libopus", title=files.SECRET.decode()),
    "picture of a player": lambda: files.with_cover(files.recorded("mp3", "libmp3lame")),
    "page after the sound": lambda: (
        files.recorded("mp3", "libmp3lame") + b"<script>" + files.SECRET + b"</script>"
    ),
}


@pytest.mark.parametrize("kind", NOTED)
def test_no_note_is_kept(kind):
    content = NOTED[kind]()
    assert files.SECRET in content
    clean = clean_sound(files.sent(content))
    for file in (clean.webm, clean.m4a):
        kept = file.open().read()
        for note in (files.SECRET, files.PLACE.encode(), b"\xff\xd8\xff", b"<script", b"Lavc"):
            assert note not in kept
        container, _samples = read(kept)
        said = dict(container.metadata)
        assert said.pop("encoder", "Lavf") == "Lavf"  # and not its version
        assert said.keys() <= {"major_brand", "minor_version", "compatible_brands"}


REFUSED = {
    "nothing": (lambda: b"", "Ce fichier est vide."),
    "page": (lambda: b"<!doctype html><script>alert(1)</script>" * 40, UNREADABLE),
    "photograph": (lambda: b"\xff\xd8\xff\xe0" + bytes(4000), UNREADABLE),
    "noise": (lambda: bytes((place * 7919) % 251 for place in range(200_000)), UNREADABLE),
    "archive": (lambda: b"PK\x03\x04" + bytes(30_000), UNREADABLE),
    "memo cut before its index": (
        lambda: files.recorded("mp4", "aac")[:20_000],
        UNREADABLE,
    ),
    "film without sound": (lambda: files.recorded("mp4", film=True, sound=False), NO_SOUND),
    "moving picture": (lambda: b"GIF89a" + bytes(500), UNREADABLE),
    "list of other files (HLS)": (
        lambda: (
            b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
        ),
        UNREADABLE,
    ),
    "list of other files (concat)": (
        lambda: b"ffconcat version 1.0\nfile /etc/passwd\n",
        UNREADABLE,
    ),
    "session to join (SDP)": (
        lambda: b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
        UNREADABLE,
    ),
    "blink": (lambda: files.recorded("wav", "pcm_s16le", seconds=0.4), TOO_SHORT),
    "no sample": (lambda: files.wav(b""), TOO_SHORT),
    "silence": (lambda: files.wav(bytes(4 * 48_000 * 3)), SILENT),
    "noise of a room": (lambda: files.wav(files.strokes(3, loudness=0.002).tobytes()), SILENT),
    "nothing that is a number": (
        lambda: files.wav(array("f", [float("nan")] * 48_000 * 2).tobytes()),
        SILENT,
    ),
    "thousand channels": (
        lambda: files.wav(bytes(2 * 1000 * 4_000), kind=1, bits=16, channels=1000),
        UNREADABLE,
    ),
    "rate of no telephone": (lambda: files.wav(bytes(400_000), rate=900_000), UNREADABLE),
    "rate of one a second": (lambda: files.wav(bytes(400_000), rate=1), UNREADABLE),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_other_file_is_refused_in_a_sentence(kind):
    make, sentence = REFUSED[kind]
    with pytest.raises(ValidationError) as refused:
        clean_sound(files.sent(make()))
    assert refused.value.messages == [sentence]


def test_upload_that_is_too_heavy_is_not_even_read():
    class Heavy(io.BytesIO):
        size = MOST_BYTES + 1

        def read(self, *args):
            raise AssertionError

    with pytest.raises(ValidationError) as refused:
        clean_sound(Heavy())
    assert refused.value.code == "too_heavy"


def test_samples_that_are_no_numbers_are_silence():
    samples = files.strokes(3)
    for place in range(24_000, 30_000):
        samples[place] = (float("nan"), float("inf"), 1e30)[place % 3]
    clean = clean_sound(files.sent(files.wav(samples.tobytes())))
    _container, kept = read(clean.webm.read())
    assert max(kept) == pytest.approx(0.89, abs=0.12)


@pytest.mark.parametrize("said", [2**32 - 1, 2**31])
def test_hours_that_a_file_only_claims_are_not_waited_for(said):
    content = files.wav(files.strokes(3).tobytes(), said=said)
    assert clean_sound(files.sent(content)).milliseconds == 3000


def test_hours_in_few_bytes_are_left_where_they_are():
    content = files.hours_of_silence()
    assert len(content) < 400_000
    clean = clean_sound(files.sent(content))
    assert (clean.milliseconds, clean.was_cut) == (20_000, True)


def test_recording_that_stops_short_is_kept_as_far_as_it_goes():
    content = files.recorded("webm", "libopus", seconds=6)
    clean = clean_sound(files.sent(content[: len(content) // 2]))
    assert 2_000 < clean.milliseconds < 4_000


# The process


def test_list_of_a_server_is_not_asked_for():
    asked = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/a.ts"
        content = f"#EXTM3U\n#EXTINF:9,\n{address}\n#EXT-X-ENDLIST\n".encode()
        with pytest.raises(ValidationError):
            clean_sound(files.sent(content))
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


TRIES = {
    "a file": "open('/etc/passwd')",
    "a new file": "open('/tmp/kairouan-sound-test', 'w')",
    "a connection": "import _socket; _socket.socket()",
    "a gigabyte": "bytearray(2**30)",
    "another program": "import os; os.pipe()",
}


@pytest.mark.parametrize("what", TRIES)
def test_process_that_reads_the_recording_has_given_up(what):
    tried = (
        "import importlib.util, sys\n"
        f"spec = importlib.util.spec_from_file_location('converter', {str(CONVERTER)!r})\n"
        "converter = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(converter)\n"
        "import _socket, os\n"
        "{}\n"
        f"try:\n    {TRIES[what]}\n"
        "except (OSError, MemoryError):\n    sys.exit(3)\n"
    )
    codes = [
        subprocess.run([sys.executable, "-c", tried.format(first)], check=False).returncode
        for first in ("pass", "converter.give_up_rights()")
    ]
    assert codes == [0, 3]


FALLS = {
    "falls": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "never ends": "while True: pass",
    "says nothing it should": "import sys; sys.exit(1)",
}


@pytest.mark.parametrize("how", FALLS)
def test_process_that_ends_badly_is_a_sentence(how, tmp_path, monkeypatch):
    wrong = tmp_path / "wrong.py"
    wrong.write_text(FALLS[how])
    monkeypatch.setattr(cleaning, "CONVERTER", wrong)
    monkeypatch.setattr(cleaning, "PATIENCE", 1)
    with pytest.raises(ValidationError) as refused:
        clean_sound(files.sent(b"anything"))
    assert refused.value.messages == [UNREADABLE]


def test_process_knows_none_of_our_secrets(tmp_path, monkeypatch):
    curious = tmp_path / "curious.py"
    curious.write_text(
        "import json, os\nprint(json.dumps({'refused': 'empty' if 'A_SECRET' in os.environ"
        " else 'silent'}))"
    )
    monkeypatch.setenv("A_SECRET", "x")
    monkeypatch.setattr(cleaning, "CONVERTER", curious)
    with pytest.raises(ValidationError) as refused:
        clean_sound(files.sent(b"anything"))
    assert refused.value.code == "silent"


def test_portal_never_loads_the_library_that_reads_recordings():
    asked = (
        "import django, sys; django.setup(); import kairouan.urls, kairouan.space.sounds;"
        "sys.exit('av' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
