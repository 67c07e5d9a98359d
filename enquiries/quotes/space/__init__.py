"""The screens of the requests for quotation in the artisan's space."""
