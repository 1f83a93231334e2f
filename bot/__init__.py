"""Unhook: warns people of sextortion in chats, and guides those it has happened to."""

__version__ = "0.1.0"
