### defaults
unset u; e=; s=set; echo "${u-d}" "${e-d}" "${s-d}" "|" "${u:-d}" "${e:-d}" "${s:-d}"
### alternatives
unset u; e=; s=set; echo "<${u+a}>" "<${e+a}>" "<${s+a}>" "<${u:+a}>" "<${e:+a}>" "<${s:+a}>"
### assign default
unset u; e=; echo "${u=1}" "${e=2}" "${e:=3}"; echo $u $e
### error if unset
s=1; echo "${s?no}"; (echo "${u?is unset}"; echo not reached); echo $?; (echo ${u:?}); echo $?
### error if null
e=; (echo "${e?fine}"); (echo "${e:?null message here}"); echo $?
### exit by error
echo before; echo ${nope?stop}; echo after
### defaults with expansions
unset u; x='a b'; printf '<%s>' ${u:-$x} "${u:-$x}" ${u:-"$x"} ${u:-'q  r'} "${u:-'q r'}"; echo
### default words split
unset u; printf '<%s>' ${u:-a b "c d"}; echo; printf '<%s>' x${u-1 2}y; echo
### nested defaults
unset a b; echo ${a:-${b:-deep}} "${a:-"${b:-"quoted deep"}"}"
### closing brace in default
unset u; echo "${u:-a\}b}" ${u:-'}'} "${u:-"}"}"
### prefix removal
p=/usr/local/lib/x.tar.gz; echo ${p#*/} ${p##*/} ${p%.*} ${p%%.*} ${p#/usr} ${p%nomatch}
### removal with quotes
x='a*b*c'; echo ${x#*\*} ${x#a"*"} ${x%'*'*} "${x##*"*"}"; y='*'; echo "${x#a$y}" "${x#a"$y"}"
### removal of brackets
x=abc123; echo ${x%%[0-9]*} ${x##[a-z]} ${x#[[:alpha:]]??}
### replacement
x=banana; echo ${x/a/o} ${x//a/o} ${x/#b/B} ${x/%a/A} ${x/n} ${x//n} ${x/x/y} ${x//an/<&>}
### replacement with special characters
x=a/b/c; echo ${x//\//-} ${x//\//\\} "${x//'/'/ }" ${x/b/$'\t'}; y='a.b'; echo ${y/./X} ${y/?/Q}
### replacement and ampersand
x=abc; r='&'; echo ${x/b/[&]} ${x/b/\&} "${x/b/"&"}" ${x/b/$r$r} ${x/b/'&'}
### replacement with pattern star
x=aXbXc; echo ${x/X*/-} ${x/*X/-} ${x//[ac]/_}
### substrings
x=abcdefg; echo ${x:2} ${x:2:3} ${x: -3} ${x: -3:2} ${x:0:-2} ${x:(-4):-1} "${x:7}" "${x:9}" ${x:1+1:2*2}
### substring errors
x=abc; echo ${x:1:-5}; echo next
### lengths
x=hello; set -- a bb; a=(1 22 333); echo ${#x} ${#} ${#@} ${#*} ${#a} ${#a[@]} ${#a[2]} ${#1} ${#nope}
### case changes
x='hello World'; echo "${x^}" "${x^^}" "${x,}" "${x,,}" "${x^^[aeiou]}" "${x~}" "${x~~}"; y=ABC; echo ${y,} ${y,,[AB]}
### indirection
a=b; b=c; c=d; echo ${!a} ${!b}; x='arr[1]'; arr=(p q r); echo ${!x}; y=arr[@]; echo ${!y}; z=1; set -- pos; echo ${!z}
### indirection with operators
n=v; v=value; echo ${!n#val} ${!n:-def} ${!n/a/A}; m=unset_one; echo ${!m:-default}
### names by prefix
abc_1=1 abc_2=2 abc_3=3; echo ${!abc_*} "${!abc_@}"
### special parameters
f() { echo $# "$1" $0; }; f a b; false; echo $?; echo ${#-} ; true & wait; echo ${!:+bg}
### unbound
set -u; x=1; echo ${x} ${y-ok} ${#x}; echo $y; echo not here
### unbound in subshell goes on
set -u; (echo $nope); echo "status $?"
### unbound positional
set -u; set --; echo "$@" "$*" ${1-none}; echo $1
### unbound array element
set -u; a=(1); echo ${a[0]} "${a[@]}"; b=(); echo "${b[@]}" ok; echo ${a[3]}
### transformations
x="a'b c"; echo "${x@Q}" "${x@U}" "${x@u}" "${x@L}"; y='a\tb\n'; echo "${y@E}"; declare -ir n=5; echo "${n@a}" "${n@A}"; a=(1 'b c'); echo "${a[@]@Q}" "${a[@]@A}" "${a[@]@K}"
### slices of positionals
set -- a b c d; echo ${@:2} ${@:2:2} ${@: -1} "${@:0:2}" ${@:5} ; echo ${*:1:2}
### bad substitution
echo a; echo ${x!}; echo same line; 
echo next line
### parameter in here-document
x='a b'; cat <<E
$x ${x% *} $(echo $x) $((2*3)) \$x \\ "quoted" 'single' ${nope:-"d q"}
E
### removal on lists
a=(x.c y.c z.h); echo ${a[@]%.c} ${a[@]/#/pre-} "${a[@]/%/-post}" ${a[@]^}
### length of unset under nounset
set -u; echo ${#undefined_thing}; echo no
