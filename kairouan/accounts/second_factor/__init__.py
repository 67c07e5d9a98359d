"""Officers show two things: their password, then a code of their application, a
passkey, or a recovery code. allauth does the work.

Until both are shown nobody is signed in: choosing one's first factor is a step of
signing in, too.
"""
