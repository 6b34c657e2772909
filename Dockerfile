# One image for every process: api, worker and the commands of an operator.
FROM python:3.13-slim-trixie AS build

ENV UV_PYTHON_DOWNLOADS=never \
    UV_LINK_MODE=copy \
    UV_COMPILE_BYTECODE=1 \
    UV_NO_CACHE=1

WORKDIR /app
COPY scripts/uv.txt scripts/
RUN pip install --no-cache-dir --only-binary=:all: --require-hashes -r scripts/uv.txt

# The dependencies make a layer of their own: it is built anew only when the lock changes.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --extra pdf --no-install-project --no-build

# The project is installed in place, because it finds content/ and migrations/ beside its modules.
COPY . .
RUN uv sync --locked --no-dev --extra pdf && python -m compileall -q api commands demo migrations push carryover.py


FROM python:3.13-slim-trixie

# What lays out PDFs, with a font; and pg_dump and pg_restore, which have to be as new as the server.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 postgresql-client \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin carryover \
    && install -d -o carryover -g carryover /app/var
COPY --from=build /app /app

ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1

WORKDIR /app
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["carryover"]
CMD ["serve", "--host", "0.0.0.0"]
