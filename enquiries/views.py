"""Writing to the cluster, and asking to join it."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from artisans.identification.characters import told_answers
from artisans.identification.register import answers_of
from kairouan.common.queries import query_of
from kairouan.common.submissions import once, sent_once
from kairouan.photos.uploads import takes_files
from kairouan.publication.page_cache import public_page, withholds_names
from workshops.models import Workshop

from .forms import ContactMessageForm, JoiningForm, SearchedFor
from .models import Message
from .spam import sender_of

REFUSED, TOO_HEAVY = 422, 413


@csrf_exempt
@takes_files
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once()
@withholds_names
def contact(request):
    """Write to the cluster.

    `?atelier=<slug>` chooses the workshop the letter is about; answers of the key begin
    the letter with what was seen; `?recherche=` with what was searched for.
    """
    about = (
        Workshop.objects.published()
        .filter(slug=request.GET.get("atelier", "").replace("\x00", ""))
        .first()
    )
    seen, searched = answers_of(request.GET), searched_for(request.GET)
    initial = {"workshop": about, "subject": Message.Subject.PIECE} if about else {}
    if seen:
        initial |= {"subject": Message.Subject.RECOGNISE, "text": key_answers_text(seen)}
    elif searched:
        initial |= {"subject": Message.Subject.PIECE, "text": search_text(searched)}
    known = ({"atelier": about.slug} if about else {}) | seen | {"recherche": searched}
    return message_screen(
        request,
        ContactMessageForm,
        "enquiries/contact.html",
        _("Écrire au cluster"),
        initial,
        known,
    )


def searched_for(asked) -> str:
    """What was searched for without finding; "" for none, or for what is no search."""
    form = SearchedFor(asked)
    form.is_valid()
    return form.cleaned_data.get("recherche", "")


def search_text(searched: str) -> str:
    """Begin a letter about what the search did not find."""
    return _("J’ai cherché « %(searched)s » sans rien trouver.") % {"searched": searched} + "\n"


def key_answers_text(seen: dict[str, str]) -> str:
    """Write the answers given to the key as text, a line each, in the language of the
    page.
    """
    return "\n".join(
        [_("De qui est ce martelage ? Voici ce que je vois :"), *told_answers(seen), ""]
    )


@csrf_exempt
@takes_files
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once()
@withholds_names
def joining(request):
    """Ask to join the cluster: artisan, apprentice, graduate, designer."""
    return message_screen(
        request, JoiningForm, "enquiries/joining.html", _("Rejoindre le cluster"), {}, {}
    )


def message_screen(
    request, form_class, template: str, title: str, initial: dict, known: dict[str, str]
):
    """Show the form, or take the letter.

    What was typed comes back with every refusal. `known` is what the address said that
    we know.
    """
    sent = request.method == "POST"
    form = form_class(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial=initial,
        sender=sender_of(request),
    )
    status = REFUSED if sent else 200
    if sent and request.too_heavy:
        form.add_error(None, _("Cette photo pèse plus de 20 Mo. Envoyez-la en plus petit."))
        status = TOO_HEAVY
    elif sent and form.is_valid():
        return redirect(once(request, lambda: save_message(form)))
    crumbs = [(title, "")]
    context = {"form": form, "crumbs": crumbs, "kept_query": query_of(known)}
    return render(request, template, context, status=status)


def save_message(form) -> str:
    """Keep the letter; return where its page is."""
    form.save()
    return reverse("enquiries:sent")


@public_page
def sent(request):
    """The letter has arrived. The same page for both, and for who was kept aside."""
    crumbs = [
        (_("Écrire au cluster"), reverse("enquiries:contact")),
        (_("Message envoyé"), ""),
    ]
    return render(request, "enquiries/sent.html", {"crumbs": crumbs})
