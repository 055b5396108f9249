#!/usr/bin/env bash
# Lists what runs have made, asks, and removes it. YES=1 answers the question. data/01_raw is the user's.
set -eu
cd "$(dirname "$0")/.."
mapfile -t found < <(
  find data -mindepth 1 -maxdepth 2 ! -name .gitkeep ! -path 'data/0*' -prune
  find data/0[2-8]_* -mindepth 1 -maxdepth 1 ! -name .gitkeep
  find . -maxdepth 1 \( -name build -o -name .viz -o -name spark-warehouse -o -name '.*_cache' \)
)
if [ ${#found[@]} -eq 0 ]; then echo "Nothing to remove."; exit 0; fi
for lock in data/locks/*; do # held by a run that goes on; macOS has no flock
  if [ -e "$lock" ] && command -v flock > /dev/null && ! flock -n "$lock" true; then
    echo "Error: $(basename "$lock") is running (process $(cat "$lock")): stop it first." >&2
    exit 1
  fi
done
echo "This will be removed (data/01_raw stays):"
du -sh -- "${found[@]}" | sed 's/^/  /'
echo "A run makes it anew, but not: what people said about alerts and notes, which invitations went"
echo "out, the runs and models of MLflow, and what the stream took in."
if [ "${YES:-0}" != 1 ]; then
  read -r -p "Remove it? [y/N] " answer
  [[ "$answer" == [yY]* ]] || { echo "Nothing was removed."; exit 0; }
fi
rm -rf -- "${found[@]}"
echo "Removed."
