"""Readers of what mail programs save: Outlook messages, mailboxes, saved pages, calendars."""
