# Sourced by run, test and spacehook: finds a JDK, builds what is missing. Works with the bash of macOS (3.2).
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
service_jar=$root/server/target/quarkus-app/quarkus-run.jar
start_cache=$root/server/target/start.aot
bench_jar_dir=$root/bench/target
least_java=25

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 3
}

# The major version of the JDK in $1, nothing if there is none.
jdk_version() {
    [ -x "$1/bin/javac" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
    fi
}

# Where a JDK may be, best first, one a line.
jdk_candidates() {
    [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
    if command -v java >/dev/null 2>&1; then
        java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
    fi
    for home in /usr/lib/jvm/* /opt/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${SDKMAN_DIR:-${HOME:-/}/.sdkman}"/candidates/java/* "${HOME:-/}"/.jdks/*; do
        [ ! -d "$home" ] || printf '%s\n' "$home"
    done
}

# Sets and exports JAVA_HOME to a JDK that is new enough.
find_jdk() {
    local home version
    while IFS= read -r home; do
        version=$(jdk_version "$home")
        if [ -n "$version" ] && [ "$version" -ge "$least_java" ]; then
            export JAVA_HOME=$home
            return 0
        fi
    done < <(jdk_candidates)
    fail "Spacehook needs a JDK $least_java or newer, and none was found in JAVA_HOME, PATH or the usual places." \
        "Install one (https://adoptium.net; with Adoptium's repository on Debian: apt-get install temurin-25-jdk)" \
        "or point JAVA_HOME at it."
}

need_maven() {
    command -v mvn >/dev/null 2>&1 && return 0
    fail "Spacehook is built with Maven, and there is no mvn in PATH." \
        "Install it (Debian: apt-get install maven; macOS: brew install maven)."
}

# Whether what stamp $1 marks is older than one of the sources that follow.
outdated() {
    local stamp=$1
    shift
    [ -e "$stamp" ] || return 0
    [ -n "$(find "$@" -newer "$stamp" 2>/dev/null | head -n 1)" ]
}

# Maven's log as one line for each step; the whole of it is in $1.
show_progress() {
    local terminal=0
    [ ! -t 2 ] || terminal=1
    tee "$1" | awk -v terminal="$terminal" '
        function clear() { if (terminal && shown) printf "\r\033[K" > "/dev/stderr"; shown = 0 }
        /Downloaded from/ {
            count++
            if (terminal) { printf "\r  fetched %d files from Maven Central", count > "/dev/stderr"; shown = 1 }
            next
        }
        /^\[INFO\] Building / && !/jar:/ { clear(); sub(/^\[INFO\] Building /, ""); sub(/ +\[.*/, ""); print "  " $0 > "/dev/stderr" }
        /^\[INFO\] --- / { clear(); print "    " $3 > "/dev/stderr" }
        /^\[ERROR\]/ { clear(); print > "/dev/stderr" }
        END { clear() }'
}

# Builds module $1 and what it needs, without tests; marks with $2 what that is up to date with.
build() {
    local module=$1 stamp=$2 log=$root/target/build-$1.log begun=$root/target/build-$1.begun
    find_jdk
    need_maven
    mkdir -p "$root/target"
    touch "$begun"
    say "Building Spacehook ($module) with $JAVA_HOME; the first time takes minutes, while libraries are fetched."
    if ! (set -o pipefail
        cd "$root" && mvn -B -Dmaven.test.skip=true -Dspotless.check.skip=true \
            -Derrorprone.plugin=-XDquick -Dwarnings.fail=false -pl "$module" -am package 2>&1 \
            | show_progress "$log"); then
        fail "The build failed; all that Maven said is in $log"
    fi
    # A source that was saved while Maven ran is newer than this, and so is built the next time.
    touch -r "$begun" "$stamp"
}

build_service_if_needed() {
    if outdated "$service_jar" "$root/pom.xml" "$root/.mvn" "$root/receiver/pom.xml" "$root/receiver/src/main" \
        "$root/server/pom.xml" "$root/server/src/main"; then
        build server "$service_jar"
    fi
}

build_bench_if_needed() {
    if outdated "$bench_jar_dir/classes" "$root/pom.xml" "$root/.mvn" "$root/bench/pom.xml" "$root/bench/src/main"; then
        build bench "$bench_jar_dir/classes"
    fi
}

# So that a recording touches no database but its own.
forget_settings() {
    local name
    for name in $(env | sed -n 's/^\(SPACEHOOK_[A-Za-z0-9_]*\)=.*/\1/p'); do
        unset "$name"
    done
}

# Plays the demo once, and then its events some thousand times, with the JVM recording what it loads and what is hot:
# later starts take a third of the time, and the load that follows them is compiled for sooner.
# Without the recording everything works, more slowly.
train_if_needed() {
    [ ! -e "$start_cache" ] || [ "$service_jar" -nt "$start_cache" ] || return 0
    local data=$root/server/target/training
    say "Recording a start, so that the next ones are quick."
    if ! (
        forget_settings
        service_options
        export SPACEHOOK_DATA_DIR=$data SPACEHOOK_HTTP_PORT=0 SPACEHOOK_MANAGEMENT_PORT=0
        "$JAVA_HOME/bin/java" "${java_options[@]}" "-XX:AOTCacheOutput=$start_cache" "-Xlog:aot*=error" \
            -jar "$service_jar" demo --once --rehearse
    ) >"$root/server/target/training.log" 2>&1; then
        say "That did not work (see server/target/training.log); going on without."
        touch "$start_cache"
    fi
    rm -rf "$data"
}

# What bounds the memory of a service's process; JAVA_OPTS comes after and wins. Sets java_options.
service_options() {
    java_options=(
        -Xms64m -Xmx176m -XX:MaxDirectMemorySize=48m -XX:MaxMetaspaceSize=128m -XX:ReservedCodeCacheSize=64m -Xss512k
        -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
    )
    # Naming two collectors stops the JVM, so ours is left out where JAVA_OPTS names one.
    case " ${JAVA_OPTS:-} " in
        *GC*) ;;
        *) java_options+=(-XX:+UseSerialGC) ;;
    esac
    use_start_cache
    # glibc's arenas otherwise grow with the number of threads.
    export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
}

# For commands that only speak HTTP: start quickly, stay small.
client_options() {
    java_options=(-Xmx64m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:TieredStopAtLevel=1
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
    use_start_cache
}

# A cache that does not fit the JVM or the jar is passed over by the JVM; its complaints would only alarm.
use_start_cache() {
    if [ -s "$start_cache" ] && [ "$start_cache" -nt "$service_jar" ]; then
        java_options+=("-XX:AOTCache=$start_cache" "-Xlog:aot*=off" "-Xlog:cds*=off")
    fi
}
