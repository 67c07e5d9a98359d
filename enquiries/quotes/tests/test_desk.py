"""Requests for quotation on the officers' desk: what waits, what an officer does, who
may.
"""

import datetime
import io
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Consent
from artisans.tests.factories import ArtisanFactory
from enquiries.quotes import steps
from enquiries.quotes.admin import QuoteRequestAdmin, WaitingFilter
from enquiries.quotes.announcing import link_address
from enquiries.quotes.figures import answer_figures, answer_total, unanswered_by_age
from enquiries.quotes.models import (
    ANSWERED_WITHIN,
    Author,
    EventKind,
    Part,
    PartState,
    QuoteRequest,
    RequestState,
)
from kairouan.accounts.models import Access, User
from kairouan.common.models import OutgoingMessage
from kairouan.portal.desk import desk_sections
from kairouan.portal.my_data import held_about
from kairouan.portal.roles import AUDITOR, PROGRAMME, REVIEWER
from workshops.models import Channel, Membership, MembershipRole, Workshop
from workshops.tests.factories import WorkshopFactory

from .factories import PartFactory, QuoteLineFactory, QuoteRequestFactory

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


def listed(client, **asked) -> list:
    page = client.get(reverse("admin:quotes_quoterequest_changelist"), asked)
    return list(page.context["cl"].result_list)


def change_page(request: QuoteRequest) -> str:
    return reverse("admin:quotes_quoterequest_change", args=[request.pk])


def part_page(part: Part) -> str:
    return reverse("admin:quotes_quoterequest_part", args=[part.request_id, part.pk])


def sent_days_ago(days: int, **facts) -> Part:
    part = PartFactory(**facts)
    Part.objects.filter(pk=part.pk).update(created_at=timezone.now() - days * A_DAY)
    part.refresh_from_db()
    return part


def role(client, name: str) -> User:
    user = User.objects.create_user(email="agent@tests.example", is_staff=True)
    user.groups.add(Group.objects.get(name=name))
    client.force_login(user)
    return user


# The list


def test_what_waits_the_longest_comes_first_then_what_waits_no_more(officer):
    answered = sent_days_ago(30)
    steps.give_answer(answered, Author.WORKSHOP, EventKind.DECLINE)
    young, old = sent_days_ago(1), sent_days_ago(9)
    assert listed(officer) == [old.request, young.request, answered.request]


def test_list_is_narrowed_by_state_by_age_and_to_what_the_team_holds(officer):
    young, old, team = sent_days_ago(1), sent_days_ago(9), sent_days_ago(4, workshop=None)
    held = QuoteRequestFactory(state=RequestState.HELD)
    assert listed(officer, state="held") == [held]
    assert listed(officer, **{"sans-reponse": "7"}) == [old.request]
    assert listed(officer, **{"sans-reponse": "3"}) == [old.request, team.request]
    assert listed(officer, **{"sans-reponse": "equipe"}) == [team.request]
    assert young.request in listed(officer, **{"sans-reponse": "0"})


def test_what_is_held_comes_before_all_that_waits(officer):
    old = sent_days_ago(9).request
    held = QuoteRequestFactory(state=RequestState.HELD)
    assert listed(officer) == [held, old]


def test_filter_of_what_waits_says_all_once(officer):
    page = officer.get(reverse("admin:quotes_quoterequest_changelist"))
    (choices,) = (
        [str(choice["display"]) for choice in spec.choices(page.context["cl"])]
        for spec in page.context["cl"].filter_specs
        if isinstance(spec, WaitingFilter)
    )
    assert [each for each in choices if each.lower() in ("tout", "tous", "toutes")] == choices[:1]


