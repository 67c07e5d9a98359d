"""Statistics that the database chooses its ways by."""

from django.db import connection

MOST_ROWS_READ = 1_000  # of each index


def refresh_statistics():
    """Count what SQLite does not count by itself, as PostgreSQL does: without it, a few
    records asked for by their numbers are looked for among all that are published.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {MOST_ROWS_READ}")
            cursor.execute("ANALYZE")
