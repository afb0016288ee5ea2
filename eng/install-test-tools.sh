#!/usr/bin/env bash
# Installs what the tests use beside .NET on Debian: a browser, readers of feeds and calendars, an XML validator, a database server.
set -euo pipefail
missing=()
command -v chromium >/dev/null || missing+=(chromium)
/usr/bin/python3 -c 'import feedparser' 2>/dev/null || missing+=(python3-feedparser)
command -v xmllint >/dev/null || missing+=(libxml2-utils)
/usr/bin/python3 -c 'import jsonschema' 2>/dev/null || missing+=(python3-jsonschema)
/usr/bin/python3 -c 'import icalendar, vobject' 2>/dev/null || missing+=(python3-icalendar python3-vobject)
command -v newsboat >/dev/null || missing+=(newsboat)
command -v r2e >/dev/null || missing+=(rss2email)
if [ "${#missing[@]}" -gt 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=600 update -qq
  apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "${missing[@]}" fonts-dejavu-core >/dev/null
fi
# The database server is only installed here: the tests start one of their own.
. "$(dirname "${BASH_SOURCE[0]}")/servers/lib.sh"
apt_need postgresql-15 postgresql-client-15
# And a WordPress site, without the web servers that its package would bring.
apt_need apache2-bin- libapache2-mod-php8.2- nginx-light php-fpm php-cli php-mysql php-xml php-mbstring php-zip php-curl php-gd mariadb-server-core mariadb-client curl jq
apt_need apache2-bin- libapache2-mod-php8.2- php wordpress wordpress-theme-twentytwentythree
echo "test tools: $(chromium --version 2>/dev/null | head -1), $(/usr/bin/python3 -c 'import feedparser; print("feedparser", feedparser.__version__)')"
