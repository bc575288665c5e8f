"""What is closed at the end of a ``with`` block, whatever happens in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

__all__ = ["Closing"]


class Closing(ABC):
    """A context manager of itself that closes at the end."""

    __slots__ = ()

    @abstractmethod
    def close(self) -> None:
        """Let go of everything held; closing twice does no harm."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
