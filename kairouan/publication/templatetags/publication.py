"""Costly parts of a page, kept until something public changes."""

from django import template
from django.utils.translation import get_language

from kairouan.publication.edition import cached_for_edition

register = template.Library()


@register.tag
def remember(parser, token):
    """{% remember "name" part part %}…{% endremember %}: what stands between, kept by
    language and by the parts, which must tell all it depends on.
    """
    _tag, subject, *parts = token.split_contents()
    nodes = parser.parse(["endremember"])
    parser.delete_first_token()
    return Remembered(nodes, subject.strip('"'), [parser.compile_filter(part) for part in parts])


class Remembered(template.Node):
    def __init__(self, nodelist, subject, parts):
        self.nodelist = nodelist
        self.subject = subject
        self.parts = parts

    def render(self, context):
        key = (get_language(), *(part.resolve(context) for part in self.parts))
        return cached_for_edition(self.subject, key, lambda: self.nodelist.render(context))
