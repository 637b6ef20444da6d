#!/usr/bin/env bash
# Spark needs Java 17 or later. Where there is none: install Debian's, or say what to install.
set -euo pipefail

readonly LEAST=17
readonly PACKAGES=(openjdk-17-jre-headless openjdk-21-jre-headless) # the first that the system knows

version() {
    local java=${JAVA_HOME:+$JAVA_HOME/bin/}java
    # 17.0.15 and 21 begin with it; 1.8.0 begins with 1, which is below all the same.
    "$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo --non-interactive "$@"; fi
}

install() {
    command -v apt-get >/dev/null && as_root true 2>/dev/null || return 1
    as_root apt-get update -qq || return 1
    local package
    for package in "${PACKAGES[@]}"; do
        if apt-cache show "$package" >/dev/null 2>&1; then
            echo "Installing $package for the tests on Spark"
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"
            return
        fi
    done
    return 1
}

found=$(version || true)
if [[ ${found:-0} -ge $LEAST ]] || install >&2; then
    exit 0
fi
echo "The tests on Spark need Java $LEAST or later; $([[ -n $found ]] && echo "Java $found is too old" || echo "there is none")." >&2
echo "Install ${PACKAGES[0]} (Debian, Ubuntu), java-17-openjdk-headless (Fedora) or openjdk@17 (Homebrew)." >&2
exit 1
