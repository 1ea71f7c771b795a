# What the scripts of this folder share: where the project is, and how the machine is set up for it.
# shellcheck shell=bash

# shellcheck disable=SC2034 # The scripts use it.
project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
missing_packages=()

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# Ends with EX_UNAVAILABLE of sysexits.h, which the tool itself never returns.
give_up() {
    say "$*"
    exit 69
}

# What a script is for stands in the comment at its head.
print_head() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

# For a script without options of its own: --help says what it is for, and any other option is a mistake.
take_no_options() { # ARGUMENT...
    case ${1:-} in
        -h | --help) print_head && exit 0 ;;
        -*) print_head >&2 && exit 64 ;;
    esac
}

# MARK: What is missing, by the names of Debian's packages

need_header() { # PACKAGE HEADER
    [[ -e /usr/include/$2 || -e /usr/local/include/$2 ]] || missing_packages+=("$1")
}

need_command() { # PACKAGE COMMAND
    command -v "$2" >/dev/null || missing_packages+=("$1")
}

need_python_module() { # PACKAGE MODULE
    python3 -c "import $2" 2>/dev/null && return
    # Somebody else's python3 may come first in PATH, and know nothing of the system's packages.
    PATH=/usr/bin:$PATH
    python3 -c "import $2" 2>/dev/null || missing_packages+=("$1")
}

# A swift that is there may still lack the libraries that it needs, and then nothing else is worth installing.
need_swift() {
    command -v swift >/dev/null ||
        give_up "there is no swift in PATH: install Swift 6.3 or newer, see https://www.swift.org/install"
    local printed
    printed=$(swift --version 2>&1 </dev/null) && return
    printf '%s\n' "$printed" >&2
    say "swift is in PATH ($(command -v swift)), but does not run"
    say "the packages that it needs are listed at https://www.swift.org/install/linux; on Debian 12:"
    give_up "apt-get install binutils-gold gcc git libcurl4-openssl-dev libedit-dev libncurses-dev libpython3-dev \
libsqlite3-dev libxml2-dev pkg-config tzdata uuid-dev"
}

need_build_tools() {
    need_swift
    need_command git git
    need_header libpcap-dev pcap/pcap.h
    need_header libssl-dev openssl/x509.h
    need_header zlib1g-dev zlib.h
    need_header libzstd-dev zstd.h
    need_header libbrotli-dev brotli/decode.h
    need_header libmicrohttpd-dev microhttpd.h
    need_header libncurses-dev curses.h
}

need_test_tools() {
    need_command python3 python3
    need_python_module python3-jsonschema jsonschema
    need_command openssl openssl
    need_command prometheus prometheus
    need_command tmux tmux
}

# MARK: Set-up

# Installs what the need_… functions found missing. Where nothing is, it asks neither apt nor for a password.
install_missing() {
    ((${#missing_packages[@]})) || return 0
    local names="${missing_packages[*]}" as_root=()
    command -v apt-get >/dev/null ||
        give_up "missing: $names (Debian's names). There is no apt-get here: install them by hand, then try again"
    if ((EUID != 0)); then
        command -v sudo >/dev/null || give_up "missing: $names. As root, run: apt-get install $names"
        as_root=(sudo)
    fi
    say "installing $names"
    local options=(-qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
    run_quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" update ||
        say "apt-get could not update its lists: trying with those that are there"
    run_quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get "${options[@]}" install --yes --no-install-recommends "${missing_packages[@]}" ||
        give_up "could not install $names"
    missing_packages=()
}

# Prints the options of a release build. The Swift library linked in saves each start two milliseconds, but not every
# toolchain has it to be linked in.
release_options() {
    local resources
    resources=$(swift -print-target-info 2>/dev/null | sed -n 's/.*"runtimeResourcePath" *: *"\(.*\)".*/\1/p')
    # All relocations are done at the start, and what they fill is read-only from then on.
    printf '%s' '-c release -Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now'
    # What is in C: Debian 12's valgrind reads no newer form, and scripts/bench needs it.
    printf ' %s' '-Xcc -gdwarf-4'
    # A folder that libraries are looked for in is needed only where Swift's own are not linked in.
    [[ -z $resources || ! -d ${resources}_static/linux ]] || printf ' %s' --static-swift-stdlib --disable-local-rpath
}

# The toolchain's own clang, which is there wherever swift is.
c_compiler() {
    local beside
    beside=$(dirname -- "$(readlink -f -- "$(command -v swift)")")/clang
    if [[ -x $beside ]]; then printf %s "$beside"; else printf cc; fi
}

# The commit that is built goes in by the linker, so that a new commit alone compiles nothing again.
write_commit_object() { # OBJECT
    local commit
    mkdir -p "${1%/*}"
    commit=$(git -C "$project" describe --always --dirty --abbrev=12 --exclude '*' 2>/dev/null) || commit=unknown
    printf 'const char mtlscope_commit[] = "%s";\n' "$commit" | "$(c_compiler)" -x c -fPIC -c -o "$1" -
}

# Runs a command and shows what it printed only if it fails, on standard error.
run_quietly() {
    local printed status=0
    printed=$("$@" 2>&1 </dev/null) || status=$?
    ((status == 0)) || printf '%s\n' "$printed" >&2
    return "$status"
}

# MARK: Long commands

# Runs a build, shows how far it has come, and keeps what it prints in a log. If it fails, shows the errors and names the log.
build_with_progress() { # LOG COMMAND...
    local log=$1 status=0
    shift
    mkdir -p "${log%/*}"
    "$@" 2>&1 </dev/null | tee "$log" | show_progress || status=${PIPESTATUS[0]}
    ((status == 0)) && return
    grep -E '(^|[ :])error:' "$log" | sort -u >&2 || tail -n 20 "$log" >&2
    say "all that was printed is in $log"
    return "$status"
}

# Reads the lines of a build. On a terminal one line counts steps and seconds; elsewhere a line comes every 30 seconds.
show_progress() {
    local line="" steps="starting" began=$SECONDS shown=$SECONDS status
    while true; do
        status=0
        IFS= read -r -t 1 line || status=$?
        if ((status == 0)); then
            [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] && steps="step ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]} or more"
        elif ((status <= 128)); then
            break # The end; above 128 it was the second that ran out.
        fi
        if [[ -t 2 ]]; then
            printf '\r%s: building: %s, %d s\e[K' "${0##*/}" "$steps" $((SECONDS - began)) >&2
        elif ((SECONDS - shown >= 30)); then
            say "building: $steps, $((SECONDS - began)) s"
            shown=$SECONDS
        fi
    done
    [[ ! -t 2 ]] || printf '\r\e[K' >&2
}
