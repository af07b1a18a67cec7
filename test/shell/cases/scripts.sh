### dash c and arguments
bash -c 'echo $0 $1 $#' name a b; bash -c 'echo $0'; bash -c 'foo'; bash -c 'echo a
foo
echo ${x?y}'; echo $?
### stdin script
echo 'echo from stdin $#; read x; echo "got $x"
data line
echo end' | bash; echo 'echo $1' | bash -s arg
### script file with arguments
printf 'echo "$0 $1 $#"\nnosuch\nexit 3\n' > s; bash s one two; echo $?; bash nofile; echo $?; bash -e s; echo $?
### shebang
printf '#!/bin/bash\necho "$0 $1"\n' > a; printf '#!/bin/bash -e\nfalse\necho no\n' > b; printf '#! /bin/bash -x\necho x\n' > c; chmod +x a b c; ./a arg; ./b; echo $?; ./c
### configure-like script
cat > conf <<'EOF'
#!/bin/bash
prefix=/usr
while [ $# -gt 0 ]; do
  case $1 in
    --prefix=*) prefix=${1#--prefix=};;
    --with-*) opt=${1#--with-}; with="$with $opt";;
    *) echo "unknown: $1" >&2; exit 1;;
  esac
  shift
done
for w in $with; do echo "with $w"; done
while IFS= read -r l; do echo "${l//@prefix@/$prefix}"; done <<X
libdir=@prefix@/lib
X
EOF
bash conf --prefix=/opt --with-a --with-b; bash conf --bad; echo $?
### build phases
set -eu
runHook() { local hook=$1; shift; if declare -F "$hook" > /dev/null; then "$hook" "$@"; fi; }
preBuild() { echo "pre $*"; }
phases="unpack build install"
unpack() { echo unpacking; mkdir src; }
build() { runHook preBuild x; echo building; }
install() { mkdir -p out/bin; printf '#!/bin/sh\necho prog\n' > out/bin/p; chmod +x out/bin/p; }
for p in $phases; do echo "phase: $p"; eval "$p"; done
./out/bin/p
### stack in an array
stack=(); push() { stack+=("$1"); }; pop() { popped=${stack[-1]}; unset 'stack[-1]'; }; push a; push 'b c'; push d; pop; echo $popped; pop; echo "$popped" ${#stack[@]}
### word count
declare -A count; for w in the cat the dog the end; do ((count[$w]++)) || true; done; for k in "${!count[@]}"; do echo "$k ${count[$k]}"; done | sort
### fizz buzz
for i in {1..15}; do if ((i%15==0)); then echo FizzBuzz; elif ((i%5==0)); then echo Buzz; elif ((i%3==0)); then echo Fizz; else echo $i; fi; done | tail -n 4
### string processing
s='key1=val1;key2=val2;key3=a=b'; IFS=';' read -ra pairs <<< "$s"; for p in "${pairs[@]}"; do echo "${p%%=*} -> ${p#*=}"; done
### reading a file line by line
printf 'name: x\n\nother: y z\n' > f; while IFS=': ' read -r k v || [ -n "$k" ]; do [ -z "$k" ] && continue; echo "$k|$v"; done < f
### primes
n=30; p=(); for ((i=2;i<=n;i++)); do ok=1; for q in "${p[@]}"; do ((i%q==0)) && { ok=0; break; }; done; ((ok)) && p+=($i); done; echo ${p[@]}
### sorting in the shell
a=(5 3 9 1); for ((i=0;i<${#a[@]};i++)); do for ((j=i+1;j<${#a[@]};j++)); do if ((a[i]>a[j])); then t=${a[i]}; a[i]=${a[j]}; a[j]=$t; fi; done; done; echo ${a[*]}
### generated code
for n in a b; do eval "get_$n() { echo \"value of $n: \$1\"; }"; done; get_a 1; get_b 2
### usage and exit
usage() { echo "usage: $0 x" >&2; exit 64; }; [ $# -gt 0 ] || usage; echo no
### cleanup with traps
tmp=tmpdir; mkdir $tmp; trap 'rm -rf $tmp; echo cleaned' EXIT; touch $tmp/f; ls $tmp; exit 2
### here-document templates
name=World; cat > out <<EOF
Hello, $name!
\$literal \`tick\`
$(for i in 1 2; do echo "item $i"; done)
EOF
cat out
### function with defaults
greet() { local who=${1:-you} greeting=${2-Hello}; echo "$greeting, $who"; }; greet; greet me; greet me ''; greet '' Bye
### nested functions
outer() { inner() { echo "inner $1"; }; inner "$1"; }; outer x; inner y
### exported functions
f() { echo "exported $1"; }; export -f f; bash -c 'f arg'
### line continuation
echo a \
  b \
  c && \
  echo d | \
  cat
true ||
  echo no
x="multi
line"; echo "$x"
### comments
echo a # comment
# full line
echo b#notcomment '#' \# #comment
: # x
### semicolons and newlines
echo a; echo b
if true
then
  echo c
fi; for i in 1
do echo $i; done
{ echo d
}
### special characters in names
my-func() { echo dash; }; my-func; my.func() { echo dot; }; my.func; f:g() { echo colon; }; f:g
### deep nesting
if true; then for i in 1; do while true; do case x in x) { ( echo deep ); break; };; esac; done; done; fi
### large loop
i=0; s=0; while ((i < 2000)); do ((s += i, i++)); done; echo $s
### env of children
A=2 env | while read l; do case $l in A=*) echo $l;; esac; done; unset HOME; bash -c 'echo ${HOME-nohome}'
### bytes
x=$'\xe9'; echo ${#x}; y=$'\xc3\xa9'; echo ${#y} ${y:0:1}; z=$'\xa0'; printf '<%s>' $z; echo
### export in subshell
(export Q=1; bash -c 'echo $Q'); echo "${Q-unset}"
### nounset with arrays idiom
set -u; args=(); f() { echo $#; }; f ${args[@]+"${args[@]}"}; args=('a b' c); f ${args[@]+"${args[@]}"}
### string comparisons
a=abc; [[ $a > abb ]] && echo gt; [[ $a == ab? ]] && echo pat; [ "$a" \> "abd" ] || echo notgt; [[ -n $a && $a != x ]] && echo and
### while with many conditions
i=0; while i=$((i+1)); [ $i -lt 4 ]; do echo $i; done
### tricky parsing
echo "a $(echo "b $(echo 'c)')")" ; echo $(( (1) + (2) )); (( x = (1 + 2) * 3 )); echo $x; echo $( (echo subshell) ); echo "${x:-$(echo ")")}"
### options in dollar dash
bash -c 'echo $-'; bash -euc 'echo $-'; bash -x -c ': a'; bash -o pipefail -c 'false | true; echo $?'; bash +B -c 'echo {a,b}'
### setup-like helpers
addToSearchPathWithCustomDelimiter() { local delimiter="$1" varName="$2" dir="$3"; if [[ -d "$dir" && "${!varName:+${delimiter}${!varName}${delimiter}}" != *"${delimiter}${dir}${delimiter}"* ]]; then export "${varName}=${!varName:+${!varName}${delimiter}}${dir}"; fi; }
addToSearchPathWithCustomDelimiter : MYPATH /tmp; addToSearchPathWithCustomDelimiter : MYPATH /usr; addToSearchPathWithCustomDelimiter : MYPATH /tmp; addToSearchPathWithCustomDelimiter : MYPATH /nope; echo $MYPATH
### hooks by array of names
declare -a preHooks=(one 'two x'); one() { echo one; }; two() { echo "two $1"; }; for h in "${preHooks[@]}"; do eval "$h"; done; _eval() { declare -F "$1" > /dev/null 2>&1 && "$@" || eval "$1"; }; _eval one; _eval 'echo direct'
### concat to and split
concatTo() { local -n targetref="$1"; shift; local arg name; for arg in "$@"; do local -n nameref="$arg"; targetref+=("${nameref[@]}"); done; }; a=(1 2); b=('x y'); out=(); concatTo out a b; echo ${#out[@]} "${out[2]}"
### substitute in strings
content='hello @name@ and @other@'; for kv in name=World other=All; do k=${kv%%=*} v=${kv#*=}; content=${content//"@$k@"/"$v"}; done; printf '%s\n' "$content"
### null separated
printf 'a b\0c\nd\0' > f; while IFS= read -r -d '' x; do printf '<%q>' "$x"; done < f; echo
### indirect function call with output capture
run() { local out; out="$("$@" 2>&1)"; echo "[$?] $out"; }; run echo hi; run ls /nope-dir > /dev/null; run false
