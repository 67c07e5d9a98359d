"""Members and their screens: who types and for whom, and the steps that every screen of
the space takes.
"""

from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from artisans.models import Artisan, ConsentChannel
from kairouan.accounts.access import kept_post, signed_in
from kairouan.accounts.models import User
from kairouan.common.annotations import StrOrPromise
from kairouan.review.changes import drop_change, submit_change, write_change
from kairouan.review.history import revision, store_version
from kairouan.review.moderation import Moderated, Status, submit
from kairouan.review.proposals import ProposalState, with_proposal

from .forms import MemberForm

ACTS_FOR = "acts_for"  # in the session of an officer: for whom, and on whose word


@dataclass(frozen=True)
class Member:
    """Member of a request: the user who types (`user`) and the person whose workshops
    they are (`artisan`); two people when an officer acts for a member.
    """

    user: User
    artisan: Artisan
    word: str = ""  # on whose word an officer acts

    @property
    def acts_for_other(self) -> bool:
        return bool(self.word)

    @property
    def account(self) -> User:
        """The account of the person, or of the officer who acts for one without."""
        return self.artisan.account or self.user

    @property
    def consent_channel(self) -> ConsentChannel:
        """The way by which a consent that is typed here was given."""
        return ConsentChannel.MESSAGE if self.acts_for_other else ConsentChannel.WEB

    def revision(self, reason: str = ""):
        """The history of what is done inside says who, for whom, on whose word."""
        if not self.acts_for_other:
            return revision(self.user, reason)
        return revision(self.user, reason, str(self.artisan), self.artisan.account, self.word)


def member_of_request(request) -> Member | None:
    acts_for = request.session.get(ACTS_FOR)
    if acts_for and request.user.is_staff and request.user.has_perm("artisans.act_for_member"):
        artisan = Artisan.objects.filter(pk=acts_for["artisan"]).first()
        return Member(request.user, artisan, acts_for["word"]) if artisan else None
    artisan = Artisan.objects.filter(account=request.user).first()
    return Member(request.user, artisan) if artisan else None


def for_members(view):
    """A screen of the space: for who is signed in, known as `request.member`.

    Someone with no place in the craft is told what to do.
    """

    @signed_in
    @wraps(view)
    def entered(request, *args, **kwargs):
        request.member = member_of_request(request)
        if request.member is None:
            return render(request, "space/nobody.html", status=403)
        return view(request, *args, **kwargs)

    return entered


def edit_screen(
    request,
    record: Moderated,
    form_class,
    back: str,
    title: StrOrPromise,
    template: str = "space/screen.html",
    **context,
) -> HttpResponse:
    """Show one form on a record, or take it. What was typed comes back with every
    refusal, and after a session that ran out.

    `back` is where the member came from, and goes once it is taken.
    """
    record = with_proposal(record)
    form = form_class(
        request.POST if request.method == "POST" else kept_post(request),
        instance=record,
        person=request.member.artisan,
    )
    sent = request.method == "POST"
    if (
        sent
        and form.is_valid()
        and (not form.changed_something or save_change(request, record, form))
    ):
        return redirect(back)
    return form_screen(
        request, record, form, back, title, template, status=422 if sent else 200, **context
    )


def form_screen(
    request,
    record,
    form,
    back: str,
    title: StrOrPromise,
    template: str = "space/screen.html",
    status=200,
    **context,
):
    """A form of the space on its screen."""
    return render(
        request,
        template,
        {"form": form, "record": record, "back": back, "title": title, **context},
        status=status,
    )


def save_change(request, record: Moderated, form: MemberForm) -> bool:
    """Write a change where it belongs and say where that is.

    What could not be written is said on the form.
    """
    try:
        with request.member.revision():
            record = write_change(record, form.changed, by=request.member.user, shown=form.before)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, saved_text(record))
    return True


def saved_text(record: Moderated) -> str:
    """Write the sentence that says where a saved change is: online, waiting, or a
    draft.
    """
    if not record.is_published:
        return _("Enregistré. Vous pouvez fermer et revenir plus tard.")
    if record.goes_live_at_once:
        return _("Enregistré : c’est en ligne.")
    if record.proposal is None:
        return _("Enregistré : la page est comme avant.")
    if record.proposal.state == ProposalState.SUBMITTED:
        return _("Enregistré : l’équipe du cluster le relit avec ce que vous avez déjà envoyé.")
    return _("Enregistré, pas encore en ligne : envoyez à la relecture quand vous avez fini.")


def send_for_review(request, record: Moderated, back: str) -> HttpResponse:
    """Ask ONA to read a first version, or the change that waits.

    Nothing to send is said, and does nothing.
    """
    try:
        with request.member.revision(_("Envoi à la relecture")):
            if record.is_published:
                if sent := submit_change(record, by=request.member.user):
                    store_version(record)
            elif sent := record.status in (Status.DRAFT, Status.SENT_BACK):
                submit(record)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect(back)
    if sent:
        messages.success(request, _("Envoyé. L’équipe du cluster relit sous deux jours."))
    else:
        messages.info(request, _("Il n’y a rien de nouveau à envoyer."))
    return redirect(back)


def forget_change(request, record: Moderated, back: str) -> HttpResponse:
    """Drop the change that waits: the page stays as it is."""
    with request.member.revision(_("Abandon des modifications")):
        drop_change(record)
        store_version(record)
    messages.success(request, _("Vos modifications sont abandonnées. La page n’a pas bougé."))
    return redirect(back)
