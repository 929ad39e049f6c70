#!/bin/bash
# Run once by compose: `setup.sh elasticsearch` before Kibana starts (life cycle, index templates, Kibana's user),
# `setup.sh kibana` after (data views, searches, dashboards). Both may be run again.
set -euo pipefail
here=$(dirname "$0")
elastic=$(cat /run/secrets/elastic_password)

call() { # METHOD URL FILE [HEADER]
  local answer
  answer=$(curl -sS -w '\n%{http_code}' -u "elastic:$elastic" -X "$1" "$2" \
    -H "${4:-content-type: application/json}" -H 'kbn-xsrf: ordertrace' --data-binary "@$3")
  case $(tail -n1 <<<"$answer") in
    2??) echo "ok: $1 ${2#*//}" ;;
    *) echo "refused: $1 ${2#*//}: $answer" >&2; exit 1 ;;
  esac
}

case ${1:?elasticsearch or kibana} in
  elasticsearch)
    es=http://elasticsearch:9200
    call PUT "$es/_ilm/policy/ordertrace" "$here/life-cycle.json"
    call PUT "$es/_index_template/ordertrace-traces" "$here/traces-template.json"
    call PUT "$es/_index_template/ordertrace-logs" "$here/logs-template.json"
    printf '{"password":"%s"}' "$(cat /run/secrets/kibana_password)" >/tmp/kibana.json
    call POST "$es/_security/user/kibana_system/_password" /tmp/kibana.json
    ;;
  kibana)
    printf -- '--b\r\nContent-Disposition: form-data; name="file"; filename="dashboards.ndjson"\r\n\r\n%s\r\n--b--\r\n' \
      "$(cat "$here/dashboards.ndjson")" >/tmp/import
    call POST 'http://kibana:5601/kibana/api/saved_objects/_import?overwrite=true' /tmp/import \
      'content-type: multipart/form-data; boundary=b'
    ;;
esac
