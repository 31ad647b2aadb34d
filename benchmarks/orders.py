"""Train and test the classifier that distinguishes orders to a language model from sentences for people.

    python -m benchmarks.orders [--write]

writes the weights to `assistant/retrieval/instructions.tsv`, the same ones each time, and prints how many sentences of
each kind count as orders. `data/orders.tsv` contains our own sentences: for training, for the threshold, and held out;
`data/orders.toml` has templates for more training sentences. The prose of the evaluation sets is ordinary text, as are
the documents of everyday use; that of held-out documents (`benchmarks/sides.py`) is for the test.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import vstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import assistant.retrieval.instructions as instructions
from assistant.language.sentences import split_sentences
from benchmarks.evaluation_sets import SHARED
from benchmarks.sides import side_of

DATA = Path(__file__).parent / "data"
WEIGHTS = Path(instructions.__file__).with_name("instructions.tsv")
TRAINED_ON = ("squad2", "wiki", "reports", "xquad/de", "xquad/es", "xquad/zh")
MADE = 3000
"""The number of generated sentences of each kind; each has weight 1, our own have weight 5, and prose has 0.5."""
OWN, PROSE = 5.0, 0.5
REGULARISATION = 0.3
LEAST_SEEN = 3
LEAST_WEIGHT = 0.1
"""Words and pairs with a smaller weight, or that are rarer, are left out: they make no measurable difference."""


def own_sentences(side: str, kind: str) -> list[str]:
    """Return our own sentences of a part (`trained`, `tuned`, `held out`) and kind (`order`, `ordinary`)."""
    with (DATA / "orders.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["sentence"] for row in rows if (row["side"], row["kind"]) == (side, kind)]


def made_sentences(kind: str, count: int) -> list[str]:
    """Return distinct sentences of a kind, each in a form that both kinds may have."""
    grammar = tomllib.loads((DATA / "orders.toml").read_text("utf-8"))
    drawer = random.Random(0)
    made: dict[str, None] = {}
    while len(made) < count:
        made[_filled(drawer.choice(grammar[kind]), grammar["words"], drawer)] = None
    return [drawer.choice(grammar["shapes"]).format(sentence) for sentence in made]


def _filled(template: str, words: Mapping[str, Sequence[str]], drawer: random.Random) -> str:
    while found := re.search(r"\{(\w+)\}", template):
        template = template[: found.start()] + drawer.choice(words[found[1]]) + template[found.end() :]
    return template[:1].upper() + template[1:]


def in_shapes(sentences: Sequence[str]) -> list[str]:
    """Return sentences as they are, and each once more in another form."""
    shapes = tomllib.loads((DATA / "orders.toml").read_text("utf-8"))["shapes"]
    drawer = random.Random(1)
    return [*sentences, *(drawer.choice(shapes).format(sentence) for sentence in sentences)]


def shapes() -> list[str]:
    """Return the sentences and lines of the injections of `benchmarks.traps`, also with their disguise removed."""
    rows = (json.loads(line) for line in (DATA / "injections.jsonl").read_text("utf-8").splitlines())
    texts = (
        part for row in rows for part in (*(s.text for s in split_sentences(row["text"])), *row["text"].split("\n"))
    )
    return [form for text in dict.fromkeys(texts) for form in instructions.forms(text)]


def prose(names: Sequence[str], *, held_out: bool) -> Iterator[str]:
    """Yield the sentences of the held-out documents of evaluation sets, or of the others."""
    for name in names:
        for path in sorted((SHARED / "eval" / name / "corpus").iterdir()):
            if (side_of(path.name) == "held out") is held_out:
                yield from (sentence.text for sentence in split_sentences(path.read_text("utf-8")))


def train() -> dict[str, float]:
    """Return the weight of each word and pair, and the intercept."""
    own = {kind: in_shapes(own_sentences("trained", kind)) for kind in ("order", "ordinary")}
    own["order"] += [text for text in shapes() if "42" in text]
    made = {kind: made_sentences(kind, MADE) for kind in own}
    plain = list(prose(TRAINED_ON, held_out=False))
    texts = (own["order"], made["order"], own["ordinary"], made["ordinary"], plain)
    counted = (OWN, 1.0, OWN, 1.0, PROSE)
    vectorizer = CountVectorizer(analyzer=instructions.grams, binary=True, min_df=LEAST_SEEN)
    vectorizer.fit([text for part in texts for text in part])
    x = vstack([vectorizer.transform(part) for part in texts])
    y = np.repeat([True, True, False, False, False], [len(part) for part in texts])
    weight = np.repeat(counted, [len(part) for part in texts])
    model = LogisticRegression(C=REGULARISATION, max_iter=3000).fit(x, y, sample_weight=weight)
    named = dict(zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True))
    kept = {gram: round(float(w), 2) for gram, w in sorted(named.items()) if abs(w) >= LEAST_WEIGHT}
    return {instructions.INTERCEPT: round(float(model.intercept_[0]), 2)} | kept


def report() -> None:
    """Print how many sentences of each kind count as orders."""
    cases: dict[str, list[str]] = {
        f"{kind}, {side}": own_sentences(side, kind)
        for side in ("trained", "tuned", "held out")
        for kind in ("order", "ordinary")
    }
    cases["orders of benchmarks.traps (trained on)"] = [text for text in shapes() if "42" in text]
    cases["prose of encyclopedia and reports, held out"] = list(prose(TRAINED_ON, held_out=True))
    cases["everyday documents"] = [s for side in (True, False) for s in prose(("everyday",), held_out=side)]
    print("| sentences | count | taken for orders |\n|---|---|---|")
    for name, texts in cases.items():
        taken = [any(instructions.speaks_to_a_model(s.text) for s in split_sentences(text)) for text in texts]
        print(f"| {name} | {len(taken)} | {sum(taken)} ({np.mean(taken):.1%}) |")
    for side in ("tuned", "held out"):
        kinds = [own_sentences(side, kind) for kind in ("order", "ordinary")]
        odds = [instructions.order_log_odds(text) for texts in kinds for text in texts]
        print(f"area under ROC, {side}: {roc_auc_score([True] * len(kinds[0]) + [False] * len(kinds[1]), odds):.3f}")


def main() -> None:
    """Train and write the weights if asked to, and report on those in the file."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--write", action="store_true")
    if arguments.parse_args().write:
        lines = (f"{weight}\t{gram}\n" for gram, weight in train().items())
        WEIGHTS.write_text("".join(lines), "utf-8")
    report()


if __name__ == "__main__":
    main()
