"""Steps of a request for quotation: who may do what, from which state to which. Each is
taken whole, under a lock of the request, then of the part, and leaves an event. The
order is the same everywhere: of two at once, one waits for the other.

A step that the state forbids raises ValidationError with a sentence for the reader:
another telephone may have answered a minute ago.
"""

import datetime
from collections.abc import Container, Iterable
from contextlib import contextmanager
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from enquiries.secret_links import digest_of, new_secret
from workshops.models import Workshop

from .announcing import tell_buyer, tell_workshop
from .models import (
    ANSWERED_WITHIN,
    Author,
    EventKind,
    Part,
    PartEvent,
    PartState,
    QuoteLine,
    QuoteRequest,
    RequestState,
)
from .notice_kinds import ACCEPTED, REPLIED

OPEN_PARTS = (PartState.SENT, PartState.SEEN, PartState.QUESTION, PartState.ANSWERED)
OF_THE_REQUEST = "demande"  # names the words of the request among those of a part
LONGEST_NUMBER = 19  # figures of the number of a record
REPLIABLE = (*OPEN_PARTS, PartState.AGREED, PartState.PASSED_ON)
ASKED_OF_A_LINE = ("product", "label", "quantity", "size", "finish", "note")
ANSWERABLE = (*OPEN_PARTS, PartState.DECLINED, PartState.PASSED_ON)


@transaction.atomic
def send_request(
    request: QuoteRequest,
    lines: Iterable[QuoteLine],
    workshops: Iterable[Workshop | None],
    secret: str = "",
) -> tuple[str, dict[Part, str]]:
    """Store a request with its lines and a part for each workshop, None being the team.

    Return the secret of the buyer's link and that of each part's: they are known now or
    never. `secret` is given by a form that may be sent twice (`submissions.secret_of`).
    """
    secret = secret or new_secret()
    request.secret_digest = digest_of(secret)
    request.save()
    for line in lines:
        line.request = request
        line.save()
    links = {}
    for workshop in workshops:
        part = Part(request=request, workshop=workshop)
        drawn = draw_link(part)
        part.save()
        links[part] = drawn
    return secret, links


def draw_link(held: Part, secret: str = "") -> str:
    """Give a part in hand a new link, to be stored with it, and return its secret."""
    secret = secret or new_secret()
    held.secret_digest = digest_of(secret)
    held.link_ends_on = timezone.localdate() + ANSWERED_WITHIN
    return secret


def renew_link(part: Part, secret: str = "") -> str:
    """Draw a new link for a part, and return its secret: the former opens nothing.

    `secret` is given by a form that may be sent twice (`submissions.secret_of`). A
    request that is over has no link any more, nor has the team's part.
    """
    with part_in_hand(part) as held:
        over = held.request.state in (RequestState.CLOSED, RequestState.WITHDRAWN)
        if over or held.workshop_id is None:
            raise ValidationError(_("Une demande close, ou de l’équipe, n’a pas de lien."))
        return draw_link(held, secret)


def revoke_link(part: Part):
    with part_in_hand(part) as held:
        held.secret_digest = held.link_ends_on = None


def part_of_link(secret: str) -> Part | None:
    """The part that a link opens; None for one that is unknown, revoked or ended."""
    return (
        Part.objects.select_related("request", "workshop")
        .filter(secret_digest=digest_of(secret), link_ends_on__gte=timezone.localdate())
        .exclude(request__state=RequestState.HELD)
        .first()
    )


def request_of_link(secret: str) -> QuoteRequest | None:
    """The request that a buyer's link opens."""
    return QuoteRequest.objects.filter(secret_digest=digest_of(secret)).first()


def request_in_hand(number: int) -> QuoteRequest:
    """The request, locked, as the database has it. Whatever writes on a request or on
    one of its parts begins here: the order of the locks is this one.
    """
    return QuoteRequest.objects.select_for_update().get(pk=number)


