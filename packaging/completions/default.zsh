
# Options and captures complete also where the default subcommand's name, analyze, is left out.
_mtlscope() {
    local first=${words[2]-}
    case $first in
        analyze | watch | top | compare | extract | audit | explain | interfaces | schema | help) _mtlscope_named "$@" ;;
        *)
            if ((CURRENT == 2)) && [[ $first != -?* ]]; then
                local -i ret=1
                _mtlscope_named "$@" && ret=0
                _files && ret=0
                return ret
            fi
            words=("${words[1]}" analyze "${(@)words[2,-1]}")
            ((CURRENT++))
            _mtlscope_named "$@"
            ;;
    esac
}

if [[ "${funcstack[1]}" = _mtlscope ]]; then
    _mtlscope "${@}"
else
    compdef _mtlscope mtlscope
fi
