# The portal's processes (web, worker, beat, migrate) and the local chain, each from the lock files.

FROM node:24-slim AS packages
WORKDIR /portal
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-fund --no-audit
COPY portal/look portal/look
RUN node portal/look/build.mjs node_modules built

# The native anvil rather than its Node wrapper, so that a stop signal reaches the chain itself.
FROM debian:bookworm-slim AS chain
COPY --from=packages /portal/node_modules/@foundry-rs /packages
RUN ln -s /packages/anvil-linux-*/bin/anvil /usr/local/bin/anvil \
 && useradd --create-home chain && install -d -o chain /data
USER chain
VOLUME /data

FROM python:3.11-slim AS portal
ENV PYTHONUNBUFFERED=1 UV_PROJECT_ENVIRONMENT=/opt/portal PATH=/opt/portal/bin:$PATH \
    DJANGO_SETTINGS_MODULE=portal.settings.production
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /portal
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-default-groups --compile-bytecode
COPY . .
COPY --from=packages /portal/built portal/static/portal/built
COPY --from=packages /portal/node_modules/@expo-google-fonts node_modules/@expo-google-fonts
RUN export SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost \
 && python manage.py translations compile && python manage.py collectstatic --no-input \
 && useradd --create-home portal && install -d -o portal -m 0700 /keys
USER portal
VOLUME /keys
EXPOSE 8000
