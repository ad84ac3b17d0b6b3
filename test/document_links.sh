#!/usr/bin/env bash
# Checks that what the documents link to in this repository is there.
set -euo pipefail
cd "$(dirname "$0")/.."
missing=0
while IFS=: read -r document target; do
    [ -e "$(dirname "$document")/$target" ] || { echo "$document links to $target, which is not there" && missing=1; }
done < <(find . -name '*.md' -not -path './build/*' -not -path '*/node_modules/*' -exec grep -oHE '(\]\(|src=")[^):"#]+' {} + | sed -E 's/:(\]\(|src=")/:/')
exit $missing
