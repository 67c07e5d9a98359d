"""The results: what each indicator counts, what a closed quarter keeps, and that the
page, the desk and the report say the same.
"""

import datetime
import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags
from pytest_django.asserts import assertContains, assertNotContains

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from products.tests.factories import ProductFactory
from programme.models import ActionOutcome, Axis, Opinion, SupportKind
from programme.results.freezing import freeze
from programme.results.indicators import INDICATORS
from programme.results.masking import NotProved, search
from programme.results.models import FrozenQuarter, IndicatorGoal, ReleaseState, ResultsRelease
from programme.results.periods import START, ReportingPeriod
from programme.results.publishing import TAKEN_UP_AFTER, publish
from programme.results.release import Count, Release, published
from programme.results.report import figure_rows, number_or_masked
from programme.results.views import share_of
from programme.results.wording import figure_text
from programme.tests.factories import (
    ActionFactory,
    AgreementFactory,
    AttendanceFactory,
    FairPresenceFactory,
    IndicatorGoalFactory,
    JobFactory,
    OpinionFactory,
    OutcomeFactory,
    PlacementFactory,
    SessionFactory,
    SupportFactory,
    TurnoverSurveyFactory,
)
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 25)
MARCH = datetime.date(2026, 3, 2)
FIRST, SECOND = ReportingPeriod(2026, 1), ReportingPeriod(2026, 2)


@pytest.fixture(autouse=True)
def today(in_tunis):
    in_tunis(TODAY)


def released() -> Release:
    """The release of today, as the pages read it."""
    release = publish()
    assert release.state == ReleaseState.PUBLISHED, [each["failed"] for each in release.audit]
    return published()


def close(year: int, quarter: int) -> FrozenQuarter:
    publish()
    closed = freeze(year, quarter, by=None)
    publish()
    return closed


def number(key: str, period=START):
    """Today's figure of a measure: None where it is masked."""
    release = released()
    measure = next(
        each for indicator in INDICATORS.values() for each in indicator.measures if each.key == key
    )
    return release.read(measure, period).number


def cells(key: str, name: str, period=START) -> dict:
    return {
        value: count
        for (breakdown, value), count in released().cells[key, period.key].items()
        if breakdown == name and count != 0
    }


def people(count: int, **facts) -> list:
    return [
        ArtisanFactory(birth_year=1990, delegation="chebika", **facts) for _person in range(count)
    ]


def present(persons, day=MARCH, axis=Axis.CAPACITY):
    """A session of three hours of a new action, with these people at it."""
    action = ActionFactory(published=True, axis=axis, starts_on=day, ends_on=day)
    session = SessionFactory(action=action, day=day)
    for person in persons:
        AttendanceFactory(session=session, registration__artisan=person)
    return session


# What is counted


def test_people_are_counted_once_and_seats_each_time():
    salah_and_others = people(6)
    present(salah_and_others)
    present(salah_and_others, datetime.date(2026, 3, 3), Axis.MARKETS)
    assert (number("people"), number("seats"), number("hours"), number("days")) == (
        6,
        12,
        Decimal("36.00"),
        2,
    )
    assert cells("people", "axis") == {Axis.CAPACITY: 6, Axis.MARKETS: 6}


def test_absent_and_coming_are_not_counted():
    session = present(people(6))
    for person in people(5):
        AttendanceFactory(session=session, registration__artisan=person, is_present=False)
    present(people(5), TODAY + datetime.timedelta(days=1))
    assert number("people") == 6


def test_age_is_that_of_the_day_and_parts_the_total():
    young = people(6)
    for person in young:
        person.birth_year = 1996
        person.save()
    present(young, datetime.date(2025, 6, 2))  # 29 years
    present(young, MARCH)  # 30 years
    assert cells("people", "age", ReportingPeriod(2025)) == {"15-29": 6}
    assert cells("people", "age", ReportingPeriod(2026)) == {"30-34": 6}
    assert cells("people", "age") == {"15-29": 6}  # once: as they were the first time


def test_place_that_was_not_said_is_a_line_of_its_own():
    present([ArtisanFactory(delegation="") for _person in range(6)])
    assert cells("people", "delegation") == {"": 6}


