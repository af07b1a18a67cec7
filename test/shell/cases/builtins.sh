### echo options
echo -n a; echo -e 'b\tc\n'; echo -E 'd\te'; echo -ne 'f\n'; echo -x -n; echo -- a; echo - b; echo -nq; echo -e 'x\cy' z; echo; echo -e '\0101\x42\e[0m\\'
### printf basics
printf '%s %d %5d|%-5d|%05d %x %X %o %c\n' str 42 42 42 42 255 255 8 xyz; printf '%s\n' a b c; printf '%s-%s\n' a b c; printf 'no args %s|%d\n'; printf '%%|%5s|%-5s|%.2s\n' ab ab abc
### printf escapes
printf 'a\tb\n\101\x41\\\n'; printf '%b|' 'x\ty' '\0101' 'q\n'; echo; printf '%b' 'stop\chere' more; echo
### printf q
printf '%q ' 'a b' '' "it's" '$x' 'a*b' $'t\tb' plain 'x;y' '~h' '#c' 'a"b'; echo
### printf numbers
printf '%d %d %d %d\n' 0x10 010 "'A" -5; printf '%+d % d %u\n' 5 5 -1; printf '%*d|%-*d|\n' 5 1 5 2; printf '%.3d\n' 7; printf '%#x %#o\n' 255 8; printf '%i\n' 12
### printf floats
printf '%f %.2f %e %g %g %g\n' 3.14159 2.5 12345.678 0.0001 1000000 1e10; printf '%10.3f|%-8.1f|%+.0f\n' 1.5 2.25 2.5; printf '%.0f %.0f %.0f\n' 0.5 1.5 2.5
### printf errors
printf '%d\n' abc; echo $?; printf '%d\n' 12x; echo $?; printf '%z\n'; echo $?; printf '%d %s\n' '' x; echo $?
### printf -v
printf -v x '%03d' 7; echo $x; printf -v 'a[1]' %s el; echo ${a[1]}; printf -v 1bad x; echo $?
### printf time
export TZ=UTC; printf '%(%Y-%m-%d %H:%M:%S)T\n' 86400; printf '%(%F)T %(%j %a %b)T\n' 0 1000000000
### read basics
echo 'a b c d' | { read x y; echo "$x|$y"; }; echo '  lead  trail  ' | { read x; echo "<$x>"; }; echo 'a\tb\
c' | { read x; echo "$x"; }; echo 'a\tb' | { read -r x; echo "$x"; }; printf 'no newline' | { read x; echo "$? $x"; }; read x < /dev/null; echo $?
### read with IFS
IFS=: read a b c <<< 'x::z:w'; echo "$a|$b|$c"; IFS=, read -r a b <<< 'one,two,three'; echo "$a|$b"; IFS= read -r l <<< '  keep  '; echo "<$l>"; IFS=' :' read a b <<< ' p : q '; echo "$a|$b|"
### read counts and delimiters
read -n 3 x <<< abcdef; echo $x; read -N 4 x <<< 'a b c'; echo "<$x>"; read -d : x <<< 'foo:bar'; echo $x; printf 'a\0b\0' | while read -rd '' x; do echo $x; done; read -n1 x <<< ''; echo "$? <$x>"
### read many names
echo '1 2' | { read a b c; echo "$a,$b,$c"; }; echo '1 2 3 4' | { read a b c; echo "$a,$b,$c"; }; echo x | { read; echo "$REPLY"; }; echo '  y  ' | { read; echo "<$REPLY>"; }
### getopts
set -- -a -b arg -c rest; while getopts 'ab:c' o; do echo "$o ${OPTARG-none} $OPTIND"; done; echo $OPTIND; OPTIND=1; set -- -z -x; while getopts ':x:y' o; do echo "$o $OPTARG"; done; OPTIND=1; getopts 'a' o -q; echo "$o $?"
### getopts clusters
f() { local OPTIND=1; while getopts 'abc:' o "$@"; do echo -n "$o${OPTARG:+=$OPTARG} "; done; shift $((OPTIND-1)); echo "rest: $*"; }; f -ab -cval x y; f -abc val -- -z; f x -a
### shift
set -- a b c d; shift; echo $*; shift 2; echo $*; shift 5; echo $? $*; shift 0; echo $*
### set positional
set -- x y; echo $1 $2; set a b c; echo $#; set -- ; echo $#; set -- -e; echo $1; set - p; echo $1
### set options
set -o | head -n 3; set -e +e; echo $-; set -fu; case $- in *f*u*) echo both;; esac; set +fu; [[ -o errexit ]] || echo off; shopt -o -q nounset || echo noun
### shopt
shopt extglob; echo $?; shopt -s extglob; shopt extglob; shopt -q extglob; echo $?; shopt -p nullglob; shopt -u extglob; shopt -q extglob; echo $?
### test operators
[ a = a ] && echo 1; [ a != b ] && echo 2; [ -z "" ] && echo 3; [ -n x ] && echo 4; [ 2 -gt 1 ] && echo 5; [ 1 -le 1 -a 2 -ne 3 ] && echo 6; [ x -o "" ] && echo 7; [ ! x ] || echo 8; [ \( a = a \) ] && echo 9; [ a \< b ] && echo 10; test; echo $?
### test files
touch f; mkdir d; ln -s f l; ln -s nowhere dangling; echo x > full; chmod 644 f; for t in -e -f -d -L -s -r -w -x; do for x in f d l dangling full none; do [ $t $x ] && echo -n "$t $x, "; done; done; echo; [ f -ef l ] && echo same; chmod +x full; [ -x full ] && echo exec
### test with few arguments
[ "" ] || echo a; [ -f ] && echo b; [ = ] && echo c; [ ! ] && echo d; [ "(" = "(" ] && echo e; [ ! "" ] && echo f; [ -n = ] && echo g
### double bracket
[[ abc == a*c ]] && echo 1; [[ abc == "a*c" ]] || echo 2; [[ a < b && b > a ]] && echo 3; [[ -z '' || x ]] && echo 4; [[ ! a == b ]] && echo 5; [[ ( a == a ) ]] && echo 6; x='a b'; [[ $x == 'a b' ]] && echo 7; [[ 010 -eq 8 ]] && echo 8; [[ x+1 -eq 1 ]] || echo 9; [[ -v x ]] && echo 10; [[ $nope ]] || echo 11; [[ a != [b-z] ]] && echo 12
### regular expressions
[[ foobar =~ ^foo(.*)$ ]] && echo "${BASH_REMATCH[1]}"; [[ a1b22 =~ [0-9]+ ]] && echo $BASH_REMATCH; re='^([a-z]+)-([0-9]+)$'; [[ ab-12 =~ $re ]] && echo ${BASH_REMATCH[@]}; [[ 'a.b' =~ a"."b ]] && echo q; [[ axb =~ a"."b ]] || echo nq; [[ abc =~ (x)?b(c) ]] && echo "<${BASH_REMATCH[1]}><${BASH_REMATCH[2]}>"; re='('; [[ x =~ $re ]]; echo $?
### nocasematch
shopt -s nocasematch; [[ ABC == abc ]] && echo 1; case FOO in foo) echo 2;; esac; [[ ABC =~ b ]] && echo 3
### type and command
f() { echo hi; }; type -t f cd if nosuch cat; type cd; type if; command -v cd f if nosuch; echo $?; command -v ls; command -V cd; type nosuch; type -p ls; type -a echo
### type of a function
f() { echo a; if true; then echo b; fi; }; type f; declare -f f
### function listings
f() { for i in 1 2; do echo $i; done; while read x; do :; done < file; case $x in a|b) echo 1;; *) echo 2;; esac; [[ -n $x ]] && echo y || { echo n; }; (sub); x=1 y=2 cmd "a b" > out 2>&1; if a; then b; elif c; then d; else e; fi; ((i++)); for ((i=0;i<3;i++)); do echo; done; until false; do break; done; ! cmd | other & wait; }; declare -f f
### function listing with here-document
f() { cat <<X
text $v
X
echo after; }; declare -f f
g() (echo sub); declare -f g; h() { echo a; } > /dev/null; declare -f h; function k { local a=(1 2) b; a[1]=x; echo ${a[@]} $(cmd) `old` $((1+2)); }; declare -f k
### alias
shopt -s expand_aliases
alias hi='echo hello' ll='echo -n x; echo'
hi there
ll
alias hi; alias; unalias hi
hi 2>&1
### cd and pwd
mkdir -p a/b; cd a/b; pwd; cd ..; pwd; cd -; cd; pwd; cd /; pwd; cd /tmp/..; pwd; cd nodir; echo $? $OLDPWD
### cd with symlinks
mkdir -p real/sub; ln -s real link; cd link/sub; pwd; pwd -P; cd ..; pwd; cd -P ../link; pwd
### cdpath
mkdir -p x/target; CDPATH=x; cd target; pwd
### pushd popd dirs
mkdir a b; cd /; pushd /tmp; pushd /usr; dirs; popd; popd; popd; echo $?; dirs -v
### umask
umask; umask 077; umask; touch f; [ -r f ] && echo ok; umask -S; umask u=rwx,g=rx,o=; umask; umask -p
### export and env
x=1; export y=2; z=3 sh -c 'echo "<$x><$y><$z>"'; export x; sh -c 'echo $x'; export -n x; sh -c 'echo "<$x>"'; declare -x w=5; sh -c 'echo $w'
### temporary environment
f() { echo $v; }; v=outer; v=temp f; echo $v; v=1 eval 'echo $v'; echo $v; IFS=: read a b <<< x:y; echo $a "${#IFS}"; v=cmd bash -c 'echo $v'
### declare
declare x=1 -i y; y=2+2; echo $x $y; declare -u up=abc; declare -l low=ABC; echo $up $low; declare -r ro=1; ro=2
echo $ro; declare -p x y up ro
### declare in functions is local
f() { declare x=1; declare -g y=2; typeset z=3; }; f; echo "<$x><$y><$z>"
### declare -f and -F
f() { echo hi; }; g() { :; }; declare -F; declare -F f; declare -F nosuch; echo $?
### namerefs
declare -n r=x; x=1; echo $r; r=2; echo $x; f() { local -n v=$1; v=set; }; f y; echo $y; echo ${!r}; unset -n r; echo "${r-unset}"; declare -n arr=a; a=(1 2 3); echo ${arr[1]} ${#arr[@]}; arr+=(4); echo ${a[@]}
### nameref loops
a=1 b=2; declare -n ref; for ref in a b; do echo $ref; ref=x$ref; done; echo $a $b
### unset
x=1; unset x; echo ${x-gone}; f() { :; }; unset f; type f; a=(1 2); unset a[0]; echo ${a[@]}; unset nosuch; echo $?
### local option
f() { local -; set -f; case $- in *f*) echo in;; esac; }; f; case $- in *f*) echo out;; esac
### exec command
(exec echo replaced; echo no); (exec nosuchcmd; echo no); echo $?; bash -c 'exec -a name sh -c "echo \$0"'
### wait for jobs
(exit 1) & a=$!; (exit 2) & b=$!; wait $b; echo $?; wait $a; echo $?; (exit 5) & wait -n; echo $?; jobs
### kill -l
kill -l 9; kill -l TERM; kill -l 137
### caller and funcname
f() { g; }; g() { echo "${FUNCNAME[@]}" ; caller 0; caller 1; echo ${BASH_LINENO[@]}; }
f
### bash variables
echo ${BASH_VERSINFO[0]} $BASH_SUBSHELL $(echo $BASH_SUBSHELL) $((SECONDS<5)) $(( RANDOM < 32768 )) ${#BASH_SOURCE[@]} $UID $HOSTTYPE $0 $SHLVL
### command and builtin
command echo via; command nosuch; echo $?; builtin echo b; builtin nosuch; echo $?; enable -n echo; type -t echo; enable echo; type -t echo
### xtrace
set -x; echo a "b c" ''; x=1; y="p q"; for i in 1; do :; done; [[ a == a ]]; ((1+1)); case x in x) ;; esac; f() { echo f; }; f; z=$(echo sub); set +x; echo done
### xtrace with PS4
PS4='> $LINENO: '; set -x; echo a; f() { : inner; }; f
### xtrace of redirections and arrays
set -x; a=(1 "2 3"); echo "${a[@]}" > f; x=$'a\nb'; [ -n "$x" ] && : ok; { : grp; }; (: sub); while false; do :; done; let y=1+1; declare z=3; export w="a b"; if [[ $x != y && -n b ]]; then :; fi; x+=c
### verbose
set -v
echo a
### noexec
set -n; echo never
### quoting round trip
for s in 'a b' "it's" '$(x)' 'a\b' $'n\nl' '' '*' '"q"' '!' '{a,b}' '~'; do printf -v q '%q' "$s"; eval "t=$q"; [ "$s" = "$t" ] && echo ok || echo "bad $s $q"; done
### parameter Q round trip
for s in "it's" $'a\tb' 'x y' '\'; do eval "t=${s@Q}"; [ "$s" = "$t" ] && echo ok; done
### declare -p quoting
a='x y' b="it's" c=$'t\tb' d='q"q' e='$x`y`\' f=; declare -p a b c d e f
### export -p
export zzz1='a b' zzz2; export -p | while read -r l; do case $l in *zzz*) echo "$l";; esac; done
### set output
abcvar="a b" abcwar="it's" abcxar=plain abcyar=$'t\tx' abczar=; set | while read -r l; do case $l in abc*) echo "$l";; esac; done
### mapfile callback
mapfile -t -c 2 -C 'echo cb' a < <(printf '1\n2\n3\n4\n'); echo ${#a[@]}
### let and expr values
let 'a=5' 'b=a*2' 'c=b-10'; echo $a $b $c $?; let c++; echo $?
### source with path
mkdir p; echo 'echo found $*' > p/lib.sh; PATH=$PWD/p:$PATH; . lib.sh; source lib.sh a b
### hash
hash -r; hash; ls > /dev/null; hash -t ls; hash nosuch; echo $?
### eval and quoting
cmd='echo "a  b"'; eval "$cmd"; eval echo \$HOME; set -- 'x y'; eval 'echo "$1"'; eval "echo '"'single'"'"
### times
times > /dev/null; echo $?
