#!/usr/bin/env bash
# From a token to a downloaded film with curl alone, following the protocol's table.
# Usage: curl_walk.sh BASE_URL FILM MESSAGE TARGET
set -euo pipefail

command -v curl >/dev/null || { echo "curl_walk.sh: curl is needed and not installed (apt-get install curl)" >&2; exit 1; }
base=$1 film=$2 message=$3 target=$4

field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
call() { curl --silent --show-error --fail-with-body --max-time 60 "$@"; }

client=$(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)
token=$(call -X POST "$base/api/auth/anonymous-token" -H "X-Client-Id: $client" | field token)
headers=(
  -H "Authorization: Bearer $token"
  -H "X-Skill-Source: ai-video-editor-link" -H "X-Skill-Version: 1.0.0" -H "X-Skill-Platform: unknown"
)
json=("${headers[@]}" -H "Content-Type: application/json")

session=$(call "${json[@]}" "$base/api/tasks/me/with-session/nemo_agent" \
  -d '{"task_name":"project","language":"en"}' | field session_id)
echo "session $session"

call "${headers[@]}" "$base/api/upload-video/nemo_agent/me/$session" -F "files=@$film"
echo

call --no-buffer "${json[@]}" -H "Accept: text/event-stream" "$base/run_sse" -d "{\"app_name\":\"nemo_agent\",
  \"user_id\":\"me\",\"session_id\":\"$session\",\"new_message\":{\"parts\":[{\"text\":\"$message\"}]}}"

call "${headers[@]}" "$base/api/credits/balance/simple"
echo

state=$(call "${headers[@]}" "$base/api/state/nemo_agent/me/$session/latest")
draft=$(printf '%s' "$state" | sed 's/.*"draft":\(.*\),"video_infos".*/\1/')
id=render_$(date +%s)
printf '{"id":"%s","sessionId":"%s","draft":%s,"output":{"format":"mp4","quality":"high"}}' "$id" "$session" "$draft" |
  call "${json[@]}" "$base/api/render/proxy/lambda" --data-binary @-
echo

for _ in $(seq 600); do
  status=$(call "${headers[@]}" "$base/api/render/proxy/lambda/$id")
  case $(printf '%s' "$status" | field status) in
    completed) break ;;
    failed) echo "the render failed: $status" >&2; exit 1 ;;
  esac
  sleep 0.1
done
echo "$status"

call "$(printf '%s' "$status" | field url)" -o "$target"
call "${headers[@]}" "$base/api/render/proxy/$id/download" | cmp - "$target"
