"""Lists in and out of the desk as spreadsheets, over django-import-export.

`cells` reads and writes one cell, `resources` a kind of record, `photos` the zip that
comes with a list, `files` the files we give, `imports` what an officer sends and what
becomes of it, `desk` the pages. Each app names its columns in its own `sheets.py`.
"""