@pytest.mark.parametrize(
    "typed",
    [
        "98 123 456",
        "98123456",
        "0021698123456",
        "٩٨١٢٣٤٥٦",
        "+216 98-123-456",
        "kr-acde",
        "KR-ACDE-FGHJ",
        "kracdefghj",
        "acde fghj",
        "KR ACDE–FGHJ",
        "Leïla",
    ],
)
def test_request_is_found_by_number_name_and_telephone_in_any_spelling(officer, typed):
    wanted = QuoteRequestFactory(number="KR-ACDE-FGHJ", name="Leïla", phone="+21698123456")
    QuoteRequestFactory(number="KR-MMMM-MMMM", name="Autre", phone="+21622000111")
    assert listed(officer, q=typed) == [wanted]


def test_list_reads_as_much_whatever_it_holds(officer, django_assert_num_queries):
    PartFactory()
    listed(officer)
    with django_assert_num_queries(8):
        listed(officer)
    PartFactory.create_batch(4)
    with django_assert_num_queries(8):
        listed(officer)


# One request


def test_request_shows_what_is_asked_and_the_exchange_in_order(officer):
    part = PartFactory()
    QuoteLineFactory(request=part.request, label="صينية", quantity=12)
    steps.give_answer(part, Author.WORKSHOP, EventKind.QUESTION, "Quelle taille ?")
    steps.reply(part, "أربعون صنتيمترا")
    page = officer.get(change_page(part.request)).content.decode()
    assert page.index("صينية") < page.index("Quelle taille ?") < page.index("أربعون صنتيمترا")
    assertContains(officer.get(part_page(part)), "أربعون صنتيمترا")


def test_notes_are_saved_and_nothing_else_is(officer):
    request = QuoteRequestFactory(name="Leïla")
    officer.post(change_page(request), {"notes": "Rappelée", "name": "X", "state": "closed"})
    request.refresh_from_db()
    assert (request.notes, request.name, request.state) == ("Rappelée", "Leïla", RequestState.OPEN)


def test_held_request_that_is_released_leaves_with_new_links_and_its_whole_delay(officer):
    part = sent_days_ago(30, request__state=RequestState.HELD)
    link = steps.renew_link(part)
    officer.post(change_page(part.request), {"notes": "", "_release": "1"})
    part = Part.objects.select_related("request").get(pk=part.pk)
    assert part.request.state == RequestState.OPEN
    assert part.secret_digest and steps.part_of_link(link) is None
    assert part.is_waiting and not part.has_expired


def test_held_request_that_is_refused_was_sent_to_nobody(officer):
    part = PartFactory(request__state=RequestState.HELD)
    officer.post(change_page(part.request), {"notes": "Réclame", "_refuse": "1"})
    request = QuoteRequest.objects.get()
    assert (request.state, request.notes, request.parts.count()) == ("closed", "Réclame", 0)


@pytest.mark.parametrize("button", ["_release", "_refuse"])
def test_request_that_is_not_held_is_neither_released_nor_refused(officer, button):
    part = PartFactory()
    link = steps.renew_link(part)
    answer = officer.post(change_page(part.request), {"notes": "", button: "1"}, follow=True)
    assertContains(answer, "n’est plus retenue")
    assert steps.part_of_link(link) == part


def test_request_is_closed_once_and_its_links_end(officer):
    part = PartFactory()
    link = steps.renew_link(part)
    for _time in range(2):
        answer = officer.post(change_page(part.request), {"notes": "", "_close": "1"}, follow=True)
    assertContains(answer, "déjà close")
    assert QuoteRequest.objects.get().state == RequestState.CLOSED
    assert steps.part_of_link(link) is None


# One part


def test_officer_answers_for_a_workshop_in_the_team_s_name(officer):
    part = PartFactory()
    typed = {"step": "answer", "kind": "answer", "price": "1 250,500", "ready_in_days": "٣٠"}
    assert officer.post(part_page(part), typed).status_code == 302
    part.refresh_from_db()
    assert (part.state, part.price, part.ready_in_days) == ("answered", Decimal("1250.5"), 30)
    assert part.events.get().author == Author.TEAM


