FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore

RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin unhook
WORKDIR /app

# First the packages: this layer stays as long as the list does.
COPY requirements.txt ./
RUN pip install --quiet --require-hashes -r requirements.txt

COPY LICENSE ./
COPY bot ./bot
COPY rules ./rules
RUN python -m compileall -q bot

USER unhook
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
