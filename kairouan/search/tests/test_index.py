"""The index of the public records: brought up to date after a change of any kind, it
says what one read anew says; it never says what was taken back.
"""

import datetime
import gc
import threading
from array import array
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from artisans.merging.joining import merge
from artisans.models import Technique
from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from kairouan.common.work.duties import Duties
from kairouan.portal.models import Page
from kairouan.publication.stamp import public_tables
from kairouan.review.moderation import archive, publish, send_back
from kairouan.search import changes
from kairouan.search.changes import Change, Reading, missing, triggers
from kairouan.search.index import Index, Kept, current_index, read_ahead
from kairouan.search.kinds import KINDS
from kairouan.search.postings import (
    bitmap_of,
    flags_of,
    positions_in,
    smallest,
    union,
    with_one_more,
)
from kairouan.search.record_tables import Table
from kairouan.search.rows import rows_of
from kairouan.search.synonyms import Synonym
from products.models import Category, Product
from products.tests.factories import CategoryFactory, CollectionFactory, ProductFactory
from programme.models import Action
from programme.openings.models import JobOpening
from programme.tests.factories import ActionFactory, OpeningFactory
from workshops.models import Workshop
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = today_in_tunis()


def said(index: Index) -> dict:
    """What an index says of every record, without the positions that it says it by."""
    return {name: said_of(table) for name, table in index.tables.items()} | {
        "synonyms": index.synonyms
    }


def said_of(table: Table) -> dict:
    def numbers(found: int) -> set[int]:
        return set(table.numbers_of(found & table.alive))

    def held(postings) -> dict[str, set[int]]:
        by_word = {word: numbers(table.holding(postings, word)) for word in postings}
        return {word: found for word, found in by_word.items() if found}

    public = sorted(numbers(table.alive))
    half = bitmap_of([table.position.get(record) for record in public[::2]], table.size)
    return {
        "records": public,
        "names": held(table.in_name),
        "texts": held(table.in_text),
        "numbers": [numbers(table.holding(table.in_name, f"#{record}")) for record in public],
        "lengths": [numbers(table.shorter_than(length)) for length in range(8)],
        "labels": {record: table.label(record) for record in public},
        "slugs": table.record_of_slug,
        "values": {
            parameter: {
                value: found
                for value in values.postings
                if (found := numbers(table.having(parameter, [value])))
            }
            for parameter, values in table.values.items()
        },
        "counts": [
            {value: count for value, count in counts.items() if count}
            for parameter in table.values
            for counts in (
                table.counts(parameter, table.alive),
                table.values[parameter].count(table.alive),
                table.values[parameter].count(half),
            )
        ],
        "orders": {order: table.page(table.alive, order, 0, 10_000) for order in table.keys},
        "orders of some": {order: table.page(half, order, 0, 10_000) for order in table.keys},
    }


def assert_true(kept: Index):
    """The index of this process, brought on from `kept`, says what is so."""
    now = current_index()
    assert now.tables is not kept.tables and now.edition != kept.edition
    # what nothing touched was not read again
    assert any(now.tables[name] is kept.tables[name] for name in KINDS)
    anew = Index.of_now("")
    assert said(now) == said(anew)
    words = now.vocabulary.words
    assert set(anew.vocabulary.words) <= set(words)
    assert words == sorted(set(words))


@pytest.fixture
def copper():
    """A few records of each kind."""
    ondes = TechniqueFactory(published=True, name_fr="Ondes")
    family = FamilyFactory(published=True, name_fr="Zwari")
    open_one = WorkshopFactory(published=True, family=family, main_technique=ondes)
    open_one.techniques.add(ondes)
    closed = WorkshopFactory(name_fr="Fermé")
    plates = CategoryFactory(name_fr="Plateaux", order=2)
    priced = {"published": True, "priced": True, "category": plates}
    tray = ProductFactory(
        **priced,
        workshop=open_one,
        technique=ondes,
        name_fr="Plateau martelé",
        price_valid_until=TODAY,
        diameter_cm="40.0",
    )
    ProductFactory(**priced, workshop=open_one, name_fr="Plateau poli")
    ProductFactory(published=True, workshop=closed, name_fr="Cafetière")
    ProductFactory(workshop=open_one, name_fr="Brouillon")
    CollectionFactory(published=True)
    ActionFactory(published=True)
    OpeningFactory(published=True, workshop=open_one, expires_on=TODAY)
    return tray


