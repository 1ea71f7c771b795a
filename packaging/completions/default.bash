
# Options and captures complete also where the default subcommand's name, analyze, is left out.
_mtlscope_or_analyze() {
    local first=${COMP_WORDS[1]-} typed=$2
    case $first in
        analyze | watch | top | compare | extract | audit | explain | interfaces | schema | help) _mtlscope "$@" ;;
        *)
            if ((COMP_CWORD == 1)) && [[ $first != -?* ]]; then
                _mtlscope "$@"
                mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$typed")
                return
            fi
            COMP_WORDS=("${COMP_WORDS[0]}" analyze "${COMP_WORDS[@]:1}")
            COMP_CWORD=$((COMP_CWORD + 1))
            COMP_POINT=$((COMP_POINT + 8))
            COMP_LINE="${COMP_LINE%% *} analyze ${COMP_LINE#* }"
            _mtlscope "$@"
            ;;
    esac
}
complete -o filenames -F _mtlscope_or_analyze mtlscope