def test_support_counts_workshops_once_whatever_they_received():
    workshop = WorkshopFactory()
    for kind in (SupportKind.EQUIPMENT, SupportKind.COACHING, SupportKind.UPGRADING):
        SupportFactory(workshop=workshop, kind=kind)
    SupportFactory(workshop=None, artisan=ArtisanFactory(), kind=SupportKind.COACHING)
    assert (number("supported"), number("upgraded")) == (1, 1)
    assert cells("supported", "support") == {"equipment": 1, "coaching": 1, "upgrading": 1}


def test_workshop_created_is_counted_once_on_the_day_of_its_support():
    workshop = WorkshopFactory(origin="created")
    SupportFactory(workshop=workshop, kind=SupportKind.CREATION, given_on=MARCH)
    SupportFactory(workshop=workshop, kind=SupportKind.CREATION, given_on=datetime.date(2026, 6, 1))
    assert (number("created"), number("created", FIRST), number("created", SECOND)) == (1, 1, 0)


def test_jobs_are_new_or_kept_and_add_their_share_of_time():
    for share in ("1.00", "0.50", "0.75", "1.00", "1.00"):
        JobFactory(share_of_time=share)
    for _job in range(5):
        JobFactory(is_new=False, sex="male", age_band="35+")
    assert (number("jobs"), number("full_time")) == (10, Decimal("9.25"))
    assert cells("jobs", "novelty") == {"new": 5, "kept": 5}
    assert cells("jobs", "sex") == {"female": 5, "male": 5}


def test_placements_say_what_became_of_people():
    for _person in range(5):
        PlacementFactory(after_6="in_place", after_12="in_craft")
    for _person in range(5):
        PlacementFactory()
    assert number("placed") == 10
    assert cells("placed", "after_6") == {"in_place": 5, "": 5}


def test_product_counts_once_it_is_public():
    OutcomeFactory(product=ProductFactory(published=True))
    OutcomeFactory(product=ProductFactory())
    assert ActionOutcome.objects.count() == 2
    assert number("things") == 1


def test_money_of_fewer_than_five_workshops_is_masked():
    fair = FairPresenceFactory(contacts=10, orders=2, orders_value=500).action
    for _workshop in range(3):
        FairPresenceFactory(action=fair, contacts=5, orders=1, orders_value=100)
    assert (number("contacts"), number("orders_value")) == (25, None)
    FairPresenceFactory(action=fair, orders_value=200)
    assert number("orders_value") == Decimal("1000.000")


def test_turnover_compares_those_who_declared_both_years():
    for workshop in [WorkshopFactory() for _workshop in range(5)]:
        TurnoverSurveyFactory(workshop=workshop, year=2024, turnover=10_000)
        TurnoverSurveyFactory(workshop=workshop, year=2025, turnover=11_000)
    # opened that year: nothing to compare with
    TurnoverSurveyFactory(year=2025, turnover=1_000_000)
    assert number("turnover", ReportingPeriod(2025)) == 10


def test_agreements_are_those_with_private_partners_and_associations():
    AgreementFactory()
    AgreementFactory(partner__sector="public")
    assert number("agreements") == 1


def test_opinions_show_from_five_sheets_on():
    action = ActionFactory(published=True)
    for _sheet in range(4):
        OpinionFactory(action=action, is_useful=4, is_clear=3)
    assert number("satisfaction") is None
    OpinionFactory(action=action, is_useful=1, is_clear=1)
    assert Opinion.objects.count() == 5
    assert number("satisfaction") == Decimal("3.0")