def renamed(model, **columns):
    return lambda tray: model.objects.update(**columns)


def through_save(tray):
    tray.name_fr = "Lanterne ajourée"
    tray.save()


def raw(statement: str):
    def run(tray):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


def bulk(tray):
    made = [
        ProductFactory.build(
            published=True, workshop=tray.workshop, category=tray.category, slug=f"piece-{number}"
        )
        for number in range(5)
    ]
    for product in made:
        product.fold_texts()
    Product.objects.bulk_create(made)
    for product in made:
        product.availability = "sold"
    Product.objects.bulk_update(made, ["availability"])


def merged(tray):
    kept, gone = tray.workshop.responsible, ArtisanFactory()
    FamilyFactory(published=True, spokesperson=gone)
    WorkshopFactory(published=True, responsible=gone)
    merge(kept, gone, {}, User.objects.create_superuser(email="o@tests.example", password="x"))


def withdrawn(tray):
    consent = ConsentFactory(artisan=tray.workshop.responsible)
    consent.withdrawn_on = TODAY
    consent.save()
    tray.workshop.delegation = "sbikha"
    tray.workshop.save()


def replaced_in_a_transaction(tray):
    with transaction.atomic():
        tray.delete()
        ProductFactory(published=True, workshop=tray.workshop, name_fr="Neuf")


