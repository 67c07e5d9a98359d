"""A copy of the public site as plain files, that outlives the server."""
