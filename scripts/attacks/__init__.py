"""Attacks on cardscan, each a module: what it hurts, how often, and what must be whole afterwards.

A module ``NAME.py`` here is the command ``scripts/attack NAME``. Its docstring
begins with one sentence for the list of commands, and it holds

- ``ROUNDS``, how many rounds there are unless ``--rounds`` says otherwise;
- ``attack(options: argparse.Namespace) -> int``, which prints its table and
  returns how many faults it found; ``options.seed`` and ``options.rounds`` are
  always there. The same seed makes the same attack;
- where it wants more options, ``add_options(parser: argparse.ArgumentParser)``.
"""
