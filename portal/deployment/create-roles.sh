#!/bin/sh
# Makes the two database roles when the db service starts for the first time: the owner migrates, the application works.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
     --set owner_password="$PORTAL_OWNER_PASSWORD" --set app_password="$PORTAL_APP_PASSWORD" <<'SQL'
CREATE ROLE portal_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE portal_app LOGIN PASSWORD :'app_password';
CREATE DATABASE portal OWNER portal_owner;
SQL
