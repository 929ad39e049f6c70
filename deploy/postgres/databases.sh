#!/bin/sh
# Run once by Postgres on an empty volume: a database and a role for each service, none of which sees another's.
set -eu
for service in shop mes calculation; do
  password=$(cat "/run/secrets/postgres_${service}_password")
  psql -v ON_ERROR_STOP=1 -v name="ordertrace_$service" -v password="$password" --username "$POSTGRES_USER" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
done
