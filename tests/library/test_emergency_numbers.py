"""The emergency numbers agree with those that libphonenumber knows, but for a few that it lacks."""

from phonenumbers.shortnumberinfo import is_emergency_number

from api.library import load

# Introduced since, or an ambulance's own; each was looked up by itself.
NOT_KNOWN_THERE = {"GF", "GP", "HN", "LK", "RS"}


def test_each_number_reaches_help_in_its_country() -> None:
    numbers = load().emergency_numbers
    assert len(numbers) > 90
    unknown = {each for each, number in numbers.items() if not is_emergency_number(number, each)}
    assert unknown == NOT_KNOWN_THERE