def test_figures_cost_the_same_whatever_there_is_to_count(
    django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(14) as bare:
        Count()
    present(people(12))
    SupportFactory()
    JobFactory()
    PlacementFactory()
    with django_assert_num_queries(len(bare)):
        Count()


# A quarter that is closed


def test_closed_quarter_keeps_its_figures_and_a_correction_stands_beside(client):
    present(people(8))
    close(2026, 1)
    present(people(5), datetime.date(2026, 3, 20))
    release = released()
    reading = release.read(INDICATORS["I1"].main, FIRST)
    assert (reading.number, reading.corrected) == (8, 13)
    page = client.get(reverse("programme:results"), {"trimestre": "2026-1"})
    assertContains(page, "trimestre arrêté le")
    assertContains(page, "corrigé depuis :")


def test_correction_of_fewer_than_five_is_said_nowhere(client):
    """Eight in the quarter that is closed, nine in its year: one came late."""
    present(people(8))
    close(2026, 1)
    present(people(1), datetime.date(2026, 3, 20))
    assert (number("people", FIRST), number("people", ReportingPeriod(2026)), number("people")) == (
        8,
        None,
        None,
    )
    page = client.get(reverse("programme:results"), {"trimestre": "2026-1"})
    assertContains(page, "trimestre arrêté le")
    assertNotContains(page, "corrigé depuis :")


def test_two_closed_quarters_are_corrected_each_on_its_own():
    present(people(8))
    present(people(9), datetime.date(2026, 5, 4))
    close(2026, 1)
    close(2026, 2)
    present(people(6), datetime.date(2026, 5, 18))
    release = released()
    assert [
        release.read(INDICATORS["I1"].main, period).corrected for period in (FIRST, SECOND)
    ] == [None, 15]


def test_breakdown_of_a_closed_quarter_is_not_corrected():
    """A group before and after would be told apart by one person."""
    present(people(6, sex="female") + people(6, sex="male"))
    close(2026, 1)
    present(people(1, sex="female"), datetime.date(2026, 3, 20))
    assert cells("people", "sex", FIRST) == {"female": 6, "male": 6}


def test_closed_quarter_is_written_once():
    closed = close(2026, 1)
    with pytest.raises(ValidationError, match="déjà arrêté"):
        close(2026, 1)
    closed.figures = {"people": {"": 1000}}
    with pytest.raises(ValidationError, match="ne se modifie pas"):
        closed.save()
    assert FrozenQuarter.objects.get().figures != closed.figures


@pytest.mark.parametrize(("year", "quarter"), [(2026, 4), (2026, 5), (2026, 0), (1, 1)])
def test_quarter_that_is_not_over_or_does_not_exist_cannot_be_closed(year, quarter):
    with pytest.raises(ValidationError):
        freeze(year, quarter, by=None)


def test_officer_closes_a_quarter_and_nobody_edits_it(officer):
    present(people(8))
    publish()
    address = reverse("admin:results_frozenquarter_add")
    assertContains(officer.post(address, {"year": 2026, "quarter": 4}), "n’est pas fini")
    assert officer.post(address, {"year": 2026, "quarter": 1}).status_code == 302
    closed = FrozenQuarter.objects.get()
    assert closed.frozen_by == User.objects.get(email="officer@tests.example")
    change = reverse("admin:results_frozenquarter_change", args=[closed.pk])
    assertContains(officer.get(change), "personnes formées")
    assert officer.post(change, {"year": 2025, "quarter": 1}).status_code == 403
    assert (
        officer.post(
            reverse("admin:results_frozenquarter_delete", args=[closed.pk]), {"post": "yes"}
        ).status_code
        == 403
    )


def test_closed_quarter_leads_to_its_workbook_on_its_pages_and_on_the_desk(client, officer):
    present(people(8))
    close(2026, 1)
    workbook = f"{reverse('programme:results_file')}?trimestre=2026-1"
    closed_on = r"trimestre arrêté le (?:(?!</p>).)*<a href=\"" + re.escape(workbook)
    for name, args in (("results", []), ("results_report", []), ("result", ["i1"])):
        page = client.get(reverse(f"programme:{name}", args=args), {"trimestre": "2026-1"})
        assert re.search(closed_on, page.content.decode(), re.DOTALL), name
    desk = officer.get(
        reverse("admin:results_frozenquarter_change", args=[FrozenQuarter.objects.get().pk])
    )
    assertContains(desk, f'<a href="{workbook}">')
    assertContains(desk, f'<a href="{reverse("programme:results")}?trimestre=2026-1">')
    assert client.get(workbook).content.startswith(b"PK")


# The page, the desk, the report: the same to the unit


@pytest.fixture
def programme():
    """Something under each indicator, with small groups among them."""
    present(people(9, sex="female") + people(7, sex="male"))
    present(
        people(5, sex="female") + people(2, sex="male"), datetime.date(2025, 6, 2), Axis.MARKETS
    )
    for _support in range(6):
        SupportFactory(value=1_500, is_in_use=True)
    for _job in range(6):
        JobFactory()
    for _person in range(6):
        PlacementFactory()
    for _fair in range(5):
        FairPresenceFactory(contacts=12, orders=3, orders_value=Decimal("820.500"))
    AgreementFactory()
    IndicatorGoalFactory(code="I1", target=60, baseline=0)
    publish()


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("query", [{}, {"annee": "2026"}, {"trimestre": "2025-2"}])
def test_workbook_says_what_the_page_says_to_the_unit(client, programme, language, query):
    with translation.override(language):
        page = client.get(reverse("programme:results_report"), query)
        file = client.get(reverse("programme:results_file"), query)
        sheet = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
        period = page.context["period"]
        expected = [
            [
                code,
                str(measure.title),
                str(line),
                None if shown is None else number_or_masked(shown),
            ]
            for entry in page.context["entries"]
            for code in [entry["indicator"].code]
            for reading in entry["readings"]
            for measure in [reading.measure]
            for line, shown in [(reading.period.label, reading.number)]
            + [(line.label, line.number) for table in reading.tables for line in table.lines]
        ]
        masked = number_or_masked(None)
        rows = [
            [code, measure, value, cell]
            for code, _title, measure, _by, value, cell, *_rest in sheet.iter_rows(
                min_row=2, values_only=True
            )
        ]
        assert [row[:3] for row in rows] == [row[:3] for row in expected]
        for (*_named, told), (*_same, shown) in zip(rows, expected, strict=True):
            assert told == masked if shown is None else Decimal(str(told)) == Decimal(shown)
        text = strip_tags(page.content.decode())
        for entry in page.context["entries"]:
            for reading in entry["readings"]:
                assert figure_text(reading.measure, reading.number) in text
        assert sheet.sheet_view.rightToLeft is (language == "ar")
        assert len(rows) + 1 == len(figure_rows(published(), period))


def test_desk_says_what_the_page_says(client, officer, programme):
    page = client.get(reverse("programme:results"))
    assertContains(page, "23")
    assertContains(page, "Cible : ")
    assertContains(officer.get(reverse("admin:results_indicatorgoal_changelist")), "23")


@pytest.mark.parametrize(
    ("code", "target", "said"), [("I1", "60", "60"), ("I7", "80000", "80\xa0000")]
)
def test_targets_on_the_desk_are_in_the_unit_of_their_indicator(officer, code, target, said):
    IndicatorGoalFactory(code=code, baseline="0", target=target)
    page = officer.get(reverse("admin:results_indicatorgoal_changelist"))
    assertContains(page, f'data-column="Cible" class="field-goal"><bdi>{said}</bdi>')
    assertContains(page, 'class="field-start"><bdi>0</bdi>')


def test_page_names_nobody_and_asks_nothing_of_the_reader(client, programme):
    for name in ("programme:results", "programme:results_report"):
        page = client.get(reverse(name))
        assertNotContains(page, "Artisan ")
        assert not page.cookies


@pytest.mark.parametrize(
    "query",
    [
        {"annee": "1999"},
        {"trimestre": "2026-9"},
        {"annee": "2026\x00"},
        {"annee": "٢٠٢٦"},
        {"trimestre": "x" * 500},
    ],
)
def test_period_that_is_not_published_is_refused_in_a_sentence(client, query):
    page = client.get(reverse("programme:results"), query)
    assertContains(page, 'role="alert"')
    assert page.context["period"] == START


def test_indicator_that_does_not_exist_is_not_found(client):
    assert client.get(reverse("programme:result", args=["i99"])).status_code == 404


def test_workbook_holds_no_formula(client, programme):
    IndicatorGoalFactory(code="I2", target=1, source_fr="=1+1")
    file = client.get(reverse("programme:results_file"))
    for sheet in openpyxl.load_workbook(io.BytesIO(file.content)).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_first_page_names_each_figure_once_with_its_bar_and_its_years(client, programme):
    IndicatorGoal.objects.update_or_create(code="I1", defaults={"target": 46})
    page = client.get(reverse("programme:results"))
    assert [title for title, _tiles in page.context["subjects"]] == [
        "Les personnes et l’emploi",
        "Les ateliers",
        "Les marchés",
        "Les partenaires et le public",
    ]
    tiles = [tile for _title, tiles in page.context["subjects"] for tile in tiles]
    measures = [tile["reading"].measure for tile in tiles]
    assert {tile["indicator"].code for tile in tiles} == set(INDICATORS)
    assert len(set(measures)) == len(measures) and "exports" in {each.key for each in measures}
    people = next(tile for tile in tiles if tile["indicator"].code == "I1")
    assert people["reached"] == round(100 * people["reading"].number / 46)
    main = page.content.decode().partition('class="chapter"')[2].partition('<div class="figures')[0]
    for measure in measures:
        name = str(measure.title)
        assert main.lower().count(f">{name}</a>".lower()) == 1, name
    for tile in tiles:
        if tile["parts"]:
            assert all(line.share + line.gap == 100 for line in tile["parts"].lines)


def test_figure_smaller_than_its_years_together_says_that_each_is_counted_once(client):
    trained = people(8)
    present(trained)
    publish()
    words = "compté une fois par période"
    assertNotContains(client.get(reverse("programme:results")), words)
    present(trained, datetime.date(2025, 6, 2))
    publish()
    assertContains(client.get(reverse("programme:results")), words, count=1)


def test_change_of_a_year_says_the_two_years_it_compares(client):
    for workshop in [WorkshopFactory() for _workshop in range(5)]:
        TurnoverSurveyFactory(workshop=workshop, year=2024, turnover=10_000)
        TurnoverSurveyFactory(workshop=workshop, year=2025, turnover=11_000)
    publish()
    for query in ({}, {"annee": "2025"}):
        assertContains(client.get(reverse("programme:results"), query), "de 2024 à 2025")


def test_programme_says_first_what_the_results_publish(client, programme):
    publish()
    page = client.get(reverse("programme:home"))
    shown = page.content.decode().partition('class="stats"')[2].partition("</dl>")[0]
    said = [strip_tags(words).strip() for words in re.findall(r"<dd>(.*?)</dd>", shown, re.DOTALL)]
    release = published()
    measures = [INDICATORS[code].main for code in ("I1", "I5", "I3", "I4")]
    assert said == [figure_text(each, release.read(each, START).number) for each in measures]


@pytest.mark.parametrize(("number", "target", "share"), [(40, 80, 50), (90, 80, 100), (3, 0, 0)])
def test_bar_to_the_target_is_never_longer_than_its_ground(number, target, share):
    assert share_of(number, target) == share


# A release: stored once, refused unless it is proved


def test_release_is_made_once_for_what_there_is_to_count():
    present(people(8))
    first = publish()
    assert publish() == first and ResultsRelease.objects.count() == 1
    present(people(6))
    assert publish() != first
    assert [release.masked for release in ResultsRelease.objects.published()] == [0, 0]


def test_page_reads_the_release_and_masks_nothing_by_itself(client, django_assert_max_num_queries):
    present(people(8))
    assertContains(client.get(reverse("programme:results")), "Les chiffres sont en préparation.")
    publish()
    with django_assert_max_num_queries(4):
        page = client.get(reverse("programme:results"))
    assertContains(page, "Chiffres contrôlés et publiés le")
    present(people(9))
    tiles = client.get(reverse("programme:results")).context["subjects"][0][1]
    assert tiles[0]["reading"].number == 8  # until the next release


@pytest.mark.parametrize("fault", ["shown", "late"])
def test_release_whose_mask_is_not_proved_is_refused_and_the_former_stays(
    client, officer, monkeypatch, fault
):
    present(people(8, sex="female"))
    former = publish()
    present(people(7, sex="female") + people(2, sex="male"))

    def tampered(table, seconds):
        if fault == "late":
            raise NotProved
        hidden, worlds = search(table, seconds)
        return hidden - {min(hidden)}, worlds

    monkeypatch.setattr("programme.results.masking.search", tampered)
    refused = publish()
    assert (refused.state, refused.figures) == (ReleaseState.REFUSED, {})
    assert ResultsRelease.objects.published().get() == former
    assert published().read(INDICATORS["I1"].main, START).number == 8
    page = officer.get(reverse("admin:results_resultsrelease_change", args=[refused.pk]))
    assertContains(page, "personnes formées")
    with pytest.raises(ValidationError, match="ont changé"):
        freeze(2026, 1, by=None)


def test_release_that_another_machine_is_making_is_left_to_it():
    present(people(8))
    count = Count()
    ResultsRelease.objects.create(
        digest=count.digest, facts_digest=count.facts_digest, made_at=timezone.now()
    )
    assert publish() is None
    ResultsRelease.objects.update(made_at=timezone.now() - TAKEN_UP_AFTER - TAKEN_UP_AFTER)
    assert publish().state == ReleaseState.PUBLISHED


def test_release_of_figures_as_they_were_once_is_not_made_anew():
    present(people(8))
    first = publish()
    session = present(people(6))
    publish()
    session.attendances.all().delete()
    assert publish() == first == ResultsRelease.objects.published().first()