WAYS = {
    "save": through_save,
    "update": renamed(Product, search_name=" marmite ", availability="sold"),
    "raw statement": raw("UPDATE products_product SET lining = 'tin', metal = 'brass'"),
    "raw deletion": raw(f"DELETE FROM {JobOpening._meta.db_table}"),
    "bulk": bulk,
    "created": lambda tray: ProductFactory(published=True, workshop=tray.workshop),
    "deleted": lambda tray: tray.delete(),
    "deleted and made in one transaction": replaced_in_a_transaction,
    "published": lambda tray: publish(Product.objects.get(name_fr="Brouillon")),
    "sent back": lambda tray: send_back(tray, "Le prix manque."),
    "archived": lambda tray: archive(tray),
    "workshop archived": lambda tray: archive(tray.workshop),
    "workshop published": lambda tray: Workshop.objects.filter(name_fr="Fermé").update(
        status="published", slug="ferme", published_at=timezone.now()
    ),
    "workshop of a product": lambda tray: Product.objects.filter(pk=tray.pk).update(
        workshop=WorkshopFactory(published=True)
    ),
    "workshop renamed": lambda tray: tray.workshop.save(),
    "family of a workshop": lambda tray: Workshop.objects.update(
        family=FamilyFactory(published=True, name_fr="Ben Jemâa")
    ),
    "place of a workshop": lambda tray: Workshop.objects.update(delegation="sbikha"),
    "technique archived": lambda tray: archive(tray.technique),
    "technique renamed": lambda tray: Technique.objects.update(name_fr="Vagues", slug="vagues"),
    "technique added": lambda tray: tray.workshop.techniques.add(TechniqueFactory(published=True)),
    "techniques taken off": lambda tray: tray.workshop.techniques.clear(),
    "techniques set": lambda tray: tray.workshop.techniques.set(
        [TechniqueFactory(published=True), TechniqueFactory(published=True)]
    ),
    "step added": lambda tray: tray.workshop.steps.create(step="tinning", in_house=True),
    "category renamed": lambda tray: Category.objects.update(name_fr="Assiettes"),
    "page written": lambda tray: Page.objects.create(
        key="entretien", status="published", title_fr="Entretien", body_fr="Du citron."
    ),
    "action moved": lambda tray: Action.objects.update(
        starts_on=TODAY - datetime.timedelta(20), ends_on=TODAY - datetime.timedelta(19)
    ),
    "consent withdrawn": withdrawn,
    "persons merged": merged,
    "synonym": lambda tray: Synonym.objects.create(terms="zezoua, cafetière"),
    "folded anew": lambda tray: (
        Product.objects.update(search_text=""),
        call_command("rebuild_search", verbosity=0),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_index_is_true_after_each_kind_of_change(copper, way):
    kept = current_index()
    WAYS[way](copper)
    assert_true(kept)


def test_index_is_true_after_several_changes(copper):
    kept = current_index()
    through_save(copper)
    bulk(copper)
    archive(copper.workshop)
    assert_true(kept)
    kept = current_index()
    Workshop.objects.update(status="published")
    copper.delete()
    assert_true(kept)


@pytest.mark.parametrize("days", [1, 30, -30])
def test_index_is_true_on_another_day(copper, in_tunis, days):
    """A price and an opening end, an action is over, though nobody wrote them."""
    kept = current_index()
    tray = kept.tables["product"].position.get(copper.pk)
    in_tunis(TODAY + datetime.timedelta(days))
    now = current_index()
    assert said(now) == said(Index.of_now(""))
    if days > 0:
        assert now.tables["product"].position.get(copper.pk) > tray
        assert now.tables["opening"].alive == 0


def test_reader_goes_on_with_the_state_that_it_has(copper):
    kept = current_index()
    before = said(kept)
    through_save(copper)
    bulk(copper)
    copper.delete()
    current_index()
    assert said(kept) == before


def test_table_that_is_worn_is_read_anew(copper, monkeypatch):
    monkeypatch.setattr("kairouan.search.record_tables.FEW", 0)
    for number in range(8):
        copper.name_fr = f"Plateau {number}"
        copper.save()
        current_index()
    table = current_index().tables["product"]
    assert table.size <= 2 * table.alive.bit_count()
    assert said(current_index()) == said(Index.of_now(""))


def test_mapping_that_changed_much_is_made_one_again(copper, monkeypatch):
    monkeypatch.setattr("kairouan.search.record_tables.MOST_ABOVE", 2)
    for number in range(4):
        copper.name_fr = f"Plateau {number}"
        copper.save()
        assert said(current_index()) == said(Index.of_now(""))


def test_rows_of_a_kind_are_each_there_once(copper):
    """A join to many gives a record twice: no kind may."""
    copper.workshop.techniques.add(TechniqueFactory(published=True), TechniqueFactory())
    copper.workshop.steps.create(step="tinning", in_house=True)
    copper.workshop.steps.create(step="planishing", in_house=True)
    for kind in KINDS.values():
        numbers = [row.record for row in rows_of(kind)]
        assert len(numbers) == len(set(numbers)) == kind.rows().order_by().count()


def test_table_takes_a_record_given_twice_once(copper):
    kind = KINDS["product"]
    once = list(rows_of(kind))
    assert said_of(Table(kind, once + once)) == said_of(Table(kind, once))


@pytest.mark.parametrize("length", [1, 5, 6, 24, 25, 26, 27])
@pytest.mark.parametrize("few", [0, 1_000])
def test_pages_read_from_either_end_are_the_same_pages(length, few, monkeypatch):
    monkeypatch.setattr("kairouan.search.record_tables.FEW", few)
    workshop = WorkshopFactory(published=True)
    ProductFactory.create_batch(length, published=True, workshop=workshop)
    ProductFactory(published=True)
    table = current_index().tables["product"]
    found = table.having("workshop", [workshop.pk])
    for order in table.keys:
        inside = set(table.numbers_of(found))
        whole = [
            number for number in table.page(table.alive, order, 0, length + 1) if number in inside
        ]
        pages = [table.page(found, order, start, start + 5) for start in range(0, length + 5, 5)]
        assert [number for page in pages for number in page] == whole
        assert len(whole) == length


@pytest.mark.parametrize("rows", [1, 30])
def test_reading_everything_costs_the_same_whatever_the_rows(rows, django_assert_num_queries):
    ProductFactory.create_batch(rows, published=True, technique=TechniqueFactory(published=True))
    # the log, the synonyms, each kind, and each facet over a relation to many
    statements = 2 + sum(1 + len(kind.many_facets) + len(kind.said) for kind in KINDS.values())
    with django_assert_num_queries(statements):
        Index.of_now("")


# -- transactions


def test_change_that_is_taken_back_is_in_no_index(copper):
    kept = current_index()
    before = said(kept)
    with transaction.atomic():
        through_save(copper)
        inside = current_index()
        assert said(inside) != before and said(inside) == said(Index.of_now(""))
        assert current_index() is inside
        transaction.set_rollback(True)
    assert Kept.index is kept and current_index() is kept
    assert said(kept) == before
    copper.refresh_from_db()
    copper.description_fr = "Une autre suite"
    copper.save()
    assert_true(kept)


def test_first_index_of_a_process_is_not_that_of_a_transaction(copper):
    with transaction.atomic():
        through_save(copper)
        current_index()
        transaction.set_rollback(True)
    assert Kept.index is None
    assert said(current_index()) == said(Index.of_now(""))


def test_four_readers_at_once_read_one_index(copper):
    found, start = [], threading.Barrier(4)

    def read():
        try:
            start.wait()
            found.append(current_index())
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _reader in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == [Kept.index] * 4


def test_processes_share_the_index_that_is_read_before_they_are_forked(
    copper, django_assert_num_queries
):
    try:
        read_ahead()
    finally:
        gc.unfreeze()
    with django_assert_num_queries(1):  # the stamp
        assert current_index() is Kept.index


def test_server_starts_before_its_database_has_tables():
    def refused(*statement):
        raise OperationalError

    try:
        with connection.execute_wrapper(refused):
            read_ahead()
    finally:
        gc.unfreeze()
    assert Kept.index is None


# -- the log


def test_one_statement_when_nothing_changed_and_two_for_a_record(copper, django_assert_num_queries):
    current_index()
    with django_assert_num_queries(1):  # the stamp
        current_index()
    copper.save()
    with django_assert_num_queries(3):  # the stamp, the log, the record
        current_index()


def test_change_of_another_column_of_the_workshop_reads_no_product(copper):
    current_index()
    last = Change.objects.order_by("-pk").first().pk
    Workshop.objects.filter(pk=copper.workshop_id).update(summary_fr="Depuis trois générations")
    noted = Change.objects.filter(pk__gt=last).values_list("kind", flat=True)
    assert list(noted) == ["workshop"]


def numbered(number: int, kind: str, record: int):
    """Note a change under this number; the next ones are drawn after it."""
    Change.objects.create(pk=number, kind=kind, record=record)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Change]):
            cursor.execute(statement)


