#!/usr/bin/env bash
# Throwaway PostgreSQL 15 cluster on loopback.
#   postgresql.sh start DATADIR [PORT]   prints connection strings (KEY=VALUE)
#   postgresql.sh env   DATADIR
#   postgresql.sh newdb DATADIR NAME     make an empty database (copied from template0), print its connection string
#   postgresql.sh stop  DATADIR [--purge]
# PG_OWNER=PID ties the server to a process: when that one is gone, however it ended, the server is stopped and DATADIR removed.
# PG_KEEP=1 stops it then, and leaves DATADIR.
# PG_DURABLE=1 keeps fsync on (default: off, for speed; a crash of the machine may then lose the data, a crash of the server does not).
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); . "$HERE/lib.sh"
VERB=${1:-}; DATA=${2:-}; [ -n "$VERB" ] && [ -n "$DATA" ] || die "usage: $0 start|env|newdb|stop DATADIR [PORT]"
mkdir -p "$DATA" || die "cannot make $DATA"; DATA=$(cd "$DATA" && pwd)
BIN=/usr/lib/postgresql/15/bin
# initdb and postgres refuse to run as root: as root, run them as the package's `postgres` user
AS=(); [ "$(id -u)" = 0 ] && AS=(setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$DATA" LC_ALL=C.UTF-8)
reach() { # every parent directory must be searchable by postgres
  local d=$DATA; while [ "$d" != / ]; do "${AS[@]}" test -x "$d" || die "user postgres cannot enter $d (chmod o+x it, or choose another DATADIR)"; d=$(dirname "$d"); done; }
case $VERB in
start)
  apt_need postgresql-15 postgresql-client-15
  if [ -s "$DATA/env" ] && alive postgres; then cat "$DATA/env"; exit 0; fi
  [ -s "$DATA/port" ] && OLD=$(cat "$DATA/port") || OLD=
  PORT=$(pick_port "${3:-$OLD}"); port_free "$PORT" || die "port $PORT is taken"; echo "$PORT" > "$DATA/port"
  mkdir -p "$DATA/run" "$DATA/log" "$DATA/pg"; [ ${#AS[@]} -gt 0 ] && { chown postgres:postgres "$DATA/pg" "$DATA/run" ; reach; }; chmod 700 "$DATA/pg"
  [ -s "$DATA/pw" ] || rnd 20 > "$DATA/pw"; PW=$(cat "$DATA/pw")
  if [ ! -s "$DATA/pg/PG_VERSION" ]; then
    install -m 644 /dev/null "$DATA/pw.init"; cat "$DATA/pw" > "$DATA/pw.init"
    "${AS[@]}" "$BIN/initdb" -D "$DATA/pg" -U postgres -A scram-sha-256 --pwfile="$DATA/pw.init" -E UTF8 --locale=C.UTF-8 $([ "${PG_DURABLE:-0}" = 1 ] || echo --no-sync) >"$DATA/log/initdb.log" 2>&1 || die "initdb failed: $DATA/log/initdb.log"
    rm -f "$DATA/pw.init"
  fi
  opts=(-c listen_addresses=$HOST -c port=$PORT -c unix_socket_directories="$DATA/run" -c max_connections=100 -c shared_buffers=64MB -c timezone=UTC -c log_min_duration_statement=-1)
  [ "${PG_DURABLE:-0}" = 1 ] || opts+=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)
  bg postgres "${AS[@]}" "$BIN/postgres" -D "$DATA/pg" "${opts[@]}"
  wait_alive 30 postgres "$BIN/pg_isready" -q -h "$HOST" -p "$PORT" -U postgres || die "postgres did not come up: $DATA/log/postgres.log"
  export PGPASSWORD=$PW
  psql -qtA -h $HOST -p $PORT -U postgres -c "select 1 from pg_database where datname='kpu'" | grep -q 1 || psql -q -h $HOST -p $PORT -U postgres -c "create database kpu" || die "create database failed"
  { echo "PG_HOST=$HOST"; echo "PG_PORT=$PORT"; echo "PG_USER=postgres"; echo "PG_PASSWORD=$PW"; echo "PG_DATABASE=kpu"
    echo "PG_CONNECTION=\"Host=$HOST;Port=$PORT;Username=postgres;Password=$PW;Database=kpu\""; echo "PG_URL=postgresql://postgres:$PW@$HOST:$PORT/kpu"; echo "PG_SOCKET_DIR=$DATA/run"; } > "$DATA/env"
  if [ -n "${PG_OWNER:-}" ]; then
    born=$(awk '{print $22}' "/proc/$PG_OWNER/stat" 2>/dev/null)
    # One watches, however often the server is started again.
    setsid flock -w 2 "$DATA/watch" bash -c 'while [ "$(awk "{print \$22}" "/proc/$1/stat" 2>/dev/null)" = "$2" ] && ! grep -q "^State:.Z" "/proc/$1/status" 2>/dev/null; do [ -e "$4/env" ] || exit 0; sleep 1; done; [ -e "$4/env" ] || exit 0; exec "$3" stop "$4" $5' watch "$PG_OWNER" "$born" "$HERE/postgresql.sh" "$DATA" "$([ "${PG_KEEP:-0}" = 1 ] || echo --purge)" >/dev/null 2>&1 </dev/null &
  fi
  cat "$DATA/env" ;;
env) cat "$DATA/env" ;;
newdb) . "$DATA/env"; export PGPASSWORD=$PG_PASSWORD; psql -q -h "$PG_HOST" -p "$PG_PORT" -U postgres -c "create database \"$3\" template template0" && echo "Host=$PG_HOST;Port=$PG_PORT;Username=postgres;Password=$PG_PASSWORD;Database=$3" ;;
stop) stop_one postgres INT; rm -f "$DATA/env"; [ "${3:-}" = --purge ] && rm -rf "$DATA"; say stopped ;;   # SIGINT = fast shutdown
*) die "unknown verb $VERB" ;;
esac