def test_answer_sent_twice_is_written_once(officer):
    part = PartFactory()
    page = officer.get(part_page(part)).content.decode()
    token = page.split('name="sending" value="')[1].split('"')[0]
    for _time in range(2):
        officer.post(
            part_page(part), {"step": "answer", "kind": "call", "text": "Vu", "sending": token}
        )
    assert part.events.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "answer"},
        {"kind": "question"},
        {"kind": "answer", "price": "beaucoup", "text": "Mes mots"},
        {"kind": "autre", "text": "Mes mots"},
    ],
)
def test_answer_that_says_nothing_is_refused_and_nothing_typed_is_lost(officer, typed):
    part = PartFactory()
    answer = officer.post(part_page(part), {"step": "answer", **typed})
    assertContains(answer, typed.get("text", "errorlist"), status_code=422)
    assert not part.events.exists()


def test_answer_after_the_request_is_over_says_so(officer):
    part = PartFactory()
    steps.close(part.request, RequestState.WITHDRAWN)
    answer = officer.post(part_page(part), {"step": "answer", "kind": "call", "text": "Mes mots"})
    assertContains(answer, "Mes mots", status_code=422)
    assertContains(answer, "Cette demande est close", status_code=422)


def test_what_the_team_holds_is_passed_on_and_its_link_shown_once(officer):
    team, workshop = PartFactory(workshop=None), WorkshopFactory(published=True)
    typed = {"step": "pass_on", "workshop": workshop.pk}
    page = officer.post(part_page(team), typed)
    passed = workshop.quote_parts.get()
    secret = page.context["link"].rstrip("/").rpartition("/")[2]
    assert steps.part_of_link(secret) == passed
    assert "no-cache" in page.headers["Cache-Control"]
    assertNotContains(officer.get(part_page(passed)), secret)


def sending_on(officer, page: str) -> dict:
    """The token that the forms of a page carry."""
    return {"sending": officer.get(page).content.decode().split('name="sending" value="')[1][:16]}


def kept_by_someone() -> Workshop:
    workshop = WorkshopFactory(published=True)
    account = User.objects.create_user(phone="+21698000077", language="ar")
    Membership.objects.create(
        workshop=workshop, artisan=ArtisanFactory(account=account), role=MembershipRole.OWNER
    )
    return workshop


def test_passed_on_twice_is_one_part_one_notice_and_the_same_link(officer):
    team, workshop = PartFactory(workshop=None), kept_by_someone()
    typed = sending_on(officer, part_page(team)) | {"step": "pass_on", "workshop": workshop.pk}
    first, again = [officer.post(part_page(team), typed) for _tap in range(2)]
    assert first.context["link"] == again.context["link"] != ""
    assert (first.status_code, again.status_code) == (200, 200)
    other_tab = officer.post(
        part_page(team), typed | sending_on(officer, part_page(team)), follow=True
    )
    assertContains(other_tab, "a déjà sa part")
    passed = workshop.quote_parts.get()
    assert other_tab.redirect_chain == [(part_page(passed), 302)]
    secret = first.context["link"].rstrip("/").rpartition("/")[2]
    assert steps.part_of_link(secret) == passed
    assert OutgoingMessage.objects.count() == 1


def test_link_drawn_twice_by_one_form_is_the_same(officer):
    part = PartFactory()
    typed = sending_on(officer, part_page(part)) | {"step": "link"}
    links = [officer.post(part_page(part), typed).context["link"] for _tap in range(2)]
    assert links[0] == links[1]
    assert steps.part_of_link(links[0].rstrip("/").rpartition("/")[2]) == part


def test_held_request_released_twice_is_told_once(officer):
    part = PartFactory(request__state=RequestState.HELD, workshop=kept_by_someone())
    for _tap in range(2):
        answer = officer.post(change_page(part.request), {"notes": "", "_release": "1"})
        assert answer.status_code == 302
    assert OutgoingMessage.objects.count() == 1


