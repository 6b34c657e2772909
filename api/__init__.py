"""The API and all that it shares with the worker: one folder per capability, over what these need.

`app.py` builds the application. Imports go down; the floors are in `.importlinter`.
"""