@contextmanager
def part_in_hand(part: Part):
    """Hold the request and its part, locked, as the database has them; store what is
    done to the part.
    """
    with transaction.atomic():
        request = request_in_hand(part.request_id)
        held = Part.objects.select_for_update(of=["self"]).get(pk=part.pk)
        held.request = request
        yield held
        held.save()
    part.refresh_from_db()


def write_down(part: Part, author: Author, kind: EventKind, text: str = ""):
    language = get_language() or ""
    PartEvent(part=part, author=author, kind=kind, text=text, language=language[:2]).save()


def must_be(part: Part, states: Container[str]):
    """Refuse a step on a request that is over, or that another step came before."""
    if part.request.state != RequestState.OPEN:
        raise ValidationError(_("Cette demande est close : il n’y a plus rien à y répondre."))
    if part.state not in states:
        raise ValidationError(
            _("Entre-temps, cette demande est devenue « %(state)s »."),
            params={"state": part.get_state_display()},
        )


def mark_seen(part: Part):
    """Note that the workshop has opened the part."""
    with part_in_hand(part) as held:
        if held.state == PartState.SENT:
            held.state, held.seen_at = PartState.SEEN, timezone.now()


def give_answer(
    part: Part,
    author: Author,
    kind: EventKind,
    text: str = "",
    price: Decimal | None = None,
    ready_in_days: int | None = None,
    price_stands_until: datetime.date | None = None,
):
    """Answer for the workshop: a price (ANSWER), a question, a refus (DECLINE), a call
    that was made (CALL), with the price that was told. Each counts as an answer; a
    later one takes the place of it.
    """
    states = {
        EventKind.ANSWER: PartState.ANSWERED,
        EventKind.CALL: PartState.ANSWERED,
        EventKind.QUESTION: PartState.QUESTION,
        EventKind.DECLINE: PartState.DECLINED,
    }
    with part_in_hand(part) as held:
        must_be(held, ANSWERABLE)
        held.state = states[kind]
        held.seen_at = held.seen_at or timezone.now()
        held.answered_at = held.answered_at or timezone.now()
        if kind == EventKind.ANSWER or (kind == EventKind.CALL and price):
            held.price, held.ready_in_days = price, ready_in_days
            held.price_stands_until = price_stands_until
        write_down(held, author, kind, text)
        tell_buyer(held)


def reply(part: Part, text: str):
    """Write to the workshop, as the buyer; a question it asked is answered by it. What
    the team has passed on is before it again.
    """
    with part_in_hand(part) as held:
        must_be(held, REPLIABLE)
        if held.state in (PartState.QUESTION, PartState.PASSED_ON):
            held.state = PartState.SEEN
        write_down(held, Author.BUYER, EventKind.REPLY, text)
        tell_workshop(held, REPLIED)


def accept(part: Part, text: str = "", seen: str | None = None):
    """Agree to an answer, as the buyer. Several parts of a request may be agreed.

    `seen` is the answer that the buyer read (`Part.answer_mark`): another one since is
    not agreed to unread.
    """
    with part_in_hand(part) as held:
        must_be(held, (PartState.ANSWERED,))
        if seen is not None and seen != held.answer_mark():
            raise ValidationError(
                _("La réponse a changé pendant que vous lisiez : relisez-la avant d’accepter.")
            )
        if held.price_has_ended:
            raise ValidationError(
                _("Ce prix n’est plus valable. Demandez à l’atelier s’il tient encore.")
            )
        held.state = PartState.AGREED
        write_down(held, Author.BUYER, EventKind.ACCEPT, text)
        tell_workshop(held, ACCEPTED)


def ask_again(part: Part, text: str):
    """Ask the workshop whether the price whose day has passed still stands."""
    with part_in_hand(part) as held:
        must_be(held, (PartState.ANSWERED,))
        held.state = PartState.SEEN
        write_down(held, Author.BUYER, EventKind.REPLY, text)
        tell_workshop(held, REPLIED)


