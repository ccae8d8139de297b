"""Fit the classifier of `plan/sense.py`: python -m assistant.fit_sense [--check]

Logistic regression with a ridge, one label apart from the others, on `corpus/questions/plan_bank.tsv` and on the first
turns of every plan question set. `--check` fits on the bank alone and says how it does on the question sets, which is
the honest figure: the weights that are kept have seen both. Writes sense.npz.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.evaluate_plan import load, sets
from assistant.plan.sense import ENCODER, VECTOR, WEIGHTS, WORDS, features, label_of
from twin.paths import corpus_root

RIDGE, STEPS, RATE, LEAST = 0.3, 200, 0.15, 2

Numbers = npt.NDArray[np.float32]
Example = tuple[str, frozenset[str]]


def bank() -> list[Example]:
    """Sentences with labels joined by '+', one a line: label, language, sentence."""
    lines = (corpus_root() / "questions" / "plan_bank.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(text, frozenset(labels.split("+"))) for labels, _, text in rows]


def asked() -> list[Example]:
    """First turns of the question sets, labelled by what they run or by their kind; open ones are left out."""
    examples = []
    for path in sets():
        for row in load(path):
            turn = row["turns"][0]
            labels = {label_of(e) for s in turn.get("scenarios", []) for e in s.get("edits", [])}
            kind = _KIND_LABELS.get(str(turn["kind"]).split("|")[0], "")
            if labels or kind:
                examples.append((str(turn["q"]), frozenset(labels or {kind})))
    return examples


_KIND_LABELS = {
    "compare": "compare_designs",
    "run": "run_plain",
    **{kind: kind for kind in ("evidence", "describe", "help")},
}


def fit(examples: Sequence[Example], labels: Sequence[str], vectors: Numbers) -> dict[str, Any]:
    """Weights of words and vector, and the bias, of every label (Adam, all examples at once)."""
    import scipy.sparse

    found = [set(features(text)) for text, _ in examples]
    counts = Counter(feature for row in found for feature in row)
    vocabulary = sorted(feature for feature, count in counts.items() if count >= LEAST)
    place = {feature: n for n, feature in enumerate(vocabulary)}
    rows = [sorted(place[f] for f in row if f in place) for row in found]
    held = scipy.sparse.csr_matrix(
        (
            np.concatenate([np.full(len(row), WORDS / np.sqrt(len(row)) if row else 0) for row in rows]),
            np.concatenate([np.asarray(row, int) for row in rows]),
            np.cumsum([0, *(len(row) for row in rows)]),
        ),
        shape=(len(rows), len(vocabulary)),
        dtype=np.float32,
    )
    wanted = np.array([[label in own for label in labels] for _, own in examples], np.float32)
    parts = [
        np.zeros((len(vocabulary), len(labels)), np.float32),
        np.zeros((vectors.shape[1], len(labels)), np.float32),
        np.full(len(labels), -4, np.float32),
    ]
    means, squares = [np.zeros_like(p) for p in parts], [np.zeros_like(p) for p in parts]
    dense, turned = VECTOR * vectors, held.T.tocsr()
    for step in range(1, STEPS + 1):
        wrong = 1 / (1 + np.exp(-(held @ parts[0] + dense @ parts[1] + parts[2]))) - wanted
        slopes = (turned @ wrong + RIDGE * parts[0], dense.T @ wrong + RIDGE * parts[1], wrong.sum(0))
        for part, slope, mean, square in zip(parts, slopes, means, squares, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.01 * (slope * slope - square)
            part -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-6)
    return {"vocabulary": vocabulary, "words": parts[0], "vector": parts[1], "bias": parts[2]}


def encoded(examples: Sequence[Example]) -> Numbers:
    """The encoder's vectors of the sentences."""
    from assistant.encoders import encoder_for

    return np.asarray(encoder_for(ENCODER).passages([text for text, _ in examples]), np.float32)


def kept(found: dict[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    """The weights as they are written: words in eight bits, a scale for each label."""
    scale = np.abs(found["words"]).max(0) / 127 + 1e-12
    return {
        "labels": np.array("\n".join(labels)),
        "vocabulary": np.array("\n".join(found["vocabulary"])),
        "words": np.round(found["words"] / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "vector": found["vector"].astype(np.float16),
        "bias": found["bias"],
    }


def main(arguments: Sequence[str]) -> None:
    """Fits and writes the weights, or with --check says how the bank alone does on the question sets."""
    from assistant.encoders import encoder_for
    from assistant.plan.sense import Classifier

    taught, asked_for = bank(), asked()
    check = "--check" in arguments
    examples = taught if check else [*taught, *asked_for]
    labels = sorted({label for _, own in examples for label in own})
    found = kept(fit(examples, labels, encoded(examples)), labels)
    path = WEIGHTS.with_name("sense_check.npz") if check else WEIGHTS
    np.savez_compressed(path, **found)
    if check:
        judge = Classifier(encoder_for(ENCODER), path)
        path.unlink()
        first = [judge.sense(text).ranked[0][0] in own for text, own in asked_for]
        print(
            f"{len(taught)} sentences taught, {len(first)} asked: the likeliest label is right in {np.mean(first):.3f}"
        )
    else:
        print(
            f"{len(examples)} sentences, {len(labels)} labels, {found['words'].shape[0]} features; {path.stat().st_size / 1e6:.2f} MB"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
