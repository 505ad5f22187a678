#!/usr/bin/env bash
# A real MySQL 9.7 for tests on a Debian machine, without containers: the server of Debian's unstable suite in a folder of
# its own (about 750 MB, made once), run in a chroot on 127.0.0.1:3307, root without password.
#
#   sudo bash tools/mysql-for-tests.sh start    installs what is missing, starts, prints TEST_DATABASE_URL; repeatable
#   sudo bash tools/mysql-for-tests.sh stop     stops the server and keeps its data
#
# MYSQL_FOR_TESTS_HOME (default ~/.cache/mainstay/mysql) and MYSQL_FOR_TESTS_PORT (default 3307) move it.
# Exit codes: 1 failed, 2 wrong usage, 3 not possible on this machine.
set -euo pipefail
# Where administrators’ programs are, also for users whose PATH leaves them out.
PATH="$PATH:/usr/sbin:/sbin"

home=${MYSQL_FOR_TESTS_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/mainstay/mysql}
port=${MYSQL_FOR_TESTS_PORT:-3307}
system="$home/system"
pid_file="$home/mysqld.pid"
# As seen from inside the chroot.
data=/var/lib/mysql-for-tests
log=/var/log/mysql-for-tests.log

say() { echo "mysql-for-tests: $*" >&2; }
die() {
  say "$2"
  exit "$1"
}

is_up() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

is_ours() { [ -f "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; }

# The mirror that this machine's own package sources name.
mirror() {
  {
    sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources
    sed -n 's/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list
  } 2>/dev/null | grep -v security | head -n 1 || true # a folder without such files is no failure
}

require_debian_root() {
  [ "$(uname -s)" = Linux ] && grep -qs '^ID=debian' /etc/os-release ||
    die 3 'this works on Debian only; elsewhere start any MySQL 8.4 or newer and set TEST_DATABASE_URL.'
  [ "$(id -u)" = 0 ] || die 3 'this needs root (debootstrap and chroot): run it with sudo.'
}

install_system() {
  [ -x "$system/usr/sbin/mysqld" ] && return
  if ! command -v debootstrap >/dev/null; then
    say 'installing debootstrap'
    apt-get update -qq && apt-get install -qq -y debootstrap >/dev/null || die 1 'could not install debootstrap.'
  fi
  local from
  from=$(mirror)
  [ -n "$from" ] || die 3 "found no mirror in this machine's package sources."

  # Made under another name first, so that an interrupted run is not taken for a complete one.
  rm -rf "$system.partial" && mkdir -p "$home"
  say "installing MySQL into $home (about a minute, 750 MB)"
  debootstrap --variant=minbase --include=mysql-server-core sid "$system.partial" "$from" >"$home/debootstrap.log" 2>&1 ||
    die 1 "debootstrap failed: see $home/debootstrap.log"
  rm -rf "$system" && mv "$system.partial" "$system"
}

start() {
  if is_up; then
    is_ours || say "port $port answers already; using that server"
    echo "TEST_DATABASE_URL=mysql://root@127.0.0.1:$port/"
    return
  fi
  require_debian_root
  install_system

  if [ ! -f "$system$data/.complete" ]; then
    rm -rf "${system:?}$data"
    chroot "$system" mysqld --no-defaults --initialize-insecure --user=root --datadir="$data" --log-error="$log" ||
      die 1 "could not initialize the data folder: see $system$log"
    touch "$system$data/.complete"
  fi
  : >"$system$log"
  # Durability is traded for speed: nobody keeps what tests write.
  setsid chroot "$system" mysqld --no-defaults --user=root --datadir="$data" --log-error="$log" --port="$port" \
    --bind-address=127.0.0.1 --socket=/tmp/mysql-for-tests.sock --mysqlx=OFF --secure-file-priv=NULL \
    --disable-log-bin --innodb-flush-log-at-trx-commit=2 --max-connections=400 </dev/null >/dev/null 2>&1 &
  echo $! >"$pid_file"
  for _ in $(seq 300); do
    if is_up; then
      say "$(chroot "$system" mysqld --version) is up"
      echo "TEST_DATABASE_URL=mysql://root@127.0.0.1:$port/"
      return
    fi
    is_ours || break
    sleep 0.2
  done
  tail -n 20 "$system$log" >&2
  die 1 "the server did not start: see $system$log"
}

stop() {
  if ! is_ours; then
    say 'not running'
    return
  fi
  local pid
  pid=$(cat "$pid_file")
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  rm -f "$pid_file"
  say 'stopped'
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  *)
    echo 'usage: mysql-for-tests.sh start|stop' >&2
    exit 2
    ;;
esac
