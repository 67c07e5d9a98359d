"""The web server, and the workers of this machine, which its master starts, starts
again and stops.
"""

import os
import signal

from gunicorn.glogging import Logger

from kairouan.common.logs import HidesSecrets
from kairouan.common.work.supervisor import LOOKS_EVERY, supervisor_of_workers

wsgi_app = "kairouan.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
preload_app = True  # the code is read once and shared
# A new process makes its first pages anew, for half a second: it comes rarely enough
# for its readers not to notice.
max_requests = 50_000
max_requests_jitter = 5_000
accesslog = None
control_socket_disable = True
# The settings say whether a proxy is believed (KAIROUAN_PROXY), on loopback too.
forwarded_allow_ips = ""


class LoggerWithoutSecrets(Logger):
    """The server's own lines, and those of requests where somebody asks for them."""

    def setup(self, cfg):
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            if not any(isinstance(each, HidesSecrets) for each in log.filters):
                log.addFilter(HidesSecrets())


logger_class = LoggerWithoutSecrets


def when_ready(server):
    """Look after the workers from the master's one thread, at each tick of a timer that
    the web processes do not inherit.
    """
    if os.environ.get("KAIROUAN_WORKERS", "1") == "0":
        return
    server.supervisor = supervisor_of_workers()
    signal.signal(signal.SIGALRM, server.supervisor.look)
    signal.setitimer(signal.ITIMER_REAL, LOOKS_EVERY, LOOKS_EVERY)


def on_exit(server):
    signal.setitimer(signal.ITIMER_REAL, 0)
    if hasattr(server, "supervisor"):
        server.supervisor.end()
