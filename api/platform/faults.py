"""What an operator has to mend, told in one line that says how."""


class Fault(Exception):
    """Something outside the program is wrong; the message is one line for the operator.

    One that `passes` may be over by itself, as a database that restarts is.
    """

    def __init__(self, told: str, *, passes: bool = False) -> None:
        super().__init__(" ".join(told.split()))
        self.passes = passes
