"""Draws photos and scans of business cards of invented people, with the truth of what they print.

``country`` and ``invent`` make up what a card says, ``look`` and ``layouts`` set it as a designer
would, ``surfaces``, ``scene``, ``camera`` and ``scanner`` take its picture, and ``pictures`` and
``collection`` decide which pictures make a set.
"""
