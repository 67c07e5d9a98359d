"""The page of who takes part in a blind trial: a picture without its name, and the key.

Their link is their right to answer.
"""

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kairouan.common.states import of_states
from kairouan.publication.page_cache import withholds_names

from .models import TrialPhoto, TrialReader
from .register import answers_of, read_register
from .trials import keep_answer, photos_for
from .views import key_context

# in the address and in what is sent: the picture that is answered, the button that
# passes it over
IMAGE, PASS = "image", "passer"


@csrf_exempt  # the page sets no cookie: nobody else's site knows the link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@withholds_names
def trial(request, token):
    """The next picture and the key beside it; what is sent is kept, once for each
    picture.
    """
    reader = get_object_or_404(
        TrialReader.objects.select_related("trial").prefetch_related(
            Prefetch("trial__photos", TrialPhoto.objects.public())
        ),
        token=token,
    )
    if not reader.trial.is_open:
        return render(request, "artisans/trial_over.html", {"trial": reader.trial})
    with of_states(reader.trial.seen_states):
        return answer_trial(request, reader)


def answer_trial(request, reader):
    """The page of an open trial, with the states that it keeps."""
    photos = photos_for(reader)
    query, complaint = request.GET, ""
    if request.method == "POST":
        query = request.POST
        complaint = save_answer(reader, photos, query)
        if not complaint:
            return redirect(request.path)
    done = set(reader.answers.values_list("photo", flat=True))
    left = [photo for photo in photos if photo.pk not in done]
    if not left:
        return render(request, "artisans/trial_over.html", {"trial": reader.trial})
    if query and query.get(IMAGE) != str(left[0].pk):
        # answers to a picture that is behind: the way back in the browser leads there
        return redirect(request.path)
    context = key_context(query, *read_register(), request.path, kept={IMAGE: str(left[0].pk)}) | {
        "photo": left[0],
        "number": len(photos) - len(left) + 1,
        "of": len(photos),
        "complaint": complaint,
        "crumbs": [],
    }
    return render(request, "artisans/trial.html", context, status=422 if complaint else 200)


def save_answer(reader, photos, sent) -> str:
    """Keep what was sent; return why it was not, "" when it was, or when it is of no
    picture of this trial.
    """
    photo = next((one for one in photos if str(one.pk) == sent.get(IMAGE)), None)
    seen = {} if PASS in sent else answers_of(sent)
    if photo is None:
        return ""
    if not seen and PASS not in sent:
        return _("Répondez à une question au moins, ou passez cette image.")
    try:
        keep_answer(reader, photo, seen)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
