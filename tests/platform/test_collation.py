import random
import unicodedata

from pyuca.collator import Collator_10_0_0

from api.platform.names import _collator


def test_the_packed_table_sorts_as_that_of_pyuca() -> None:
    known, ours = Collator_10_0_0(), _collator()
    texts = [chr(each) for each in known.table.root.children]
    unknown = range(0x3400, 0x30000, 7)
    texts += [chr(each) for each in unknown if not 0xD800 <= each < 0xE000]
    chance, marks = random.Random(7), [each for each in texts if unicodedata.combining(each)]
    for _ in range(2_000):
        one, two, *end = chance.choices(texts, k=4)
        texts.append("".join((one, two, *chance.choices(marks, k=2), *end)))
    # Sequences that have weights of their own.
    texts += [*_sequences(known), "", "L\u00b7l", "\u0e40\u0e01"]
    assert [ours.sort_key(each) for each in texts] == [known.sort_key(each) for each in texts]


def _sequences(known: Collator_10_0_0) -> list[str]:
    found = []
    waiting = [((each,), node) for each, node in known.table.root.children.items()]
    for key, node in waiting:
        waiting += [((*key, each), child) for each, child in (node.children or {}).items()]
        if len(key) > 1 and node.value:
            found.append("".join(map(chr, key)))
    assert len(found) > 500
    return found
