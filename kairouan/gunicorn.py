"""The web server, and the one task worker that is started and stopped with it."""

import ctypes
import os
import signal
import subprocess
import sys

wsgi_app = "kairouan.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
preload_app = True  # the code is read once and shared
max_requests = 5000
max_requests_jitter = 500
accesslog = None
control_socket_disable = True

PR_SET_PDEATHSIG = 1  # linux/prctl.h
worker = None


def when_ready(server):
    """Start the task worker. It ends by itself when this process is gone, however that came about."""
    global worker
    manage = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "manage.py")
    command = [sys.executable, manage, "db_worker", "--queue-name", "*"]
    worker = subprocess.Popen(command, preexec_fn=end_with_parent)


def end_with_parent():
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def on_exit(server):
    if worker is not None and worker.poll() is None:
        worker.terminate()  # finishes the task in hand
        try:
            worker.wait(timeout=20)
        except subprocess.TimeoutExpired:
            worker.kill()
