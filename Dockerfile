FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore

# /data: the database and the key file. /key: a place for the key file apart from it, as in compose.yaml.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin unhook \
    && install -d -o unhook -g unhook -m 700 /data /key
WORKDIR /app

# First the packages: this layer stays as long as the list does.
COPY requirements.txt ./
RUN pip install --quiet --require-hashes -r requirements.txt

COPY LICENSE ./
COPY bot ./bot
COPY rules ./rules
RUN python -m compileall -q bot

ENV UNHOOK_DATA=/data \
    UNHOOK_HOST=0.0.0.0
VOLUME /data
EXPOSE 8080

USER unhook
STOPSIGNAL SIGTERM
# Not well: the bot has heard nothing from Telegram for five minutes, or does not answer at all.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "\
import os, urllib.request as r; p = os.environ.get('UNHOOK_PORT', '8080'); \
p == '0' or r.build_opener(r.ProxyHandler({})).open(f'http://127.0.0.1:{p}/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
