"""Lineage of a family: masters and pupils, from database rows to a tree to draw and a
list to read.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from .models import Artisan, Family, LearnedFrom, technique_shows


@dataclass
class Node:
    """A person of the lineage, with those who learned from them (by the link that is
    drawn).
    """

    person: Artisan
    learned_from: LearnedFrom | None = None
    pupils: list["Node"] = field(default_factory=list)


@dataclass
class Lineage:
    roots: list[Node]
    # every recorded link whose pupil is of the family, also those that are not drawn
    links: list[LearnedFrom]

    def __bool__(self):
        return bool(self.roots)

    @property
    def generations(self) -> int:
        depth, level = 0, self.roots
        while level:
            depth, level = depth + 1, [pupil for node in level for pupil in node.pupils]
        return depth


def lineage_of(family: Family) -> Lineage:
    """The lineage of a family.

    Two statements, whatever its size; people carry what they agreed to show.
    """
    people = {
        person.pk: person
        for person in Artisan.objects.with_consents()
        .filter(family=family)
        .annotate(shows_technique=technique_shows("technique"))
        .select_related("technique", "portrait")
    }
    links = list(LearnedFrom.objects.filter(pupil__in=people).order_by("since_year", "pk"))
    # Some masters are of other families; everyone's consents were read with the
    # family's own, so fetch only who is missing.
    missing = {link.master_id for link in links} - people.keys()
    masters = people | (
        {person.pk: person for person in Artisan.objects.with_consents().filter(pk__in=missing)}
        if missing
        else {}
    )
    for link in links:
        link.pupil, link.master = people[link.pupil_id], masters[link.master_id]
    return Lineage(
        tree_of(people, [link for link in links if link.is_drawn and link.master_id in people]),
        links,
    )


def tree_of(people: dict[int, Artisan], drawn: list[LearnedFrom]) -> list[Node]:
    """The people as trees, each under the master the link draws, the eldest first.

    A circle, which the records refuse, would not be entered twice.
    """
    nodes = {number: Node(person) for number, person in people.items()}
    under = defaultdict(list)
    for link in drawn:
        nodes[link.pupil_id].learned_from = link
        under[link.master_id].append(link.pupil_id)
    roots = [number for number in nodes if nodes[number].learned_from is None]
    seen, waiting = set(), list(roots)
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        for pupil in sorted(set(under[number]) - seen, key=lambda each: seniority(people[each])):
            nodes[number].pupils.append(nodes[pupil])
            waiting.append(pupil)
    return [nodes[number] for number in sorted(roots, key=lambda each: seniority(people[each]))]


def seniority(person: Artisan) -> tuple:
    """Sorts the eldest first: by birth, else by first year at the craft.

    Never shown.
    """
    return (person.birth_year or person.craft_since_year or 9999, person.pk)
