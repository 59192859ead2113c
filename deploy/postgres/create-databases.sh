#!/bin/sh
# Run once by the server's image, when it makes its data directory: a database for each service, and
# one for the catalog's views, owned by a role of the same name that can enter no other.
set -eu

create_database() {
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" \
    --dbname postgres --set name="$1" --set password="$2" <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
}

create_database auth "$AUTH_DATABASE_PASSWORD"
create_database catalog "$CATALOG_DATABASE_PASSWORD"
create_database catalog_views "$CATALOG_VIEWS_DATABASE_PASSWORD"
create_database processing "$PROCESSING_DATABASE_PASSWORD"
