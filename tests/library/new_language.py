"""A language that a test makes: every English text in brackets, in one folder."""

from pathlib import Path
from typing import Any

import yaml

from api.library.files import Data, read

NEW = "it"
OPEN, CLOSE = "⟦", "⟧"
TEXTS = ("vocabulary", "safety", "push", "check_ins", "plan_changes", "insights", "consents")
# Fields that say nothing to anybody.
FIXED = {
    "language", "version", "review_state", "reviewer", "code", "level", "key", "kind",
    "sided_regions", "by_red_flag", "by_stop_sign",
}  # fmt: skip


def wrapped(value: Data, field: str = "") -> Any:
    """Return a file with its texts in brackets."""
    if field in FIXED:
        return NEW if field == "language" else value
    if isinstance(value, dict):
        return {key: wrapped(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [wrapped(each) for each in value]
    return f"{OPEN}{value}{CLOSE}" if isinstance(value, str) else value


def add_language(root: Path) -> Path:
    """Write the folder of the language into a copy of the content, and return it."""
    folder = root / "languages" / NEW
    for name in TEXTS:
        _write(folder / f"{name}.yaml", wrapped(_data(root / name / "en.yaml")))
    for area in (root / "pages" / "en").glob("*.yaml"):
        texts = _data(area)["texts"]
        _write(folder / "pages" / area.name, {"texts": {key: wrapped(texts[key]) for key in texts}})
    terms = _data(root / "terms" / "es.yaml")
    said = {text: wrapped(text) for text in terms["terms"]}
    _write(folder / "terms.yaml", terms | {"language": NEW, "terms": said})
    for file in (root / "exercises").glob("*.yaml"):
        item = _data(file)
        head = {name: item[name] for name in ("slug", "version", "review_state", "reviewer")}
        alt = [wrapped(media["alt"]["en"]) for media in item["media"]]
        text = wrapped(item["text"]["en"])
        translation = head | {"language": NEW, "text": text, "alt": alt}
        _write(folder / "exercises" / file.name, translation)
    return folder


def _data(path: Path) -> dict[str, Any]:
    data = read(path).data
    assert isinstance(data, dict)
    return data


def _write(path: Path, data: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(text, "utf-8")
