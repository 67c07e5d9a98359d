"""The screens of the space that are about the programme."""
