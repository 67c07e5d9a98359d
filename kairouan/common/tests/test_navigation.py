"""Menus: each app declares its own entries."""

import pytest
from django.urls import reverse

from kairouan.common.navigation import entries, where


def test_entries_stand_in_their_rank_whichever_app_declares_them():
    names = {
        menu: [entry.address for entry in entries(menu)]
        for menu in ("sections", "menu", "space_entries")
    }
    assert names == {
        "sections": [
            "products:list",
            "artisans:technique_list",
            "artisans:family_list",
            "workshops:list",
            "programme:home",
        ],
        "menu": [
            "quotes:list",
            "workshops:walk",
            "portal:page_entretien",
            "enquiries:contact",
            "space:home",
        ],
        "space_entries": [
            "space:home",
            "space:request_list",
            "space:product_list",
            "space:workshop_list",
            "account",
        ],
    }
    assert all(reverse(name) for found in names.values() for name in found)


@pytest.mark.parametrize(
    ("menu", "here", "entry"),
    [
        ("sections", "artisans:key", "artisans:technique_list"),
        ("sections", "artisans:technique_detail", "artisans:technique_list"),
        ("sections", "artisans:family_detail", "artisans:family_list"),
        ("sections", "products:collection_detail", "products:list"),
        ("space_entries", "space:notices", "space:home"),
        ("space_entries", "space:family_links", "space:home"),
        ("space_entries", "space:my_data", "account"),
        ("space_entries", "account_devices", "account"),
    ],
)
def test_most_precise_entry_is_where_the_reader_stands(menu, here, entry):
    assert where(here, entries(menu)).address == entry


def test_page_of_no_entry_stands_nowhere():
    assert where("portal:home", [*entries("sections"), *entries("menu")]) is None
    assert where("", entries("space_entries")) is None
