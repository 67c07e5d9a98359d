"""What the index reads of the families and of the techniques."""

from kairouan.search.kinds import Kind, Touch, register

from .models import Family, FamilyTechnique, Technique

register(
    Kind("family", Family.objects.published),
    Kind(
        "technique",
        Technique.objects.published,
        mark="mark",
        rank="rank",
        # Products, workshops and families hold it by its number: what is no record here
        # has no name there.
        touched_by=[
            Touch(
                FamilyTechnique._meta.db_table,
                column="technique_id",
                of=("visibility", "technique_id"),
            )
        ],
    ),
)
