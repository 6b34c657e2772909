"""Practices, signing in and out, passwords, second factors, one-time codes, phones and browsers.

- Sign-ins: begun and ended in `sign_ins.py`; which refresh token is good tells `lineage.py`.
- Passwords: what is accepted in `passwords.py` and `common_passwords.py`; whether one is right in
  `right_passwords.py`; whose turn it is to hash in `hashing.py`; what was wrong in `failures.py`.
- Second factors: an app is begun, confirmed and removed in `second_factors.py`; a code is tried in
  `second_steps.py`, with what a right password was answered (`challenges.py`). What each change of
  a factor takes is in `factor_changes.py`.
- Passkeys: listed, added and removed in `passkeys.py`; used in `passkey_uses.py`; what a browser is
  asked with, what it answers and the challenge in it are in the modules that begin with `passkey_`.
- Codes: made and used up in `codes.py`; whether one still stands in `standing.py`; the e-mail and
  the password that come with one in `credentials.py`; an answer that got lost in `kept_tokens.py`.
- Browsers: known again, and told of sign-ins in new places, in `browsers.py`.
- Phones: registered and disabled in `devices.py`; whose one is, what it says of itself and where it
  takes its person in the modules that begin with `phone_`.

An invite that is redeemed plans a client's reminders, and moves a person to the zone of her phone,
as each phone does that registers, unless she pinned hers. A test push adds a reminder, as do a
target that another holds and a new sign-in, unless it is in a browser that is known. Who is signed
out is not pushed to, but who only was away too long is. All sign-ins are noted in the audit.
What phones call zones and languages is in `api/rules/zone_names.py` and `locales.py`, when a code
is good in `second_factors.py`, where passkeys work in `passkeys.py`; its tables are in
`api/tables/accounts.py`, `second_factors.py`, `devices.py` and `people.py`.
"""
