"""The key on the pages of what it tells apart, and the drawings of its answers."""

from urllib.parse import urlencode

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from artisans.models.techniques import shapes_of_sent
from kairouan.common.marks import FIELD
from kairouan.common.states import SeenState, current_states

from ..characters import SomethingElse

register = template.Library()


@register.filter
def key_address(technique) -> str:
    """The key with this technique's own features for answers: to learn to see it."""
    known = current_states()
    seen = {
        name: code
        for name in ("outline", "order", "spacing", "depth")
        if (code := getattr(technique, name)) in {state.code for state in known.offered(name)}
    }
    return f"{reverse('artisans:key')}?{urlencode(seen)}"


@register.simple_tag
def drawing_of_state(state: SeenState | SomethingElse | None, label: str = "") -> SafeString:
    """The drawing of an answer: a symbol of the house, or the one that was sent, in the
    page itself. With a `label` it stands for its words.
    """
    if state is None:
        return mark_safe("")
    said = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    if state.drawing:
        return format_html(
            '<svg {}><use href="{}#{}" /></svg>', said, static("img/key.svg"), state.drawing
        )
    shapes = mark_safe(shapes_of_sent(state.sent))
    return format_html('<svg {} viewBox="{}" fill="currentColor">{}</svg>', said, FIELD, shapes)


@register.simple_tag
def drawing_of_answer(character: str, code: str) -> SafeString:
    """The drawing of a state by its code, retired or not; nothing for no state."""
    return drawing_of_state(current_states().find(character, code))


@register.simple_tag
def photo_of_state(state: SeenState) -> str:
    """The address of the photograph that shows it."""
    return static(f"img/key/{state.photo}.webp")
