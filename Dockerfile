# One image for every part of Bakti; which part a container is, its command says: serve intake, serve relay, migrate.
# Build: docker build -t bakti .   (nothing is fetched but the hash-locked packages of requirements.lock)

FROM python:3.13-slim AS packages
RUN python -m venv /opt/bakti
COPY requirements.lock .
RUN /opt/bakti/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin bakti \
 && install -d -o bakti -m 0700 /var/lib/bakti /var/lib/bakti/keys /var/lib/bakti/files
COPY --from=packages /opt/bakti /opt/bakti
COPY shared /srv/bakti/shared
COPY services /srv/bakti/services
RUN printf '#!/opt/bakti/bin/python\nfrom services.cli.main import run\n\nrun()\n' > /opt/bakti/bin/bakti \
 && chmod 755 /opt/bakti/bin/bakti
# The root is read-only where it runs, so that the bytecode is made here. A checkout under a narrow umask is opened.
RUN chmod -R a+rX /srv/bakti && /opt/bakti/bin/python -m compileall -q -j 0 /srv/bakti
ENV PATH=/opt/bakti/bin:$PATH \
    PYTHONPATH=/srv/bakti \
    PYTHONUNBUFFERED=1 \
    BAKTI_DATA_DIR=/var/lib/bakti \
    BAKTI_HOST=0.0.0.0 \
    BAKTI_LOG_JSON=true \
    BAKTI_READY_FILE=/tmp/bakti-ready
USER bakti
WORKDIR /srv/bakti
EXPOSE 8765
# The process touches the file every 5 s while it is ready; no interpreter is started to see it (2.5 ms of a core for each
# look, where a Python takes 150). A busy machine has 10 minutes for the first start.
HEALTHCHECK --interval=5s --timeout=5s --start-period=10m --retries=4 CMD \
    test -n "$(find "$BAKTI_READY_FILE" -newermt '30 seconds ago' 2>/dev/null)"
ENTRYPOINT ["bakti"]
CMD ["--help"]
