"""The screens of a family."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from artisans.consents import may_agree_alone
from artisans.models import Artisan, Family, LearnedFrom, Technique
from artisans.notice_kinds import NAMED, PORTRAIT_SENT
from artisans.portraits import accept_portrait, portrait_asked, refuse_portrait
from kairouan.accounts.access import kept_post
from kairouan.review.history import store_version
from kairouan.review.models import Notice
from kairouan.review.proposals import with_proposal
from kairouan.space.consents import Item, answer_consent, consent_questions
from kairouan.space.members import edit_screen, for_members

from .forms import FamilyWordsForm, LinksForm, PracticesForm, VisibilityForm
from .kept import family_address, get_family_or_404
from .menu import menu_of


@for_members
def family_list(request):
    """The families for which this person speaks; with one alone, that one."""
    kept = list(Family.objects.managed_by(request.member.artisan).sorted_by_name())
    if len(kept) == 1:
        return redirect("space:family_page", kept[0].pk)
    context = {"families": kept, "back": reverse(settings.LOGIN_REDIRECT_URL)}
    return render(request, "space/families.html", context)


@for_members
def own_consents(request):
    """What the member agrees that pages show of them, whether they keep a workshop or
    not, and the families that name them. It counts at once.

    Who answers about their name, or has read, is reminded no more.
    """
    person, items = request.member.artisan, (Item.NAME, Item.PORTRAIT, Item.FAMILY_STORY)
    told = Notice.objects.filter(user=request.member.account).unread()
    asked = told.filter(kind=NAMED.code)
    if request.method == "POST":
        if "portrait" in request.POST:
            answer_portrait(request)
        elif "read" not in request.POST:
            answer_consent(request)
        if "read" in request.POST or request.POST.get("item") == Item.NAME:
            asked.mark_read()
        return redirect("space:own_consents")
    context = {
        "consents": consent_questions(person, items),
        "portrait": portrait_asked(person),
        "pupils": pupils_of(person),
        "is_asked": asked.exists(),
        "may_agree": may_agree_alone(person),
        "back": reverse(settings.LOGIN_REDIRECT_URL),
    }
    return render(request, "space/consents.html", context)


def answer_portrait(request):
    """Record the person's answer about a portrait that their family sent: `portrait` is
    its number, of the picture that they saw.
    """
    member, said = request.member, request.POST.get("answer")
    portrait = portrait_asked(member.artisan)
    if portrait is None or str(portrait.pk) != request.POST["portrait"]:
        messages.error(request, _("Cette photo n’est plus là."))
        return
    if said not in ("yes", "no"):
        messages.error(request, _("Ce choix n’est pas reconnu. Rien n’a changé."))
        return
    try:
        with member.revision(_("Réponse sur un portrait")):
            if said == "yes":
                accept_portrait(portrait, member.consent_channel, by=member.user)
            else:
                refuse_portrait(portrait)
            Notice.objects.filter(user=member.account, kind=PORTRAIT_SENT.code).mark_read()
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return
    messages.success(
        request,
        _("C’est noté. Vous pouvez le retirer quand vous voulez.")
        if said == "yes"
        else _("La photo est supprimée : personne ne la verra."),
    )


def pupils_of(person) -> list[LearnedFrom]:
    """The links by which the pages of families name the person as a master, each pupil
    with what may be shown of them.
    """
    links = LearnedFrom.objects.filter(master=person, family__in=Family.objects.published())
    pupils = Prefetch("pupil", Artisan.objects.with_consents())
    return list(links.select_related("family").prefetch_related(pupils))


@for_members
def family_page(request, number):
    """Menu of a family's screens, and the state of its page."""
    family = with_proposal(get_family_or_404(request, number))
    context = {
        "family": family,
        "lines": menu_of(family),
        "described": described_by(request.member.artisan, family),
        "back": reverse(settings.LOGIN_REDIRECT_URL),
    }
    return render(request, "space/family.html", context)


def described_by(person, family: Family) -> list[Technique]:
    """The hammerings that the family described and that are not in the register yet."""
    return list(Technique.objects.managed_by(person).filter(practices__family=family))


@for_members
def family_visibility(request, number):
    """To whom the family shows each technique. Never waits: it counts at once."""
    family = get_family_or_404(request, number)
    sent = request.method == "POST"
    form = VisibilityForm(
        request.POST if sent else kept_post(request),
        family=family,
        practices=list(family.practices.select_related("technique")),
    )
    if sent and form.is_valid():
        with request.member.revision(_("Ce que la famille montre")):
            if form.keep(request.member.user):
                store_version(family)
        messages.success(request, _("Enregistré. Toutes les pages en tiennent déjà compte."))
        return redirect(family_address(number))
    context = {
        "form": form,
        "title": _("Qui peut voir nos martelages"),
        "back": family_address(number),
    }
    return render(request, "space/family_visibility.html", context, status=422 if sent else 200)


@for_members
def family_words(request, number):
    return edit_screen(
        request,
        get_family_or_404(request, number),
        FamilyWordsForm,
        family_address(number),
        _("L’histoire de la famille"),
    )


@for_members
def family_practices(request, number):
    return edit_screen(
        request,
        get_family_or_404(request, number),
        PracticesForm,
        family_address(number),
        _("Les martelages de la famille"),
        "space/family_practices.html",
    )


@for_members
def family_links(request, number):
    family = get_family_or_404(request, number)
    return edit_screen(
        request,
        family,
        LinksForm,
        family_address(number),
        _("Qui a appris de qui"),
        "space/family_links.html",
        unnamed=unnamed_people(family),
    )


def unnamed_people(family: Family) -> list[Artisan]:
    """The living of the family whose name no page may say: they have not agreed."""
    people = Artisan.objects.with_consents().filter(family=family, is_living=True)
    return list(people.filter(shows_name=False).sorted_by_name())
