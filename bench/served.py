"""Cost of a kept page through the whole server, against the live check of the same
server. `scripts/bench` runs it after `costs.py`.

gunicorn serves KAIROUAN_DATA or DATABASE_URL as in real life; eight connections that
stay open ask one address for some seconds, then the other, several times over. The
figure is a ratio: answers a second of the kept list over answers a second of
/health/live, the median of the rounds.
"""

import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress

CONNECTIONS = 8
ROUNDS = 5
LASTS = 3  # seconds of each half of a round
PATIENCE = 300  # seconds: the first page a process makes takes long on a machine with other work
BAR = 0.7
LIST, LIVE = "/fr/catalogue/", "/health/live"


def answers_a_second(port: int, path: str) -> float:
    """Ask for `path` over CONNECTIONS connections during LASTS seconds."""
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: br\r\n\r\n".encode()
    counts, start = [], time.monotonic()

    def ask():
        count = 0
        while time.monotonic() - start < LASTS:
            with (
                # a process that has served its number of requests is replaced
                suppress(ConnectionError),
                socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line,
                line.makefile("rb") as answers,
            ):
                stays = True
                while stays and time.monotonic() - start < LASTS:
                    line.sendall(asked)
                    stays = read_answer(answers)
                    count += 1
        counts.append(count)

    readers = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    if len(counts) != CONNECTIONS:
        raise RuntimeError(f"{path}: a connection broke")
    return sum(counts) / (time.monotonic() - start)


def read_answer(answers) -> bool:
    """Read one whole answer. Whether the server keeps the connection open."""
    status, headers = answers.readline(), {}
    if not status:
        raise ConnectionResetError
    while (line := answers.readline().strip()) != b"":
        name, _colon, value = line.partition(b":")
        headers[name.lower()] = value.strip().lower()
    answers.read(int(headers[b"content-length"]))
    if b" 200 " not in status:
        raise RuntimeError(status)
    return headers.get(b"connection") != b"close"


def main() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "kairouan/gunicorn.py"],
        env=os.environ | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{LIVE}")
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        answers_a_second(port, LIST)  # every process makes the page and keeps it
        pairs = [
            (answers_a_second(port, LIST), answers_a_second(port, LIVE)) for _ in range(ROUNDS)
        ]
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
    ratio = statistics.median(page / live for page, live in pairs)
    page, live = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    print(f"\n### Served, {CONNECTIONS} connections\n")
    print("| kept list, answers a second | live check | ratio | bar |\n|---|---|---|---|")
    print(f"| {page:.0f} | {live:.0f} | {ratio:.2f} | ≥ {BAR} |")
    return ratio < BAR


if __name__ == "__main__":
    sys.exit(main())
