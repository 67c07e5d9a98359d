"""What the people who run the portal do to it: back it up, bring it back, check it."""
