"""Erasure: all that is a client's goes, some time after she, an admin or the retention asked.

Asked for, it signs her out everywhere, ends her reminders and her codes (`asking.py`), and can be
taken back until then (`keeping.py`). The worker carries it out (`erasing.py`), after it has noted
her id in a file outside the database (`ledger.py`), by which a restored database is told again.
What a discharged client left is planned to go by the practice's retention (`retaining.py`).
Its rules are in `api/rules/erasure.py`; what is planned are columns of clients, and what is left
the table of erasures, both in `api/tables/people.py`.
"""