def test_what_is_passed_on_waits_no_more_and_is_counted_where_it_went(officer):
    team = sent_days_ago(30, workshop=None)
    passed, _link = steps.pass_on(team, WorkshopFactory(published=True))
    assert (team.state, team.is_waiting, team.has_expired) == (PartState.PASSED_ON, False, False)
    assert listed(officer, **{"sans-reponse": "equipe"}) == []
    assert [row.name for row in answer_figures()] == [str(passed.workshop)]
    (request,) = listed(officer)
    assert (request.asked, request.answered) == (1, 0)
    steps.reply(team, "Et pour la livraison ?")
    assert team.is_waiting


def test_link_of_a_message_is_on_the_host_of_its_page_or_of_the_settings(officer, settings):
    settings.ALLOWED_HOSTS = ["cuivre.example.tn", "www.cuivre.example.tn"]
    settings.PORTAL_ADDRESS = "https://cuivre.example.tn"
    part = PartFactory()
    page = officer.post(part_page(part), {"step": "link"}, HTTP_HOST="www.cuivre.example.tn")
    assert page.context["link"].startswith("http://www.cuivre.example.tn/")
    assert link_address("x").startswith("https://cuivre.example.tn/")


def test_step_and_the_line_of_the_history_that_says_it_are_one(officer, monkeypatch):
    def fails(*_said):
        raise OSError

    monkeypatch.setattr(QuoteRequestAdmin, "log_change", fails)
    part = PartFactory(request__state=RequestState.HELD)
    with pytest.raises(OSError):
        officer.post(change_page(part.request), {"notes": "", "_release": "1"})
    part.request.refresh_from_db()
    assert part.request.state == RequestState.HELD
    other = PartFactory()
    with pytest.raises(OSError):
        officer.post(part_page(other), {"step": "answer", "kind": "call", "text": "Vu"})
    assert not other.events.exists()


def test_part_of_a_workshop_is_not_passed_on(officer):
    part, workshop = PartFactory(), WorkshopFactory(published=True)
    typed = {"step": "pass_on", "workshop": workshop.pk}
    assert officer.post(part_page(part), typed).status_code == 403
    assert not workshop.quote_parts.exists()


def reached_on_whatsapp(part: Part, agrees: bool):
    person = ArtisanFactory()
    Channel.objects.create(
        workshop=part.workshop, person=person, kind="whatsapp", value="+21698765432"
    )
    if agrees:
        Consent.objects.create(
            artisan=person, item=Consent.Item.WHATSAPP, given_on=timezone.localdate() - A_DAY
        )


@pytest.mark.parametrize("agrees", [True, False])
def test_new_link_is_shown_once_and_goes_by_whatsapp_where_that_is_agreed(officer, agrees):
    part = PartFactory()
    reached_on_whatsapp(part, agrees)
    former = steps.renew_link(part)
    page = officer.post(part_page(part), {"step": "link"})
    secret = page.context["link"].rstrip("/").rpartition("/")[2]
    assert steps.part_of_link(secret) == part
    assert steps.part_of_link(former) is None
    assert ("https://wa.me/21698765432?text=" in page.content.decode()) == agrees
    assertNotContains(officer.get(part_page(part)), secret)


def test_link_that_is_cut_opens_nothing(officer):
    part = PartFactory()
    link = steps.renew_link(part)
    officer.post(part_page(part), {"step": "revoke"})
    assert steps.part_of_link(link) is None


def test_no_link_is_drawn_for_a_request_that_is_over_nor_for_the_team(officer):
    over, team = PartFactory(), PartFactory(workshop=None)
    steps.close(over.request, RequestState.CLOSED)
    for part in (over, team):
        assert officer.post(part_page(part), {"step": "link"}).status_code == 302
        part.refresh_from_db()
        assert part.secret_digest is None


