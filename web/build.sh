#!/bin/sh
# Builds the pages' scripts into kit/dist, kit/package and dashboard/dist. npm packages are installed once for each state
# of the lock file, and nothing is built when no source has changed. Called by the Maven build.
set -eu
cd "$(dirname "$0")"

oldest_node=20

if ! command -v npm > /dev/null || ! command -v node > /dev/null ||
    [ "$(node -p 'process.versions.node.split(".")[0]')" -lt $oldest_node ]; then
    echo "web: Node $oldest_node or newer with npm is needed to build the pages, found: $(node --version 2> /dev/null || echo none)." >&2
    echo "web: scripts/run and scripts/test install it on Debian as root; elsewhere install it from nodejs.org." >&2
    exit 1
fi

mark=node_modules/.installed-lock
if ! cmp -s package-lock.json $mark 2> /dev/null; then
    npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
    cp package-lock.json $mark
fi

sources() {
    find package-lock.json build.sh kit dashboard -type f -not -path '*/node_modules/*' -not -path '*/dist/*' \
        -not -path 'kit/package/*' -not -path '*/test/*' -not -name custom-elements.json -exec cksum {} +  | sort
}

built=node_modules/.built-sources
if [ -f kit/package/turnout-kit.tgz ] && [ -d dashboard/dist ] && sources | cmp -s - $built; then
    exit 0
fi
npm run --silent build
(cd kit && mkdir -p package && npm pack --silent --pack-destination package > /dev/null &&
    mv package/turnout-kit-*.tgz package/turnout-kit.tgz)
sources > $built
