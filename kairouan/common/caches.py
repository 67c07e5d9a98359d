"""Redis, and this process's own memory while Redis does not answer."""

import logging
import time
from functools import wraps
from typing import ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

ASKED_AGAIN_AFTER = 5  # seconds; until then nobody waits for a server that is away

logger = logging.getLogger(__name__)


def guarded(method):
    """Ask Redis; while it is away, the memory."""

    @wraps(method)
    def ask(self, *args, **kwargs):
        if time.monotonic() >= RedisOrMemoryCache.away_until:
            try:
                return method(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                RedisOrMemoryCache.away_until = time.monotonic() + ASKED_AGAIN_AFTER
                logger.warning("Redis does not answer (%s)", type(error).__name__)
        return getattr(self.memory, method.__name__)(*args, **kwargs)

    return ask


class RedisOrMemoryCache(RedisCache):
    """A cache for several machines, that stops nobody when its server stops.

    Meanwhile pages are kept, and limits counted, in each process: what is kept under an
    edition is never out of date, and a limit holds, if several times over. Nothing that
    must be remembered is to be put here: sessions are in the database, where one that
    was ended does not come back with the server.
    """

    # of the process, whichever thread asks, since every cache has the same server
    away_until: ClassVar[float] = 0

    def __init__(self, server, params):
        super().__init__(server, params)
        self.memory = LocMemCache(
            f"{server}{self.key_prefix}",
            {"TIMEOUT": self.default_timeout, "OPTIONS": {"MAX_ENTRIES": 2000}},
        )

    add = guarded(RedisCache.add)
    get = guarded(RedisCache.get)
    set = guarded(RedisCache.set)
    touch = guarded(RedisCache.touch)
    delete = guarded(RedisCache.delete)
    get_many = guarded(RedisCache.get_many)
    has_key = guarded(RedisCache.has_key)
    incr = guarded(RedisCache.incr)
    set_many = guarded(RedisCache.set_many)
    delete_many = guarded(RedisCache.delete_many)
    clear = guarded(RedisCache.clear)
