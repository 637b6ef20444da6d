#!/usr/bin/env bash
# Take in the reports that have arrived and write the figures of the latest day.
#
#   daily.sh FOLDER [PANEL]
#
# For cron, a quarter past six every evening, with mail for whatever is not in order:
#   15 18 * * *  PATH=$HOME/venv/bin:$PATH $HOME/monitoring/daily.sh $HOME/monitoring
#
# In FOLDER:
#   inbox/              where offices put their files; whoever copies slowly uses a name with a dot in front
#   done/STAMP/         what has been stored
#   refused/STAMP/      what could not be read, each with a .txt that says why
#   figures/            rates-DAY.csv, rates-DAY.md and trend-DAY.md, DAY being the latest period
#   resumetrack.duckdb  the store
#
# Exit codes: 0 all is well · 1 some rows were rejected · 65 some file was refused · others as in the README;
# with 75 (the store is in use) or 74 (disk full) the remaining files stay in the inbox for the next run.
set -euo pipefail

folder=${1:?usage: daily.sh FOLDER [PANEL]}
cd "$folder"
export RESUMETRACK_STORE=resumetrack.duckdb
if [ $# -gt 1 ]; then export RESUMETRACK_PANEL=$2; fi
mkdir -p inbox done refused figures
stamp=$(date +%Y%m%d-%H%M%S)
worst=0

# One run at a time; the lock goes with the process.
exec 9> .daily.lock
flock --nonblock 9 || { echo "daily.sh: another run is under way in $folder" >&2; exit 75; }

# note CODE: remember the worst code.
note() { if [ "$1" -gt "$worst" ]; then worst=$1; fi; }

# put FILE PLACE: move a file out of the inbox; nothing is overwritten.
put() { mkdir -p "$2/$stamp" && mv -n -- "$1" "$2/$stamp/"; }

shopt -s nullglob
for file in inbox/*; do
    [ -f "$file" ] || continue
    code=0
    words=$(resumetrack ingest "$file" --quiet --output "figures/.ingest.csv" 2>&1) || code=$?
    case $code in
        0) put "$file" done ;;
        1) put "$file" done; echo "$words" >&2 ;;
        65)
            put "$file" refused
            echo "$words" | tee "refused/$stamp/$(basename -- "$file").txt" >&2
            ;;
        *) echo "$words" >&2; exit "$code" ;;
    esac
    note "$code"
done
rm -f figures/.ingest.csv

if [ ! -e "$RESUMETRACK_STORE" ]; then
    echo "daily.sh: nothing has been stored yet" >&2
    exit "$worst"
fi

# The period is in every row; the file is named after it.
resumetrack rates --by region --quiet --output figures/.rates.csv
day=$(sed -n '2s/,.*//p' figures/.rates.csv)
if [ -z "$day" ]; then
    rm figures/.rates.csv
    echo "daily.sh: the store holds no report yet" >&2
    exit "$worst"
fi
mv figures/.rates.csv "figures/rates-$day.csv"
resumetrack rates --by region --quiet --output "figures/rates-$day.md"
resumetrack trend --quiet --output "figures/trend-$day.md"
exit "$worst"
