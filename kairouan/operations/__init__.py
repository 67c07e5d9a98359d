"""Operations: backing the portal up, bringing it back, checking it."""
