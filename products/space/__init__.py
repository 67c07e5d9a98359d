"""The pieces in the artisan's space."""
