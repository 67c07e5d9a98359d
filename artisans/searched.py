"""What the index reads of the families and of the techniques."""

from kairouan.search.kinds import Kind, register

from .models import Family, Technique

register(
    Kind("family", Family.objects.published),
    Kind("technique", Technique.objects.published, mark="mark", rank="rank"),
)
