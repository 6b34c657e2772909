"""What an account is told of outside of any plan: a test of a phone, a proof, a sign-in."""

TEST, PROOF, SIGN_IN = "test", "proof", "sign_in"
OF_ACCOUNT = (TEST, PROOF, SIGN_IN)
"""Their sources. They stand in no list and cannot be put off."""
AFTER_CARE = (PROOF, SIGN_IN)
"""What is pushed to a client whose care has ended, too, since her account goes on."""
