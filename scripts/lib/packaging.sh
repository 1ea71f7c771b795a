# What scripts/package and scripts/install share: the release builds, and where each file goes.
# shellcheck shell=bash
# `project`, `say` and the like come from project.sh.
: "${project:?source project.sh first}"

# libpcap's static library refers to D-Bus for one kind of interface, and D-Bus's own to all of systemd. These stand-ins
# answer that there is no bus, so that the static tool needs neither: it opens no D-Bus "interface", as nobody wants it to.
write_dbus_stand_ins() { # OBJECT
    "$(c_compiler)" -x c -O2 -c -o "$1" - <<'CODE'
#define NONE(name) void *name(void) { return 0; }
NONE(dbus_bus_get) NONE(dbus_bus_add_match) NONE(dbus_bus_register) NONE(dbus_connection_flush)
NONE(dbus_connection_open) NONE(dbus_connection_pop_message) NONE(dbus_connection_read_write)
NONE(dbus_connection_send) NONE(dbus_connection_set_max_received_size) NONE(dbus_connection_unref)
NONE(dbus_error_free) NONE(dbus_error_is_set) NONE(dbus_free) NONE(dbus_message_demarshal)
NONE(dbus_message_is_signal) NONE(dbus_message_marshal) NONE(dbus_message_unref)
CODE
}

# libmicrohttpd's static library refers to GnuTLS, for HTTPS, which is never asked for. GnuTLS' own static library wants
# several that Debian has not as such. These stand-ins say that there is nothing; only the first is ever called.
write_gnutls_stand_ins() { # OBJECT LIBRARY
    {
        printf 'int gnutls_global_init(void) { return 0; }\nvoid gnutls_global_deinit(void) {}\n'
        nm "$2" 2>/dev/null | awk '$1 == "U" && $2 ~ /^gnutls_/ && $2 !~ /^gnutls_global_(de)?init$/ { print $2 }' |
            sort -u | sed 's/.*/void *&(void) { return 0; }/'
    } | "$(c_compiler)" -x c -O2 -c -o "$1" -
}

built_tool() { # dynamic|static
    printf '%s/.build%s/release/mtlscope' "$project" "$([[ $1 == static ]] && printf %s -static)"
}

# dynamic: Swift's library inside, the system's libraries outside; static: everything inside.
build_tool() { # dynamic|static
    local scratch=$project/.build options
    [[ $1 == dynamic ]] || scratch=$project/.build-static
    write_commit_object "$scratch/commit.o"
    if [[ $1 == dynamic ]]; then
        read -ra options < <(release_options && echo)
    else
        write_dbus_stand_ins "$scratch/dbus.o"
        write_gnutls_stand_ins "$scratch/gnutls.o" "$(cc -print-file-name=libmicrohttpd.a)"
        options=(-c release -Xswiftc -static-executable -Xlinker "$scratch/dbus.o" -Xlinker "$scratch/gnutls.o"
            -Xlinker -lbrotlicommon)
    fi
    # The usual one is made of all bytes, those too that are stripped afterwards.
    options+=(-Xlinker "--build-id=0x$(git -C "$project" rev-parse HEAD)")
    say "building the $1 tool"
    # Package.swift reads it: what others load when they are asked for it is linked.
    if [[ $1 == static ]]; then local -x MTLSCOPE_STATIC=1; fi
    build_with_progress "$scratch/package.log" swift build --package-path "$project" --scratch-path "$scratch" \
        "${options[@]}" -Xlinker "$scratch/commit.o" --product mtlscope || give_up "could not build the $1 tool"
    "$project/scripts/lib/check_binary" "$(built_tool "$1")" || give_up "the $1 tool is not linked as it should be"
}

