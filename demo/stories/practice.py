"""The practice and its therapists."""

from demo.plots import Therapist

PRACTICE = "Praxis am Kanal (demo)"
# Everyone's password: it guards invented people only, and is printed at each start.
PASSWORD = "only-for-the-demo"  # noqa: S105
ADMIN = Therapist("Hanna Vogel", "hanna@practice.example")
# Left the practice; he can no longer sign in.
FORMER = Therapist("Jonas Reuter", "jonas@practice.example")
COLLEAGUE = Therapist("Tomás Keller", "tomas@practice.example")
