"""Folders of photos: those named on the command line, and those that are watched."""

from cardscan.folder.claims import Claim
from cardscan.folder.clock import Bell, Clock, SystemClock
from cardscan.folder.complete import find_missing
from cardscan.folder.inputs import Input, find_inputs, natural_key
from cardscan.folder.remote import RemotePath, is_url, path_of
from cardscan.folder.signals import ending_gracefully
from cardscan.folder.state import find_failed, find_waiting, is_watched, own_folder
from cardscan.folder.watch import Note, Watcher

__all__ = [
    "Bell",
    "Claim",
    "Clock",
    "Input",
    "Note",
    "RemotePath",
    "SystemClock",
    "Watcher",
    "ending_gracefully",
    "find_failed",
    "find_inputs",
    "find_missing",
    "find_waiting",
    "is_url",
    "is_watched",
    "natural_key",
    "own_folder",
    "path_of",
]
