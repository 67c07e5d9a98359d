"""A gateway of short messages and a mail server on this machine, as the portal meets
them.
"""

import json
import socketserver
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class GatewayHandler(BaseHTTPRequestHandler):
    """Keeps what it is posted, one of each key; answers with the statuses it was given,
    one after the other, then 200.
    """

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), json.loads(body)))
        self.server.on_receipt()
        time.sleep(self.server.slowness)
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        if status == 200:
            self.server.delivered[self.headers["Idempotency-Key"]] = json.loads(body)["text"]
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()
        self.wfile.write(body)  # as a careless gateway would

    def do_GET(self):
        self.server.received.append((dict(self.headers), "followed"))
        self.send_response(200)
        self.end_headers()

    def do_HEAD(self):
        self.server.asked += 1
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.end_headers()

    def log_message(self, *args):
        pass


class Gateway(ThreadingHTTPServer):
    daemon_threads = True
    slowness = asked = 0
    on_receipt: Callable = staticmethod(lambda: None)

    def __init__(self):
        super().__init__(("127.0.0.1", 0), GatewayHandler)
        self.received, self.statuses, self.delivered = [], [], {}
        self.address = f"http://127.0.0.1:{self.server_port}/send"

    def handle_error(self, request, client_address):
        """A worker killed while it was answered."""


class PostOfficeHandler(socketserver.StreamRequestHandler):
    def handle(self):
        answers = {b"DATA": "354 go on", b"QUIT": "221 bye", b"RCPT": self.server.to_recipient}
        self.say("220 here")
        for line in self.rfile:
            self.say(answers.get(line[:4].upper(), "250 ok"))
            if line[:4].upper() == b"DATA":
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(letter.decode())
                if self.server.hangs_up:
                    return
                self.say("250 taken")

    def say(self, line: str):
        self.wfile.write(f"{line}\r\n".encode())


class PostOffice(socketserver.ThreadingTCPServer):
    """A server of as much SMTP as a message needs.

    `hangs_up`: takes the letter, and does not say so.
    """

    daemon_threads = True
    to_recipient, hangs_up = "250 ok", False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), PostOfficeHandler)
        self.letters = []
        self.port = self.server_address[1]


def served(server):
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    ).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def gateway():
    yield from served(Gateway())


@pytest.fixture
def post_office():
    yield from served(PostOffice())
