"""Forms of a workshop's answer: a price, a question, a no, and what takes one tap."""

import datetime
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise
from kairouan.common.bilingual import reader_language
from kairouan.common.calendar import today_in_tunis
from kairouan.common.forms import PortalHelper, TakesPastedText
from kairouan.common.numbers import DayField, MoneyField, WholeNumberField

from . import steps
from .models import Author, EventKind, Part, PartState

PRICE_STANDS = datetime.timedelta(days=30)  # unless the workshop says otherwise
LONGEST_WAIT = 730  # days
MEANWHILE = _(
    "Entre-temps, quelqu’un a écrit sur cette demande. Relisez l’échange ; si votre réponse tient "
    "toujours, envoyez-la de nouveau."
)


def last_event(part: Part) -> str:
    """Name the state of the exchange, for a form that must be sent on that state."""
    return str(part.events.order_by("-pk").values_list("pk", flat=True).first() or 0)


class StepForm(TakesPastedText, forms.Form):
    """One step of the workshop, `key` in the page. `seen` is the exchange as it was
    read: who answers what has changed meanwhile is told first.
    """

    key: str
    title: StrOrPromise = ""  # of a choice that opens; none for what takes one tap
    submit: StrOrPromise
    # where the step may be taken
    states: tuple[PartState, ...] = (*steps.OPEN_PARTS, PartState.DECLINED)

    choice = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, part: Part, without_session: bool = False, **kwargs):
        self.part = part
        kwargs["initial"] = {"choice": self.key, "seen": last_event(part)}
        kwargs["auto_id"] = f"{self.key}_%s"
        super().__init__(*args, **kwargs)
        self.helper = PortalHelper(self, submit=self.submit)
        # a private link has no session: there is nothing to forge
        self.helper.disable_csrf = without_session
        self.helper.attrs = {"novalidate": ""}  # our own sentences, in the page's language

    def take(self):
        """Take the step, unless the exchange has moved on since it was read.

        Raises ValidationError with a sentence, and takes nothing.
        """
        with transaction.atomic():
            steps.request_in_hand(self.part.request_id)
            if last_event(self.part) != self.cleaned_data["seen"]:
                raise ValidationError(MEANWHILE)
            self.step(self.part)

    def step(self, part: Part):
        raise NotImplementedError

    def refuse(self, error: ValidationError):
        """Say why the step was not taken; what was typed may be sent on what the page
        now shows.
        """
        self.part.refresh_from_db()
        self.data = self.data.copy()
        self.data["seen"] = last_event(self.part)
        self.add_error(None, error)


class WordsForm(StepForm):
    """A step with words, ready ones among them.

    A ready phrase goes in the language of who picks it, and of the buyer.
    """

    ready: dict[str, StrOrPromise]
    text_asked: StrOrPromise = _("Avec vos mots")
    field_order = ("price", "ready_in_days", "price_stands_until", "phrases", "text")

    phrases = forms.MultipleChoiceField(
        label=_("Phrases toutes prêtes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phrases"].choices = list(self.ready.items())
        self.fields["text"].label = self.text_asked

    @property
    def words(self) -> str:
        """The phrases that were picked, then what was typed."""
        picked = [self.ready[key] for key in self.cleaned_data["phrases"]]
        said = []
        for language in dict.fromkeys([reader_language(), self.part.request.language]):
            with translation.override(language):
                said.append(" ".join(str(phrase) for phrase in picked))
        return "\n".join(filter(None, [*said, self.cleaned_data["text"]]))


class PriceFields(TakesPastedText, forms.Form):
    """A price, its delay and its last day."""

    price = MoneyField(
        label=_("Prix en tout, en dinars"),
        max_digits=10,
        min_value=Decimal("0.001"),
        help_text=_("Pour tout ce qui est demandé, toutes taxes comprises : 85 ou 85,500."),
    )
    ready_in_days = WholeNumberField(
        label=_("Prêt en combien de jours"), required=False, max_value=LONGEST_WAIT
    )
    price_stands_until = DayField(label=_("Prix valable jusqu’au"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["price_stands_until"].initial = today_in_tunis() + PRICE_STANDS

    def clean_price_stands_until(self):
        day = self.cleaned_data["price_stands_until"] or today_in_tunis() + PRICE_STANDS
        if day < today_in_tunis():
            raise ValidationError(_("Ce jour est déjà passé."))
        return day

    @property
    def told(self) -> tuple[Decimal | None, int | None, datetime.date]:
        typed = self.cleaned_data
        return typed["price"], typed["ready_in_days"], typed["price_stands_until"]


class PriceForm(PriceFields, WordsForm):
    key, title = "price", _("Oui, voici mon prix")
    submit = _("Envoyer mon prix")
    ready = {
        "transport": _("Le transport n’est pas compris."),
        "weight": _("Le prix peut changer un peu avec le poids."),
        "visit": _("Vous pouvez passer voir à l’atelier."),
    }

    def step(self, part):
        steps.give_answer(part, Author.WORKSHOP, EventKind.ANSWER, self.words, *self.told)


class QuestionForm(WordsForm):
    key, title = "question", _("J’ai une question")
    submit = _("Envoyer ma question")
    text_asked = _("Votre question")
    ready = {
        "size": _("Quelles dimensions souhaitez-vous ?"),
        "picture": _("Pouvez-vous envoyer une photo ou un dessin ?"),
        "day": _("Pour quel jour au plus tard ?"),
        "place": _("Où faut-il livrer ?"),
    }

    def clean(self):
        typed = super().clean()
        if not self.errors and not self.words:
            self.add_error("text", _("Choisissez une phrase, ou écrivez votre question."))
        return typed

    def step(self, part):
        steps.give_answer(part, Author.WORKSHOP, EventKind.QUESTION, self.words)


class DeclineForm(WordsForm):
    key, title = "decline", _("Non merci")
    submit = _("Envoyer ma réponse")
    states = steps.OPEN_PARTS
    ready = {
        "work": _("Je ne fais pas ce travail."),
        "orders": _("J’ai trop de commandes en ce moment."),
        "time": _("Le délai est trop court."),
    }

    def step(self, part):
        steps.give_answer(part, Author.WORKSHOP, EventKind.DECLINE, self.words)


class CallForm(PriceFields, StepForm):
    """A call that was made: one tap, or the price that was told. What a tap got wrong
    is put right as any answer is, by another.
    """

    key, submit = "call", _("Noter l’appel et le prix")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["price"].required = False
        self.fields["price"].label = _("Prix dit au téléphone, en dinars")

    def step(self, part):
        steps.give_answer(part, Author.WORKSHOP, EventKind.CALL, "", *self.told)


class DoneForm(StepForm):
    key, submit = "done", _("C’est fait, livré")
    states = (PartState.AGREED,)

    def step(self, part):
        steps.mark_done(part, Author.WORKSHOP)


class TranslateForm(StepForm):
    """Words to be translated by the team, which stands beside each of them. It answers
    nothing: the exchange may have moved on.
    """

    key, submit = "translate", _("Demander une traduction à l’équipe")
    states = tuple(PartState)

    of = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def take(self):
        steps.ask_translation(self.part, self.cleaned_data["of"])


FORMS = {
    form.key: form
    for form in (PriceForm, QuestionForm, DeclineForm, CallForm, DoneForm, TranslateForm)
}
