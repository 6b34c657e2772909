"""The client's app: its files, its functions without a browser, and a phone that uses it."""
