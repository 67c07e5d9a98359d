"""The products in the artisan's space."""
