"""Form of one photograph: its alternative text, and its focus for cropping."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from kairouan.common.languages import LANGUAGES, typed_columns
from kairouan.review.proposals import ProposedPhoto

from .forms import MemberForm

TAP = "tap"  # the picture one taps: the browser sends tap.x and tap.y
FOCUS = ["focus_x", "focus_y"]
# px, that it fills at most: what a telephone of 320 px leaves
TAPPED_WIDTH, TAPPED_HEIGHT = 280, 420

# Nine places, from the top left: their share of the width and of the height, in
# percent.
THIRDS = (17, 50, 83)
NAMES = [
    _("en haut à gauche"), _("en haut"), _("en haut à droite"),
    _("à gauche"), _("au milieu"), _("à droite"),
    _("en bas à gauche"), _("en bas"), _("en bas à droite"),
]  # fmt: skip
PLACES = [
    (f"{x}-{y}", name)
    for (y, x), name in zip(((y, x) for y in THIRDS for x in THIRDS), NAMES, strict=True)
]


def place_of(x: int, y: int) -> str:
    """The nearest of the nine places."""
    return f"{THIRDS[min(x // 34, 2)]}-{THIRDS[min(y // 34, 2)]}"


class PhotoForm(MemberForm):
    """Takes a photograph as `photos.photos_of` gives it, of whatever kind: only
    what every photograph has is asked for.
    """

    last_is_right = ["focus_x"]

    place = forms.ChoiceField(
        label=_("Ou choisissez un endroit"),
        choices=PLACES,
        widget=forms.RadioSelect,
        required=False,
    )

    class Meta:
        model = ProposedPhoto
        fields = [*typed_columns("alt"), "focus_x", "focus_y"]
        labels = {language.column("alt"): language.label_within for language in LANGUAGES}
        widgets = {"focus_x": forms.HiddenInput, "focus_y": forms.HiddenInput}

    def __init__(self, *args, instance, **kwargs):
        if not isinstance(instance, ProposedPhoto):
            instance.proposal = None  # what waits is laid over the photograph already
        kwargs["initial"] = {"place": place_of(instance.focus_x, instance.focus_y)}
        super().__init__(*args, instance=instance, **kwargs)
        for name in FOCUS:
            self.fields[name].required = False  # left out, it stays as it is
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.tapped_size = tapped_size(instance.width, instance.height)

    def parts(self):
        return {name: [name] for name in typed_columns("alt")} | {FOCUS[0]: [*FOCUS, "place"]}

    @property
    def texts(self) -> list[forms.BoundField]:
        return [self[name] for name in typed_columns("alt")]

    @property
    def was_tapped(self) -> bool:
        return self.tapped() is not None

    def tapped(self) -> tuple[int, int] | None:
        """Read where the photo was tapped, in percent.

        By the keyboard it is pressed at 0, 0: that is no place.
        """
        across, down = self.data.get(f"{TAP}.x", ""), self.data.get(f"{TAP}.y", "")
        if not all(
            number.isascii() and number.isdigit() and len(number) < 6 for number in (across, down)
        ):
            return None
        if across == down == "0":
            return None
        width, height = self.tapped_size
        return min(100, round(100 * int(across) / width)), min(100, round(100 * int(down) / height))

    def clean(self):
        cleaned = super().clean()
        if focus := self.tapped():
            cleaned["focus_x"], cleaned["focus_y"] = focus
        elif place := cleaned.get("place"):
            across, down = cleaned.get("focus_x"), cleaned.get("focus_y")
            if across is None or down is None or place != place_of(across, down):
                cleaned["focus_x"], cleaned["focus_y"] = (int(part) for part in place.split("-"))
        return cleaned


def tapped_size(width: int, height: int) -> tuple[int, int]:
    """The size at which a photograph is tapped, in CSS pixels: known, so that a tap
    tells where.
    """
    shrunk = min(TAPPED_WIDTH / width, TAPPED_HEIGHT / height)
    return max(1, round(width * shrunk)), max(1, round(height * shrunk))
