"""The outbox of text messages and mails."""
