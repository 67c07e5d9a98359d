"""States, observations and blind trials of the key, on the officers' desk."""

from django.contrib import admin

from kairouan.desk.base import RecordAdmin, pairs

from .grid import GridMixin
from .models import CharacterState, Observation, Trial, TrialAnswer
from .state_desk import CharacterStateAdmin
from .trial_desk import TrialAdmin, TrialAnswerAdmin

admin.site.register(CharacterState, CharacterStateAdmin)
admin.site.register(Trial, TrialAdmin)
admin.site.register(TrialAnswer, TrialAnswerAdmin)


@admin.register(Observation)
class ObservationAdmin(GridMixin, RecordAdmin):
    list_display = ["technique", "state", "frequency", "source", "agreed_by"]
    list_display_links = ["state"]
    list_filter = ["technique", "frequency", "translation_state"]
    list_select_related = ["technique"]
    fields = [
        ("technique", "state", "frequency"),
        *pairs(Observation, "source", "agreed_by"),
        "written_in",
    ]
