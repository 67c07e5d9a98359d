"""Visibility of a family's techniques: the family chooses for each of them, and what it
chooses counts at once.
"""

from kairouan.common.calendar import today_in_tunis
from kairouan.publication.stamp import public_write

from .models import Family, FamilyTechnique, Visibility


def choose_visibility(practice: FamilyTechnique, visibility: Visibility, by) -> bool:
    """Record to whom the family shows a technique; whether that is new. `by` is the
    user who types.

    The caller is inside `history.revision`.
    """
    with public_write():
        practice = FamilyTechnique.objects.select_for_update(of=("self",)).get(pk=practice.pk)
        if practice.visibility == visibility:
            return False
        practice.visibility = visibility
        sign_choice(practice, by)
        practice.full_clean()
        practice.save()
    return True


def sign_choice(practice: FamilyTechnique, by):
    """Say, in memory, that the choice is of today, and who typed it."""
    practice.chosen_on, practice.chosen_by = today_in_tunis(), by


def choose_if_said(family: Family, is_said: bool) -> bool:
    """Record whether the family's page says that it keeps others; whether that is new.

    The caller is inside `history.revision`.
    """
    with public_write():
        family = Family.objects.select_for_update(of=("self",)).get(pk=family.pk)
        if family.says_it_keeps == is_said:
            return False
        family.says_it_keeps = is_said
        family.save(update_fields=["says_it_keeps", "updated_at"])
    return True