def test_change_that_is_numbered_before_and_seen_after_is_read(copper):
    """Of two transactions the first may end last: its numbers come late to the log."""
    kept = current_index()
    last = Change.objects.order_by("-pk").first().pk
    Product.objects.filter(pk=copper.pk).update(search_name=" lanterne ")
    Change.objects.filter(pk__gt=last).delete()
    late = [
        Change(pk=last + 1 + number, kind="product", record=copper.pk, at=timezone.now())
        for number in range(200)
    ]
    numbered(last + 201, "workshop", copper.workshop_id)
    seen = current_index()
    assert seen.reading.gaps == ((last + 1, last + 200),)
    assert said(seen) != said(Index.of_now(""))
    Change.objects.bulk_create(late[:120] + late[121:])
    Category.objects.update(name_ar="أطباق")  # the stamp of the second
    now = current_index()
    assert now.reading.gaps == ((last + 121, last + 121),)
    assert said(now) == said(Index.of_now(""))
    assert now.tables["page"] is kept.tables["page"]


def test_gap_that_many_numbers_followed_is_forgotten(copper, monkeypatch):
    monkeypatch.setattr(changes, "OPEN_FOR", 10)
    reading = current_index().reading
    last = reading.last.number
    numbered(last + 5, "page", 1)
    _lines, reading = reading.read_on()
    assert reading.gaps == ((last + 1, last + 4),)
    numbered(last + 30, "page", 1)
    _lines, reading = reading.read_on()
    assert reading.gaps == ((last + 6, last + 29),)


def test_reading_begins_with_the_gaps_that_are_there():
    last = Reading.of_now().last.number
    numbered(last + 3, "page", 1)
    assert Reading.of_now().gaps[-1] == (last + 1, last + 2)


