"""The publication stamp, as tests read it."""

from kairouan.publication.stamp import PublicationStamp


def current_stamp() -> str:
    """Read the stamp; "" before the first."""
    return PublicationStamp.objects.values_list("value", flat=True).first() or ""
