"""The results: counted from the records, masked, published, frozen by quarter."""
