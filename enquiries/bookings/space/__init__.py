"""The screens of a workshop that re-tins."""
