### local IFS
f() { local IFS=,; echo "$*"; }; set -- a b; f x y z; echo "$*"
### declare -gA in a function
f() { declare -gA map=([x]=1); declare -ga list=(p q); }; f; echo ${map[x]} ${list[1]}
### set elements
declare -A m=([x]=); [[ -v m[x] ]] && echo set; [[ -v m[y] ]] || echo unset; a=(1); [[ -v a[0] && ! -v a[1] ]] && echo ok; [[ -v nope ]] || echo nope
### indirect arrays
a=(1 2 3); n='a[@]'; echo "${!n}"; n='a[1]'; echo ${!n}; for v in a; do r="$v[@]"; for x in "${!r}"; do echo -n "<$x>"; done; done; echo
### compgen
compgen -A function; f1() { :; }; f2() { :; }; compgen -A function; v_a=1 v_b=2; compgen -v v_; compgen -A variable v_
### type -P and -t
type -P cat; type -t cat; type -P nosuch; echo $?; f() { :; }; type -t f if cd
### posix mode
set -o posix; [[ -o posix ]] && echo posix; x=1 :; echo "${x-none}"; set +o posix; y=1 :; echo "${y-none}"
### mapfile with NUL
mapfile -d '' -t a < <(printf 'x y\0z\0'); echo ${#a[@]} "${a[0]}"
### trap nesting and status
f() { trap 'echo "int $?"' EXIT; return 3; }; f; echo $?; (trap 'echo sub' EXIT; exit 2); echo $?
### function redefinition inside itself
f() { echo first; f() { echo second; }; }; f; f
### nested quotes in expansions
x='a b'; echo "${x:+"${x}"}" "${x:+'$x'}" ${x:+'$x'} "${y:-"a 'b' c"}" "${y:-a "b" c}"
### expansion of quotes in patterns
x="it's"; echo ${x//\'/} "${x//"'"/_}" ${x//[\']/-}
### trimming whitespace
x='  hi there  '; y="${x#"${x%%[![:space:]]*}"}"; y="${y%"${y##*[![:space:]]}"}"; echo "<$y>"
### loops over lines and words
text=$'one two\nthree'; while read -r line; do for w in $line; do echo -n "[$w]"; done; echo; done <<< "$text"
### IFS newline
IFS=$'\n'; x=$'a b\nc d'; for l in $x; do echo "<$l>"; done
### array from command output
a=($(echo 1 2 3)); echo ${#a[@]}; IFS=$'\n' read -rd '' -a b < <(printf 'x y\nz\n'); echo ${#b[@]} "${b[0]}"
### last element and slices with negative offsets
a=(1 2 3 4); echo ${a[@]: -1} ${a[${#a[@]}-1]} ${a[@]:0:${#a[@]}-1} ${a[*]: -3:2}
### string repetition
printf -v line '%*s' 10 ''; echo "${line// /-}"; printf '=%.0s' {1..5}; echo
### printf with arrays
a=(x 'y z'); printf '%s\n' "${a[@]}"; printf '%s,' "${a[@]}"; echo; printf '[%s=%s]' k1 v1 k2 v2; echo
### arithmetic in subscripts and slices
s=abcdef; i=1; echo ${s:i:i+1} ${s:$((i*2))} ${s: -$i}; a=(a b c d); echo ${a[i+1]} ${a[$((i+2))]} ${a[@]:i:2}
### conditional assignment forms
: "${a:=1}" "${b=2}"; echo $a $b; [ -n "$c" ] || c=3; echo $c; d=${d:-${e:-4}}; echo $d
### command substitution and exit codes
out=$(echo hi; exit 3) || echo "code $? $out"; if x=$(false); then echo t; else echo f; fi
### redirect to computed names
n=1; echo x > "out$n.txt"; cat out1.txt; f=out2.txt; { echo a; echo b; } >> $f; cat < "$f"
### file descriptors in loops
exec 3< <(printf 'a\nb\n'); while read -u 3 x; do echo "got $x"; done; exec 3<&-
### read from two files
printf '1\n2\n' > f1; printf 'a\nb\n' > f2; while read x && read y <&3; do echo "$x$y"; done < f1 3< f2
### background output order
{ echo a; } & wait; echo b; (echo c) & wait $!; echo d
### wait status of several
pids=(); for i in 1 2 3; do (exit $i) & pids+=($!); done; for p in "${pids[@]}"; do wait $p; echo $?; done
### jobs and dollar bang
sleep 0 & p1=$!; sleep 0 & p2=$!; [ $p1 != $p2 ] && echo differ; wait
### process substitution status and names
f() { cat "$1" "$2"; }; f <(echo 1) <(echo 2); [ -r <(echo) ] && echo readable
### tee and pipes
echo data | tee out | cat; cat out; printf '3\n1\n2\n' | sort | { read a; read b; echo "$a $b"; }
### subshell variables and directories
(cd /tmp; x=inner; pwd); pwd; echo "${x-unset}"
### exit in functions in subshells
f() { exit 7; }; (f); echo $?; x=$(f); echo $?; f | cat; echo ${PIPESTATUS[0]}
### eval with multiple lines
eval 'if true
then echo multi
fi
x=5'; echo $x
### quoting rebuild
args=('a b' "it's" '$x'); cmd=; for a in "${args[@]}"; do printf -v q %q "$a"; cmd+=" $q"; done; echo "$cmd"; eval "set -- $cmd"; echo $# "$2"
### declare attributes combine
declare -xi n=3; n+=4; declare -p n; declare +x n; declare -p n; declare -r n; declare -p n; declare -lu c=X; declare -p c
### uppercase attribute on assignment
declare -u U; U=abc; U+=def; echo $U; declare -l L=ABC; echo $L
### readonly functions and names
readonly A=1; (A=2; echo no); echo $?; f() { local A=3; echo $A; }; f; echo end
### unset in functions of globals
x=1; f() { unset x; }; f; echo "${x-gone}"; f2() { local y=1; unset y; y=2; }; f2; echo "${y-local stayed}"
### shifting options parser
parse() { while (( $# )); do case "$1" in -v|--verbose) v=1;; --out=*) out="${1#*=}";; --) shift; break;; -*) echo "bad $1"; return 2;; *) rest+=("$1");; esac; shift; done; rest+=("$@"); }; parse a -v --out=x b -- -c; echo "$v $out ${rest[*]}"; parse --nope; echo $?
### sorting associative keys
declare -A m=([b]=2 [a]=1 [c]=3); for k in $(printf '%s\n' "${!m[@]}" | sort); do echo -n "$k=${m[$k]} "; done; echo
### deduplicate
declare -A seen; for x in a b a c b; do [[ ${seen[$x]} ]] && continue; seen[$x]=1; echo -n "$x "; done; echo
### join function
join() { local d=$1 f=$2; shift 2; printf '%s' "$f" "${@/#/$d}"; echo; }; join , a b c; join ' - ' x y
### split on a string
s=a::b::c; while [[ $s == *::* ]]; do echo "${s%%::*}"; s=${s#*::}; done; echo "$s"
### path handling
p=/a/b/c.tar.gz; echo "${p##*/}" "${p%/*}" "${p##*.}" "${p%%.*}"; f=${p##*/}; echo "${f%.tar.gz}"; basename /x/y.z .z; dirname /x/y
### version comparison
lt() { [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort | head -n1)" = "$1" ]; }; lt 1.2 1.3 && echo yes; lt 2.0 1.0 || echo no
### character loops
s=abc; for ((i=0;i<${#s};i++)); do echo -n "${s:i:1}."; done; echo; printf '%d %d\n' "'a" "'Z"; printf "\\$(printf %o 65)\n"
### numeric bases output
printf '%x %o %d\n' 255 8 0xff; echo $((16#ff)) $((2#101)); for ((n=5,b=0;n>0;n/=2)); do b=$((n%2))$b; done; echo $b
### random and seconds are numbers
[[ $RANDOM =~ ^[0-9]+$ ]] && echo r; [[ $SECONDS =~ ^[0-9]+$ ]] && echo s; RANDOM=5; a=$RANDOM; RANDOM=5; [ $a = $RANDOM ] && echo same
### heredoc with tabs and expansions in functions
f() {
	cat <<-EOT
	name: $1
		indented
	EOT
}
f x
### heredoc feeding a loop
while IFS== read -r k v; do echo "$k:$v"; done <<EOT
a=1
b=x=y
EOT
### heredoc quoted delimiter with odd text
cat <<'-- end --'
$(no) `no` \n
-- end --
### compound redirect of if and case
if true; then echo a; echo b >&2; fi > o 2>&1; case x in x) echo c;; esac >> o; cat o
### stderr only pipelines
{ echo out; echo err >&2; } 2>&1 >/dev/null | cat -n
### swapping stdout and stderr
{ echo out; echo err >&2; } 3>&1 1>&2 2>&3 3>&- 2>/dev/null
### errexit with complex conditions
set -e; if ! { false; }; then echo a; fi; while ! true; do :; done; [[ a == b ]] || [[ a == a ]]; f() { [[ $1 == x ]] && echo x; return 0; }; f y; echo end
### errexit in a called script
printf 'set -e\nfalse\necho no\n' > s; bash s; echo $?; . ./s; echo not reached
### nounset and special cases
set -u; echo "${#}" "$#" "${@}" "${x:-}" "${x-}"; f() { local y; echo "${y:-e}"; }; f; arr=(); echo "${#arr[@]}" "${arr[*]:-none}"
### dollar underscore
echo a b c; echo $_; true x; echo $_
### case with quotes and expansions
v='a*'; case 'a*' in "$v") echo lit;; esac; case abc in $v) echo pat;; esac; case "" in "") echo empty;; esac; case -x in -[a-z]) echo opt;; esac
### extglob in case and conditional
shopt -s extglob
case foobar in foo@(bar|baz)) echo 1;; esac; [[ 123 == +([0-9]) ]] && echo 2; [[ abc == !(x*) ]] && echo 3; x='  a '; echo "<${x##+( )}>"; x=aaab; echo ${x/+(a)/X} ${x//a/b}
### regular expressions with groups
v=1.2.3-rc1; [[ $v =~ ^([0-9]+)\.([0-9]+)\.([0-9]+)(-(.*))?$ ]] && echo "${BASH_REMATCH[@]:1:3} ${BASH_REMATCH[5]}"; [[ 'a b' =~ a\ b ]] && echo sp; [[ $'x\ny' =~ x.y ]] && echo nl; [[ 'a+b' =~ a\+b ]] && echo plus; r='[[:alpha:]]+'; [[ 12ab =~ $r ]] && echo $BASH_REMATCH
### arithmetic conditions mixed
x=5; if (( x > 3 && x < 10 )) && [[ $x -ne 7 ]]; then echo in; fi; (( x == 5 )) && echo five || echo other; echo $(( x > 3 ? 1 : 0 ))
### assignments before functions and builtins
f() { echo "$A$B"; }; A=1 B=2 f; echo "${A-unset}"; A=x; A=y eval 'echo $A'; echo $A; A=z command echo "$A"
### exporting arrays does nothing
export a=(1 2); bash -c 'echo "${a-unset}"'; declare -x b=1; b=2; bash -c 'echo $b'
### environment survives
X='a b' Y="it's" bash -c 'echo "$X|$Y"'
### sourcing with set -e and functions
echo 'lib() { echo "lib $1"; }; LIB=1' > lib.sh; set -e; source ./lib.sh; lib x; echo $LIB
### bash source and lineno in functions
f() { echo "${BASH_SOURCE[0]} ${FUNCNAME[0]} $LINENO"; }
f
printf 'g() { echo "${BASH_SOURCE[0]##*/}:$LINENO ${FUNCNAME[*]}"; }\ng\n' > inc.sh; . ./inc.sh
g
### umask and file modes
umask 022; touch a; mkdir d; umask 077; touch b; [ -x a ] || echo noexec; ls -ld a b d | while read -r m r; do echo $m; done
### exec in a subshell with redirect
(exec 2>&1; echo x >&2) | cat; (exec < /dev/null; read x; echo $?)
### hash and PATH changes
mkdir bin1 bin2; printf '#!/bin/sh\necho one\n' > bin1/cmd; printf '#!/bin/sh\necho two\n' > bin2/cmd; chmod +x bin*/cmd; PATH=$PWD/bin1:$PATH; cmd; PATH=$PWD/bin2:$PATH; cmd; hash -r; cmd
### permission errors in path
mkdir bin; echo 'echo no' > bin/tool; PATH=$PWD/bin; tool; echo $?
### printf percent b and strings with newlines
printf '%s' $'a\nb' | { read -r x; echo "$x"; }; printf '%b\n' 'a\\b' 'c\ud'; printf '%5.1f|%-6d|%+d\n' 3.14159 42 7
### echo with backslashes stays
echo 'a\nb' "c\\d" e\\f; x='\t'; echo "$x" $x
### select with PS3
PS3='pick: '; printf '1\n' | { select x in one two; do echo "chose $x"; break; done; } 2>/dev/null
### continue in while read
printf '1\n#c\n2\n' | while read -r l; do [[ $l == \#* ]] && continue; echo $l; done
### until with break
n=0; until ((n>=10)); do ((n++)); ((n==3)) && break; done; echo $n
### multiple heredocs in one pipeline
cat <<A | cat - <(cat <<B
b
B
)
a
A
### function named like a builtin with command
test() { echo mytest; }; test; command test 1 = 1 && echo real; unset -f test; test x && echo builtin
### getopts in a loop with shift
set -- -x val -f file; while getopts x:f opt; do case $opt in x) echo "x=$OPTARG";; f) echo f;; esac; done; shift $((OPTIND - 1)); echo "$@"
### brace expansion with commands
for d in {src,test}/{a,b}; do mkdir -p $d; done; echo */*; touch f{1..3}.{c,h}; echo *.c *.h; rm f{1,2}.*; ls
### arithmetic for with external changes
for ((i=0;i<10;i++)); do ((i==2)) && i=8; echo -n "$i "; done; echo
### nested command substitutions with quotes
echo "$(echo "$(echo "a  b")"  c)" $(echo "x  y")
### backquotes with escapes
echo `echo \\$HOME` "`echo \"q\"`" `echo '\\\\'`
### local arrays by nameref
fill() { local -n out=$1; out=(); local i; for i in 1 2 3; do out+=("item $i"); done; }; fill result; echo "${#result[@]} ${result[2]}"
### recursion with arrays
walk() { local d=$1 x; for x in "$d"/*; do if [ -d "$x" ]; then walk "$x"; else echo "$x"; fi; done; }; mkdir -p t/a/b; touch t/1 t/a/2 t/a/b/3; walk t
### pipeline into while with lastpipe
shopt -s lastpipe; n=0; printf 'a\nb\n' | while read -r x; do ((n++)); done; echo $n
### pushd in scripts
pushd /tmp > /dev/null; pwd; popd > /dev/null; pwd
### shopt inside functions with restore
f() { local s; s=$(shopt -p nullglob); shopt -s nullglob; local a=(none*); echo ${#a[@]}; eval "$s"; }; f; shopt nullglob
