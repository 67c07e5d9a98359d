"""French as Tunisia writes it. Monday first comes with Django's own."""

NUMBER_GROUPING = 3