# The compiler's hashes of what it read are for its next run, and differ from build to build where the code does not. They
# become zeros: without their section, strip would write no GNU_RELRO.
strip_tool() { # TOOL [STRIP'S OPTIONS...]
    local zeros size
    size=$((16#$(readelf -SW "$1" | sed -n 's/.* \.swift_modhash *PROGBITS *[0-9a-f]* [0-9a-f]* \([0-9a-f]*\) .*/\1/p')))
    zeros=$(mktemp)
    head -c "$size" /dev/zero >"$zeros"
    objcopy --update-section ".swift_modhash=$zeros" "$1"
    rm "$zeros"
    strip --strip-all "${@:2}" "$1"
    "$project/scripts/lib/check_binary" "$1" || give_up "the stripped tool is not linked as it should be"
}

# Man pages and completions, which the tool's own option definitions give.
stage_shared_files() { # FOLDER TOOL
    local stage=$1 tool=$2
    rm -rf "$stage"
    mkdir -p "$stage/man1" "$stage/completions"
    make_manual "$tool" "$stage/man1" || return
    for shell in bash zsh fish; do
        "$tool" --generate-completion-script "$shell" >"$stage/completions/mtlscope.$shell"
    done
    # It is sourced, never run.
    sed -i '1{/^#!/d}' "$stage/completions/mtlscope.bash"
    # zsh runs the function that the file is named after, so the one that is generated gets another name.
    sed -i -e 's/^_mtlscope() {/_mtlscope_named() {/' -e '/^if \[\[ "\${funcstack/,$d' "$stage/completions/mtlscope.zsh"
    for shell in bash zsh fish; do
        cat "$project/packaging/completions/default.$shell" >>"$stage/completions/mtlscope.$shell"
    done
    python3 "$project/scripts/lib/check_reference.py" "$tool" "$stage/man1" "$stage/completions" ||
        give_up "man pages or completions lack something"
}

make_manual() { # TOOL FOLDER
    local generator
    generator=$(manual_generator)
    python3 "$project/scripts/lib/manual.py" "$generator" "$1" "$2" "$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)"
}

manual_generator() {
    local parser=$project/.build/checkouts/swift-argument-parser scratch=$project/.build/manual
    build_with_progress "$scratch.log" swift build --package-path "$parser" --scratch-path "$scratch" \
        --product generate-manual >&2 || give_up "could not build the generator of man pages"
    printf '%s/debug/generate-manual' "$scratch"
}

# MARK: A Debian package

# Every file at its place, below a folder that stands for /.
lay_out_debian_files() { # ROOT STAGE VERSION
    local root=$1 stage=$2 version=$3 page
    local doc=$root/usr/share/doc/mtlscope
    install -D -m 0755 "$(built_tool dynamic)" "$root/usr/bin/mtlscope"
    strip_tool "$root/usr/bin/mtlscope" --remove-section=.comment --remove-section=.note
    # The copy that members of the group may run gets its capability from postinst: a package cannot hold one.
    install -D -m 0755 "$root/usr/bin/mtlscope" "$root/usr/libexec/mtlscope/mtlscope"
    for page in "$stage"/man1/*.1; do
        install -D -m 0644 "$page" "$root/usr/share/man/man1/${page##*/}"
    done
    gzip -9n "$root"/usr/share/man/man1/*.1
    install -D -m 0644 "$stage/completions/mtlscope.bash" "$root/usr/share/bash-completion/completions/mtlscope"
    install -D -m 0644 "$stage/completions/mtlscope.zsh" "$root/usr/share/zsh/vendor-completions/_mtlscope"
    install -D -m 0644 "$stage/completions/mtlscope.fish" "$root/usr/share/fish/vendor_completions.d/mtlscope.fish"
    install -D -m 0644 "$project/packaging/debian/copyright" "$doc/copyright"
    install -D -m 0644 "$project/README.md" "$doc/README.md"
    for page in "$project"/docs/*.md "$project"/docs/guides/*.md "$project"/docs/decisions/*.md; do
        install -D -m 0644 "$page" "$doc/docs/${page#"$project"/docs/}"
    done
    install -m 0644 "$project/SECURITY.md" "$project/CONTRIBUTING.md" "$doc/"
    write_debian_changelog "$version" | gzip -9n >"$doc/changelog.gz"
    gzip -9nc "$project/CHANGELOG.md" >"$doc/CHANGELOG.md.gz"
    chmod 0644 "$doc"/*.gz
    install -D -m 0644 "$project/docs/ecs.jq" "$root/usr/share/mtlscope/ecs.jq"
    install -D -m 0644 "$project/packaging/debian/lintian-overrides" \
        "$root/usr/share/lintian/overrides/mtlscope"
    if [[ -e $project/deploy/systemd/mtlscope-watch@.service ]]; then
        install -D -m 0644 "$project/deploy/systemd/mtlscope-watch@.service" \
            "$root/usr/lib/systemd/system/mtlscope-watch@.service"
    fi
}

# Debian's form; what has changed stands in CHANGELOG.md.
write_debian_changelog() { # VERSION
    local maintainer
    maintainer=$(sed -n 's/^Maintainer: //p' "$project/packaging/debian/control.in")
    printf 'mtlscope (%s) stable; urgency=medium\n\n  * Release %s; see CHANGELOG.md.gz.\n\n -- %s  %s\n' \
        "$1" "$1" "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")"
}

# What the tool loads only when it is asked for, as a library that is linked with it: so the package depends on it.
link_lazy_libraries() { # LIBRARY
    local sources=$project/Sources name
    "$(c_compiler)" -shared -fPIC -O2 -DMTLSCOPE_LINKED -o "$1" -I "$sources/CMicroHTTPD/include" \
        -I "$sources/CNcurses/include" "$sources"/{CMicroHTTPD,CNcurses}/*.c -lmicrohttpd -lncursesw -ltinfo
    while read -r name; do
        readelf -d "$1" | grep NEEDED | grep -F "[$name]" >/dev/null || give_up "$name is not the library of this system"
        # Each names another one for macOS.
    done < <(sed -n 's/^#define LIBRARY "\(.*\.so\..*\)"$/\1/p' "$sources"/{CMicroHTTPD,CNcurses}/*.c)
}

make_debian_package() { # FOLDER VERSION ARCHITECTURE
    local out=$1 version=$2 architecture=$3 root=$1/debian/root shlibs size
    rm -rf "$out/debian"
    mkdir -p "$root/DEBIAN" "$out/debian/debian"
    lay_out_debian_files "$root" "$out/stage" "$version"
    # dpkg-shlibdeps wants to stand in a source package.
    printf 'Source: mtlscope\n\nPackage: mtlscope\nArchitecture: any\n' >"$out/debian/debian/control"
    link_lazy_libraries "$out/debian/lazy.so"
    shlibs=$(cd "$out/debian" && dpkg-shlibdeps -O root/usr/bin/mtlscope lazy.so 2>/dev/null |
        sed -n 's/^shlibs:Depends=//p')
    [[ -n $shlibs ]] || give_up "dpkg-shlibdeps found no dependency"
    size=$(du -sk --apparent-size "$root/usr" | cut -f1)
    sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@INSTALLED_SIZE@/$size/" \
        -e "s/@SHLIBS@/$shlibs/" "$project/packaging/debian/control.in" >"$root/DEBIAN/control"
    install -m 0755 "$project/packaging/debian/postinst" "$project/packaging/debian/postrm" "$root/DEBIAN/"
    (cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
    find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group -Zxz --build "$root" "$out/mtlscope_${version}_$architecture.deb" >/dev/null
    rm -rf "$out/debian"
}

# MARK: A tarball

make_tarball() { # FOLDER VERSION
    local out=$1 version=$2 name
    name=mtlscope-$version-linux-$(uname -m)
    local root=$out/$name
    rm -rf "$root"
    install -D -m 0755 "$(built_tool static)" "$root/bin/mtlscope"
    strip_tool "$root/bin/mtlscope"
    install -d "$root/share/man/man1"
    install -m 0644 "$out"/stage/man1/*.1 "$root/share/man/man1/"
    install -D -m 0644 "$out/stage/completions/mtlscope.bash" "$root/share/bash-completion/completions/mtlscope"
    install -D -m 0644 "$out/stage/completions/mtlscope.zsh" "$root/share/zsh/site-functions/_mtlscope"
    install -D -m 0644 "$out/stage/completions/mtlscope.fish" "$root/share/fish/vendor_completions.d/mtlscope.fish"
    install -D -m 0644 "$project/docs/ecs.jq" "$root/share/mtlscope/ecs.jq"
    install -m 0644 "$project/LICENSE" "$project/CHANGELOG.md" "$project/packaging/tarball/README.md" "$root/"
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -C "$out" -cf - "$name" |
        gzip -9n >"$out/$name.tar.gz"
    rm -rf "$root"
}

# MARK: What is inside

# CycloneDX, by the library of the CycloneDX project, which also checks it against the standard's schema.
make_sbom() { # FOLDER VERSION
    local tools=$project/.build/sbom
    [[ -x $tools/bin/python3 ]] || python3 -m venv "$tools"
    "$tools/bin/python3" -c 'import cyclonedx.model.bom, jsonschema' 2>/dev/null ||
        run_quietly "$tools/bin/python3" -m pip install --quiet 'cyclonedx-python-lib[json-validation]>=11,<12' ||
        give_up "could not install cyclonedx-python-lib"
    "$tools/bin/python3" "$project/scripts/lib/sbom.py" --version "$2" --output "$1/mtlscope-$2.cdx.json" \
        --package-path "$project"
}
