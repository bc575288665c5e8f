"""Folders of photos: those named on the command line, and those that are watched."""

from cardscan.folder.inputs import Input, find_inputs, natural_key

__all__ = ["Input", "find_inputs", "natural_key"]
