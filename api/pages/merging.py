"""A form that came too late: what its sender changed stands on what others changed meanwhile."""

from api.pages.forms import Form
from api.pages.plan_forms import Fields


def merged(sent: Form, opened: Fields, now: Fields) -> Form:
    """Return a form in which each field that was left as it was opened is as it is now."""
    others = {name: sent.texts(name) for name in sent.names() if name not in now}
    return Form(others | {name: _of_field(sent, name, opened, now) for name in now})


def _of_field(sent: Form, name: str, opened: Fields, now: Fields) -> list[str]:
    said = [_in_lines(each) for each in sent.texts(name)]
    return _values(now[name]) if said == _values(opened[name]) else said


def _values(value: object) -> list[str]:
    """Return a field's value as a form sends it."""
    if isinstance(value, bool):
        return ["yes"] if value else []
    if isinstance(value, list):
        return value
    text = "" if value is None else str(value).strip()
    return [text] if text else []


def _in_lines(text: str) -> str:
    return text.replace("\r\n", "\n")