def test_part_is_opened_under_its_own_request_alone(officer):
    part, other = PartFactory(), PartFactory()
    wrong = reverse("admin:quotes_quoterequest_part", args=[other.request_id, part.pk])
    assert officer.get(wrong).status_code == 404
    assert officer.post(wrong, {"step": "link"}).status_code == 404


# Who may


def test_reading_changes_nothing_and_is_in_the_log_without_a_name(officer):
    part = PartFactory(request__name="Leïla")
    for page in (change_page(part.request), part_page(part)):
        officer.get(page)
    officer.get(reverse("admin:quotes_quoterequest_export", args=["csv"]))
    part.refresh_from_db()
    assert part.state == PartState.SENT
    assert list(
        Access.objects.filter(model="quotes.quoterequest")
        .order_by("pk")
        .values_list("kind", "number")
    ) == [("read", str(part.request_id)), ("exported", "")]
    assert not Access.objects.filter(details__contains="Leïla").exists()


@pytest.mark.parametrize("step", ["link", "revoke", "answer", "pass_on"])
def test_auditor_reads_and_takes_no_step(client, step):
    role(client, AUDITOR)
    part = PartFactory()
    link = steps.renew_link(part)
    page = client.get(part_page(part))
    assertNotContains(page, 'name="step"')
    assert client.post(part_page(part), {"step": step, "kind": "call"}).status_code == 403
    assert steps.part_of_link(link) == part
    assert not part.events.exists()


def test_programme_sees_no_request_and_a_reviewer_answers(client):
    part = PartFactory()
    role(client, PROGRAMME)
    pages = [
        change_page(part.request),
        part_page(part),
        reverse("admin:quotes_quoterequest_figures"),
        reverse("admin:quotes_quoterequest_export", args=["xlsx"]),
    ]
    assert [client.get(page).status_code for page in pages] == [403] * 4
    User.objects.get(email="agent@tests.example").groups.set([Group.objects.get(name=REVIEWER)])
    assert [client.get(page).status_code for page in pages] == [200] * 4
    client.post(part_page(part), {"step": "answer", "kind": "call", "text": "Vu"})
    part.refresh_from_db()
    assert part.state == PartState.ANSWERED


# Figures


def answered_after(days: int, **facts):
    part = sent_days_ago(30, **facts)
    part.answered_at = part.created_at + days * A_DAY
    part.save()
    return part


def test_median_is_that_of_the_first_answers_of_a_workshop_in_its_month():
    workshop = WorkshopFactory(published=True)
    for days in (1, 2, 9):
        answered_after(days, workshop=workshop)
    sent_days_ago(30, workshop=workshop)
    answered_after(4)
    ours = next(row for row in answer_figures() if row.name == str(workshop))
    assert (ours.sent, ours.answered, ours.expired, ours.median_days) == (4, 3, 1, 2.0)
    total = answer_total()
    assert (total.sent, total.answered, total.median_days) == (5, 4, 3.0)


def test_unanswered_are_counted_by_age_and_only_those_that_wait():
    for days in (1, 4, 8, 30):
        sent_days_ago(days)
    sent_days_ago(30, request__state=RequestState.HELD)
    steps.close(sent_days_ago(2).request, RequestState.CLOSED)
    assert [count for _label, count in unanswered_by_age()] == [1, 1, 1, 1]


def test_part_expires_only_while_its_request_is_open():
    part = sent_days_ago(30)
    late = answered_after(25)
    QuoteRequest.objects.filter(pk=part.request_id).update(
        state=RequestState.CLOSED, closed_at=part.created_at + 2 * A_DAY
    )
    assert answer_total().expired == 1
    assert late.answered_at - late.created_at > ANSWERED_WITHIN


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_figures_are_read_in_both_languages(officer, language):
    with translation.override(language):
        page = officer.get(reverse("admin:quotes_quoterequest_figures"))
    assertContains(page, {"fr": "Délai médian", "ar": "الأجل الوسيط"}[language])