@pytest.mark.parametrize(
    ("ranges", "numbers", "left"),
    [
        ([(1, 3)], [1, 2, 3], ()),
        ([(1, 9)], [1, 5, 9], ((2, 4), (6, 8))),
        ([(1, 2), (5, 8)], [6], ((1, 2), (5, 5), (7, 8))),
        ([(4, 4)], [], ((4, 4),)),
    ],
)
def test_missing_numbers(ranges, numbers, left):
    assert missing(ranges, numbers) == left


def test_too_many_changes_are_not_read_one_by_one(copper, monkeypatch):
    monkeypatch.setattr(changes, "MOST_CHANGES", 3)
    kept = current_index()
    bulk(copper)
    now = current_index()
    assert all(now.tables[name] is not kept.tables[name] for name in KINDS)
    assert said(now) == said(Index.of_now(""))


def test_log_that_is_another_is_not_followed(copper):
    """A database brought back from a copy: its numbers begin again."""
    kept = current_index()
    line = kept.reading.last
    Change.objects.all().delete()
    Product.objects.filter(pk=copper.pk).update(search_name=" lanterne ")
    Change.objects.all().delete()
    Change.objects.create(pk=line.number, kind=line.kind, record=line.record)
    assert said(current_index()) == said(Index.of_now(""))


def test_index_that_nobody_asked_for_days_is_read_anew(copper):
    kept = current_index()
    Kept.index = replace(kept, read_at=timezone.now() - datetime.timedelta(6))
    Category.objects.update(name_ar="أطباق")
    now = current_index()
    assert all(now.tables[name] is not kept.tables[name] for name in KINDS)


def test_old_changes_are_forgotten_but_the_last(copper):
    Change.objects.update(at=timezone.now() - datetime.timedelta(8))
    last = Change.objects.order_by("-pk").first()
    kept = current_index()
    Duties().do_those_due()
    assert list(Change.objects.all()) == [last]
    copper.save()
    assert_true(kept)


# -- triggers


def in_place() -> set[str]:
    statement = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {name for (name,) in cursor.fetchall()}


def test_triggers_are_in_place_on_tables_that_draw_a_stamp():
    wanted = triggers()
    assert {trigger.name for trigger in wanted} <= in_place()
    assert {trigger.table for trigger in wanted} <= public_tables()


def test_triggers_are_taken_away_only_when_migrations_run_and_put_back(copper):
    current_index()
    for plan, left in (((), True), (("a migration",), connection.vendor != "sqlite")):
        changes.take_away(plan=plan)
        assert ({trigger.name for trigger in triggers()} <= in_place()) is left
    if connection.vendor == "sqlite":
        with connection.schema_editor() as editor:  # makes the table anew
            editor._remake_table(Workshop)
    Product.objects.filter(pk=copper.pk).update(search_name=" lanterne ")
    changes.put_in_place()
    assert {trigger.name for trigger in triggers()} <= in_place()
    assert said(current_index()) == said(Index.of_now(""))
    kept = current_index()
    through_save(copper)
    assert_true(kept)


def test_migrating_puts_them_in_place_and_has_everything_read_anew(copper):
    kept = current_index()
    call_command("migrate", verbosity=0)
    now = current_index()
    assert all(now.tables[name] is not kept.tables[name] for name in KINDS)


# -- sets


@pytest.mark.parametrize("size", [1, 7, 8, 9, 64, 1000])
def test_sets_of_either_kind_are_one_set(size):
    for step in (1, 2, 3, 40, 999):
        positions = array("I", range(0, size, step))
        bitmap = bitmap_of(positions, size)
        assert list(positions_in(bitmap)) == list(positions)
        assert [place for place, flag in enumerate(flags_of(bitmap, size)) if flag] == list(
            positions
        )
        kept = smallest(positions, size)
        assert union([kept], size) == bitmap
        more = with_one_more(kept, size)
        assert union([more], size + 1) == bitmap | 1 << size
        assert union([kept], size) == bitmap
    assert union([], size) == 0
    assert list(positions_in(0)) == []


def test_day_of_the_index_is_that_of_tunis(in_tunis):
    in_tunis(datetime.date(2026, 2, 18))
    assert current_index().day == today_in_tunis() == datetime.date(2026, 2, 18)
