"""The client's app under /app/: files of the folder `app/`, the same for everybody.

It is a client of the API like any other: what it knows of anyone comes from `/v1`.
"""