def words_in_hand(held: Part, of: str) -> QuoteRequest | PartEvent:
    """The words that a page names: of the request, or of a step of this part.

    Raises ValidationError.
    """
    if of == OF_THE_REQUEST:
        return held.request
    found = (
        held.events.filter(pk=of).first() if of.isdecimal() and len(of) < LONGEST_NUMBER else None
    )
    if found is None:
        raise ValidationError(_("Ce message n’est plus là."))
    return found


def ask_translation(part: Part, of: str):
    """Ask the team to translate words, once; what is translated is not asked again."""
    with part_in_hand(part) as held:
        words = words_in_hand(held, of)
        if not words.translation:
            words.translation_asked_at = words.translation_asked_at or timezone.now()
            words.save(update_fields=["translation_asked_at", "updated_at"])


def translate(part: Part, of: str, text: str):
    """Put a translation beside words; a later one takes its place."""
    with part_in_hand(part) as held:
        words = words_in_hand(held, of)
        words.translation, words.translation_asked_at = text, None
        words.save(update_fields=["translation", "translation_asked_at", "updated_at"])


def mark_done(part: Part, author: Author, text: str = ""):
    """Say that what was agreed is made and handed over."""
    with part_in_hand(part) as held:
        must_be(held, (PartState.AGREED,))
        held.state = PartState.DONE
        write_down(held, author, EventKind.DONE, text)


def close(request: QuoteRequest, state: RequestState, outcome: str = ""):
    """Close a request, or withdraw it: no link answers it any more."""
    with transaction.atomic():
        held = request_in_hand(request.pk)
        if held.state != RequestState.OPEN:
            raise ValidationError(_("Cette demande est déjà close."))
        held.state, held.closed_at = state, timezone.now()
        held.outcome = outcome or held.outcome
        held.save()
        held.parts.update(secret_digest=None, link_ends_on=None)
    request.refresh_from_db()


@transaction.atomic
def release(request: QuoteRequest) -> dict[Part, str]:
    """Send on a request that was held: its workshops have their whole delay from now.

    Return the secret of each part's link.
    """
    held = held_in_hand(request)
    held.state = RequestState.OPEN
    held.save()
    links = {}
    for part in held.parts.select_related("workshop"):
        part.created_at = timezone.now()
        links[part] = draw_link(part)
        part.save()
    request.refresh_from_db()
    return links


@transaction.atomic
def refuse(request: QuoteRequest):
    """Close a request that was held. Nobody was asked: its parts go."""
    held = held_in_hand(request)
    held.state, held.closed_at = RequestState.CLOSED, timezone.now()
    held.save()
    held.parts.all().delete()
    request.refresh_from_db()


def held_in_hand(request: QuoteRequest) -> QuoteRequest:
    """The request, locked; ValidationError when it is not held any more."""
    held = request_in_hand(request.pk)
    if held.state != RequestState.HELD:
        raise ValidationError(_("Cette demande n’est plus retenue."))
    return held


def pass_on(part: Part, workshop: Workshop, secret: str = "") -> tuple[Part, str]:
    """Give what the team holds to a workshop: a part of its own with these lines, and
    its link. The team keeps its lines: what one declines is given to another.
    """
    with part_in_hand(part) as held:
        must_be(held, (*OPEN_PARTS, PartState.PASSED_ON))
        if held.request.parts.filter(workshop=workshop).exists():
            raise ValidationError(_("Cet atelier a déjà sa part de la demande."))
        held.state, lines = PartState.PASSED_ON, held.own_lines
        passed = Part(request=held.request, workshop=workshop)
        secret = draw_link(passed, secret)
        passed.save()
        for line in lines:
            given = {name: getattr(line, name) for name in ASKED_OF_A_LINE}
            QuoteLine(request=held.request, workshop=workshop, **given).save()
    return passed, secret
