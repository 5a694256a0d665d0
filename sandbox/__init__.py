"""A local stand-in for the messengers, with a page on which invented people chat with the bot."""
