"""Uploaded files in a bucket (S3), for several machines."""

import errno
from functools import wraps
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


def failing_as_a_disk(method):
    """Raise OSError where the bucket does not answer, or refuses: what meets a full
    disk in a sentence meets that, too.
    """

    @wraps(method)
    def ask(*args, **kwargs):
        try:
            return method(*args, **kwargs)
        except (BotoCoreError, ClientError) as error:
            raise OSError(errno.EIO, f"The bucket: {error}") from error

    return ask


class BucketStorage(S3Storage):
    """A bucket that the portal alone reads and writes, never public itself: the address
    of a file is the portal's own, which asks each time whether its page may show it.
    """

    def get_default_settings(self):
        return super().get_default_settings() | {
            "default_acl": None,  # as the bucket
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=3,  # seconds
                read_timeout=10,
                retries={"total_max_attempts": 2},
            ),
        }

    def url(self, name, parameters=None, expire=None, http_method=None):
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    _open = failing_as_a_disk(S3Storage._open)
    _save = failing_as_a_disk(S3Storage._save)
    delete = failing_as_a_disk(S3Storage.delete)
    exists = failing_as_a_disk(S3Storage.exists)
    get_modified_time = failing_as_a_disk(S3Storage.get_modified_time)
