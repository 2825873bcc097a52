# One image for every part of Bakti; which part a container is, its command says: serve intake, serve relay, migrate.
# Build: docker build -t bakti .   (nothing is fetched but the hash-locked packages of requirements.lock)

FROM python:3.13-slim AS packages
RUN python -m venv /opt/bakti
COPY requirements.lock .
RUN /opt/bakti/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin bakti \
 && install -d -o bakti -m 0700 /var/lib/bakti /var/lib/bakti/keys
COPY --from=packages /opt/bakti /opt/bakti
COPY shared /srv/bakti/shared
COPY services /srv/bakti/services
# The root is read-only where it runs, so that the bytecode is made here.
RUN /opt/bakti/bin/python -m compileall -q -j 0 /srv/bakti
ENV PATH=/opt/bakti/bin:$PATH \
    PYTHONPATH=/srv/bakti \
    PYTHONUNBUFFERED=1 \
    BAKTI_DATA_DIR=/var/lib/bakti \
    BAKTI_HOST=0.0.0.0 \
    BAKTI_LOG_JSON=true
USER bakti
WORKDIR /srv/bakti
EXPOSE 8765
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8765/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "services.cli.main"]
CMD ["--help"]
