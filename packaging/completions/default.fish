
# Options and captures complete also where the default subcommand's name, analyze, is left out.
functions --copy __mtlscope_tokens __mtlscope_typed_tokens
function __mtlscope_tokens
    set -l tokens (__mtlscope_typed_tokens $argv)
    set -l before (__mtlscope_typed_tokens -pc)
    # What stands behind the tool's name, or is about to.
    set -l words $before (__mtlscope_typed_tokens -t)
    if string match -q -- '-p*' "$argv"
        and not contains -- "$words[2]" analyze watch top compare extract audit explain interfaces schema help
        and begin
            test (count $before) -gt 1
            or string match -q -- '-*' "$words[2]"
        end
        set tokens $tokens[1] analyze $tokens[2..]
    end
    printf '%s\n' $tokens
end
complete -c mtlscope -n 'test (count (__mtlscope_typed_tokens -pc)) -eq 1' -F
