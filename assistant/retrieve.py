"""Finding passages.

    from assistant.retrieve import retriever
    hits = retriever().search("Which case claims 40 percent lower capital spending?", k=3)

Chroma holds the vectors. Its import takes about a second, so the first question of a process is answered from
the sealed matrix of the same vectors while Chroma opens behind it; from then on Chroma answers. Both rank the
same vectors, and a question gets the same passages from either (tests/unit/test_retrieve.py).
"""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.search.encoders import Encoder, encoder_for
from assistant.search.index import Opened, Progress, open_index
from assistant.search.passages import Kind, Passage
from assistant.search.ranking import Look, Ranker, Ranking, Recipe, VectorSource
from assistant.search.store import Index
from assistant.settings import Settings, settings

PROBES = 200
"""Passages that must find themselves before Chroma is trusted, spread evenly over the index."""


@dataclass(frozen=True)
class Hit:
    """A passage with its score (the chance that it answers, 0 to 1; a named source adds 1) and the reason in words."""

    passage: Passage
    score: float
    why: str


class Retriever:
    """Searches one index; keep it for as long as questions come."""

    def __init__(
        self, opened: Opened, chosen: Settings, encoder: Encoder, recipe: Recipe | None = None
    ) -> None:
        self.settings = chosen
        self.encoder = encoder
        self.recipe = recipe or Recipe()
        self.ranker = Ranker(opened.index, encoder)
        self.notice = opened.notice
        self._matrix = _matrix(opened.index)
        self._dense: VectorSource = self._matrix
        self._opening: threading.Thread | None = None
        if chosen.store == "chroma":
            self._open_chroma()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage of the index."""
        return self.ranker.passages

    @property
    def store(self) -> str:
        """What answers the dense part now: `chroma` or `numpy`."""
        return self._dense.name

    def search(
        self,
        question: str,
        k: int | None = None,
        *,
        sources: Sequence[str] | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> list[Hit]:
        """The k best passages (by default the setting's), best first; `sources` and `kinds` keep only these.

        Raises InputError for an empty question.
        """
        ranking = self.rank(question, sources=sources, kinds=kinds)
        return [self._hit(ranking, place) for place in range(min(k or self.settings.k, len(ranking.rows)))]

    def rank(
        self, question: str, *, sources: Sequence[str] | None = None, kinds: Collection[Kind] | None = None
    ) -> Ranking:
        """All candidates with what the search found out; `search` shows its first ones."""
        ranking = self.ranker.rank(question, self._dense, self.recipe, sources, kinds)
        if self.settings.store == "auto" and self._opening is None:
            self._opening = threading.Thread(target=self._open_chroma, name="open-chroma")
            self._opening.start()
        return ranking

    def look(self, question: str) -> Look:
        """The candidates and their columns, not yet joined: what the weights are fitted on."""
        return self.ranker.look(question, self._dense, self.recipe)

    def wait(self, seconds: float = 60) -> str:
        """Wait until Chroma has opened (or failed to); returns what answers from now on."""
        if self._opening is not None:
            self._opening.join(seconds)
        return self.store

    def close(self) -> None:
        """Let go of Chroma's private copy; searching goes on from the matrix."""
        self.wait()
        dense, self._dense = self._dense, self._matrix
        dense.close()

    def _hit(self, ranking: Ranking, place: int) -> Hit:
        passage = self.passages[ranking.rows[place]]
        named = {mention.name.source: mention.name.text for mention in ranking.mentions}
        reason = f"meaning {ranking.cosines[place]:.2f}, words {ranking.coverage:.2f}"
        why = f"named '{named[passage.source]}', {reason}" if passage.source in named else reason
        return Hit(passage, ranking.scores[place], why)

    def _open_chroma(self) -> None:
        """Open Chroma, check it, and let it answer; else say why the matrix goes on answering.

        The thread is waited for when the process ends: torn down in the middle of its import or of a query,
        Chroma's native code takes the process down with it. A process that ends stops it after the import.
        """
        index = self.ranker.index
        if index.chroma != "ready":
            self._say(f"Chroma was {index.chroma} when the index was built")
            return
        try:
            import chromadb  # noqa: F401 - the slow part, before anything is opened

            from assistant.search.chroma_store import ChromaVectors

            if not threading.main_thread().is_alive():
                return
            opened = ChromaVectors(index.folder / "chroma", index.collection, index.folder.parent)
            vectors = index.content.vectors
            fault = opened.check(
                vectors, np.linspace(0, len(vectors) - 1, min(PROBES, len(vectors))).astype(int).tolist()
            )
        except (
            Exception
        ) as error:  # whatever a database or a missing library raises: said, and the matrix answers
            self._say(f"Chroma did not open ({type(error).__name__}: {str(error)[:120]})")
            return
        if fault:
            opened.close()
            self._say(f"Chroma was not used: {fault}")
            return
        self._dense = opened

    def _say(self, fault: str) -> None:
        told = f"{fault}; the same vectors answer from a numpy matrix."
        self.notice = " ".join(filter(None, (self.notice, told)))


def _matrix(index: Index) -> VectorSource:
    from assistant.search.chroma_store import MatrixVectors

    return MatrixVectors(index.content.vectors, [passage.source for passage in index.content.passages])


def retriever(chosen: Settings | None = None, progress: Progress | None = None) -> Retriever:
    """A retriever for the settings; builds the index first when there is none that fits.

    `progress` is called with passages done and in total while a build encodes. Raises InputError for wrong
    settings and RunError when the index cannot be built.
    """
    chosen = chosen or settings()
    encoder = encoder_for(chosen.encoder)
    return Retriever(open_index(chosen, encoder, progress), chosen, encoder)