def test_export_holds_the_number_and_nothing_else_of_the_buyer(officer):
    part = PartFactory(request__name="Leïla", request__place="Rue des Teinturiers")
    part.request.text, part.request.notes = "Mes mots", "Nos notes"
    part.request.save()
    for kind in ("csv", "xlsx"):
        file = officer.get(reverse("admin:quotes_quoterequest_export", args=[kind])).content
        if kind == "xlsx":
            rows = load_workbook(io.BytesIO(file)).active.iter_rows(values_only=True)
            text = str(list(rows))
        else:
            text = file.decode("utf-8-sig")
        assert part.request.number in text
        assert str(part.workshop) in text
        for personal in ("Leïla", "98123456", "Teinturiers", "Mes mots", "Nos notes"):
            assert personal not in text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_figures_leave_as_a_file_of_the_same_figures(officer, kind):
    workshop = WorkshopFactory(published=True, name_fr="=1+1")
    answered_after(4, workshop=workshop)
    sent_days_ago(4)
    page = officer.get(reverse("admin:quotes_quoterequest_figures"))
    address = reverse("admin:quotes_quoterequest_figures_export", args=[kind])
    assertContains(page, f'href="{address}"')
    file = officer.get(address).content
    if kind == "xlsx":
        sheet = load_workbook(io.BytesIO(file)).active
        rows = [[cell for cell in row if cell is not None] for row in sheet.values]
        assert ["de trois à sept jours", 1] in rows
        assert rows[-1] == ["en tout", 2, 1, 0, 4]
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "d"}
    else:
        text = file.decode("utf-8-sig")
        assert "de trois à sept jours" in text and "en tout" in text
    assert officer.get(f"{page.request['PATH_INFO']}pdf/").status_code == 404


def test_figures_are_not_for_who_sees_no_request(client):
    role(client, PROGRAMME)
    assert (
        client.get(reverse("admin:quotes_quoterequest_figures_export", args=["csv"])).status_code
        == 403
    )


def test_morning_counts_what_is_held_to_share_and_left_a_week(officer):
    QuoteRequestFactory(state=RequestState.HELD)
    sent_days_ago(1, workshop=None)
    old = sent_days_ago(8)
    (tasks,) = (
        tasks
        for title, tasks in desk_sections(User.objects.get(is_superuser=True))
        if title == "Les demandes de prix"
    )
    assert [task.count for task in tasks] == [1, 1, 0, 1]
    page = officer.get(tasks[3].address)
    assert list(page.context["cl"].result_list) == [old.request]


def test_arrow_stands_on_what_the_list_is_sorted_by(officer):
    """By what has waited longest; then by the column that one chooses."""
    PartFactory()
    address = reverse("admin:quotes_quoterequest_changelist")
    for asked, column, order in (({}, "waiting", "ascending"), ({"o": "-6"}, "sent", "descending")):
        page = officer.get(address, asked).content.decode()
        assert f"sortable column-{column} sorted {order}" in page
        assert page.count('class="sortoptions"') == 1


# A member's own data


def test_member_s_file_holds_what_their_workshop_answered_and_nothing_of_the_buyer():
    part = PartFactory(request__name="Leïla")
    owner = ArtisanFactory()
    Membership.objects.create(workshop=part.workshop, artisan=owner, role=MembershipRole.OWNER)
    steps.give_answer(part, Author.WORKSHOP, EventKind.QUESTION, "Quelle taille ?")
    steps.reply(part, "Les mots de l’acheteuse")
    other = PartFactory()
    steps.give_answer(other, Author.WORKSHOP, EventKind.DECLINE, "D’un autre atelier")
    held = held_about(owner)
    assert [row["text"] for row in held["quote_answers"]] == ["Quelle taille ?"]
    assert "Leïla" not in str(held)
    assert "acheteuse" not in str(held)
