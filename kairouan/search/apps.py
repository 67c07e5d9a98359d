from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from kairouan.common.work.duties import A_DAY, A_MINUTE, perform_every


class SearchConfig(AppConfig):
    name = "kairouan.search"
    label = "search"
    verbose_name = _("Textes et recherche")
    desk_group = "common"

    def ready(self):
        from . import changes, kinds, unfound

        kinds.discover()
        pre_migrate.connect(changes.take_away, sender=self)
        post_migrate.connect(changes.put_in_place, sender=self)
        perform_every(A_DAY, changes.forget_old_changes)
        perform_every(A_MINUTE, unfound.write_down)
        perform_every(A_DAY, unfound.forget_old)
