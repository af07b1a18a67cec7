### errexit stops
set -e; echo a; false; echo b
### errexit and conditions
set -e; if false; then :; fi; while false; do :; done; false || echo or; ! true; false && echo no; echo end
### errexit in and-or
set -e; true && false || true; echo a; false && true; echo b; true && false; echo c
### errexit in functions
set -e; f() { false; echo in f; }; if f; then echo t; fi; f || echo x; f; echo no
### errexit in subshells
set -e; (false; echo no) || echo caught; (echo yes; false); echo no
### errexit in command substitution
set -e; x=$(false; echo continued); echo "$x"; y=$(false); echo no
### errexit and local
set -e; f() { local x=$(false); echo masked; }; f; g() { local x; x=$(false); echo no; }; g; echo no
### errexit in pipelines
set -e; false | true; echo a; set -o pipefail; false | true; echo no
### errexit with groups
set -e; { false; echo no1; } || echo b; { echo x; false; }; echo no
### errexit and negation
set -e; ! true; echo a; ! false; echo b; ! { false; }; echo c
### errexit in loops
set -e; for i in 1 2; do echo $i; [ $i = 2 ]; done; echo no
### errexit in case and test
set -e; case x in x) true;; esac; [[ a == a ]]; [[ a == b ]] || true; (( 0 )) || true; echo before; (( 0 )); echo no
### errexit with eval
set -e; eval 'false' || echo caught; eval 'echo x; false; echo y'; echo no
### errexit by flag
bash -ec 'echo a; false; echo b'; echo $?; bash -c 'set -e; (exit 3); echo no'; echo $?
### inherit_errexit
shopt -s inherit_errexit; set -e; x=$(false; echo no) || echo caught; echo "<$x>"; y=$(echo a; false; echo b); echo no
### errexit turned off
set -e; set +e; false; echo go on; set -o errexit; set +o errexit; false; echo still
### errexit and background
set -e; false & wait; echo a; false & wait $! || echo waited; echo b
### errexit and command not found
set -e; nosuchthing || echo x; nosuchthing; echo no
### errexit and assignment
set -e; x=$(exit 3) || echo $?; x=1$(exit 4); echo no
### readonly assignment
readonly r=1; r=2; echo same line
echo next line $r
### unset readonly
readonly r=1; unset r; echo $?; r+=x
echo after
### err trap
trap 'echo "ERR $? line $LINENO"' ERR; false; true; false || true; f() { false; }; f; (exit 3); echo end
### err trap with errexit
trap 'echo trapped $?' ERR; set -e; echo a; false; echo no
### err trap and functions
trap 'echo E' ERR; f() { false; echo in; }; f; set -E; f; if false; then :; fi
### exit trap
trap 'echo bye $?' EXIT; echo hi; exit 3
### exit trap at the end
trap 'echo bye' EXIT; echo hi; false
### exit trap changes status
trap 'exit 9' EXIT; exit 1
### exit trap in subshell
trap 'echo outer' EXIT; (trap 'echo inner' EXIT; echo sub); echo main; (echo none)
### exit trap and errexit
set -e; trap 'echo cleanup $?' EXIT; f() { false; }; f; echo no
### trap reset and list
trap 'echo a' EXIT; trap 'echo "b c"' INT; trap "echo it's" TERM; trap -p; trap - EXIT; trap; trap 'x' NOSUCH; echo $?
### signal traps
trap 'echo got USR1' USR1; kill -USR1 $$; echo after; trap '' TERM; kill -TERM $$; echo alive; trap - TERM
### killed by signal
{ bash -c 'kill -TERM $$'; echo $?; (kill -KILL $BASHPID); echo $?; } 2> /dev/null
### kill a child
sleep 100 & kill $!; wait $! 2>/dev/null; echo $?
### return trap
f() { trap 'echo ret' RETURN; echo in; }; f; f2() { echo two; }; f2
### debug trap
trap 'echo "dbg: $BASH_COMMAND"' DEBUG; echo a; x=1; trap - DEBUG; echo b
### syntax error
echo before
if then
echo after
### syntax error in eval
eval 'if'; echo $?; eval 'echo a; )'; echo $?; echo go on
### unexpected tokens
echo a
done
### unexpected end
echo a
for i in 1; do echo $i
### unterminated quote
echo ok
echo "abc
### unterminated substitution
echo ok
echo $(echo
### stray operators
echo a
| cat
### double semicolon
echo a;; echo b
### missing do
for i in 1 2; echo $i; done
### stray parenthesis
echo a )
### command not found
foo; foo bar; ./foo; /nope/foo; "foo bar"; ""; echo $?
### cd errors
cd /nope; cd a b; cd ''; echo $?
### shift and unset errors
shift 9; echo $?; unset 1x; echo $?; shift x; echo $?
### export errors
export 1x=2; echo $?; readonly 9; echo $?; local x; echo $?; export a-b; echo $?
### option errors
declare -Z; echo $?; set -Z; echo $?; shopt -s nosuchopt; echo $?; set -o nosuch; echo $?; unset -q; echo $?; cd -Q; echo $?
### read and printf errors
read 1x; echo $?; printf; echo $?; type nosuch; echo $?; alias nosuch; echo $?; umask 9; echo $?; read -q; echo $?; printf -z; echo $?
### exit with a word
exit abc; echo no
### exit with too many
exit 1 2; echo "go on $?"
### unset positional in functions
set -u; f() { echo "${1:-none}"; }; f; f2() { echo $1; }; f2; echo no
### not found handler
command_not_found_handle() { echo "handler: $*"; return 42; }; foo a b; echo $?
### arithmetic error in function
f() { echo $((1/0)); echo not; }; f; echo not either
echo next line
### errors in conditions
[[ 1 -eq x/0 ]]; echo $?; [ 1 -eq x ]; echo $?; [ a b c d e ]; echo $?; test -f; echo $?; [ x; echo $?; [ ! ]; echo $?; [ = ]; echo $?; [ -n ]; echo $?; [ a = ]; echo $?; [ 1 = 1 -a ]; echo $?; [ a b ]; echo $?; [ a b c ]; echo $?
### division by zero in assignment
x=$((1/0)) ; echo "x=$x"
echo after $?
### redirect errors in compounds
{ echo no; } > /nope/x; echo $?; for i in 1; do echo no; done < nofile; echo $?; if true; then echo no; fi > /nope/y; echo $?; (echo no) > /nope/z; echo $?; f() { echo no; } > /nope/w; f; echo $?
### redirect error with errexit
set -e; echo x > /nope/x; echo no
### redirect error of special builtins
: > /nope/x; echo $?; exec 3< /nope/y; echo not reached
### write errors
echo x > /dev/full; echo $?; printf y > /dev/full; echo $?
### pipe and sigpipe
(trap '' PIPE; yes 2>/dev/null; echo "status $?" >&2) | head -n 1; yes | head -n 1; echo ${PIPESTATUS[@]}
### exit in subshell and pipeline
(exit 3); echo $?; exit 4 | exit 5; echo ${PIPESTATUS[*]}; { exit 6; } | cat; echo ${PIPESTATUS[0]}
### return in sourced file and function
echo 'return 5; echo no' > s; . ./s; echo $?; f() { . ./s; echo "f $?"; return 6; }; f; echo $?
### break in functions
f() { break; }; for i in 1 2; do f; echo $i; done
### loop counts
for i in 1 2; do for j in 1 2; do continue 5; done; echo no; done; echo $i$j; for i in 1; do break 0; echo a; done; echo b
### nested functions and errors
f() { g; }; g() { h; }; f
echo end $?
### nounset and arrays
set -u; declare -a a; echo "${a[@]}" ok; echo ${a[0]}; echo no
