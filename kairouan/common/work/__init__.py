"""Background work: messages that leave (outbox), tasks, the processes that do both and
their supervision.
"""
