"""Messages to people: e-mails and SMS, through an outbox in the database.

A message is written in the transaction of what it announces (`outbox`), worded at that
moment in its reader's language (`messages`), and delivered later by a worker: at least
once, always under the same Message-ID, until it is sent or visibly stuck (`worker`).
"""
