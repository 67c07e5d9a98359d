"""The workshop in the artisan's space: one subject a screen."""
