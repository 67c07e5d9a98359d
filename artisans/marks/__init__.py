"""Marks: the small drawing by which a hammering is known everywhere.

`blow.py` names a mark by what is recorded of a blow, `drawing.py` draws it, `house.py`
holds the eight drawn by hand, `cleaning.py` takes one that an officer sends,
`reading.py`, `outlines.py` and `raster.py` read shapes, `likeness.py` measures how
alike two marks look. None of them reads the database.
"""
