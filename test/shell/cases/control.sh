### if
if true; then echo yes; else echo no; fi; if false; then echo a; elif true; then echo b; else echo c; fi; if false; then :; fi; echo $?
### while and until
i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done; until [ $i -eq 0 ]; do i=$((i-1)); done; echo $i; while false; do :; done; echo $?
### for
for x in a 'b c' d; do echo "<$x>"; done; for x in; do echo no; done; set -- 1 2; for x; do echo $x; done; for x do echo $x; done; for f in {1..3}; do echo -n $f; done; echo
### break and continue
for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done; for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done; for i in 1 2; do for j in a b; do break 2; done; done; echo $i $j
### break outside a loop
break; echo $?; continue; echo $?
### case
for x in a b c dd '*' ''; do case $x in a) echo A;; b|c) echo BC;; d*) echo D;; '*') echo star;; '') echo empty;; esac; done
### case fall through
case a in a) echo 1;& b) echo 2;; c) echo 3;; esac; case a in a) echo 1;;& *) echo any;;& b) echo no;; esac; case x in y) ;; esac; echo $?
### case patterns
x=foo.c; case $x in *.h) echo h;; *.[ch]) echo ch;; esac; p='f*'; case foo in $p) echo pattern;; esac; case foo in "$p") echo literal;; *) echo quoted;; esac; case 'a b' in a\ b) echo sp;; esac; case $'\n' in $'\n') echo nl;; esac
### select
printf '2\nx\n' | { select x in aa bb; do echo "got <$x> $REPLY"; [ -z "$x" ] && break; done; } 2>&1
### and or lists
true && echo a || echo b; false && echo a || echo b; false || true && echo c; true || echo no && echo d; ! true && echo no; ! false && echo e
### groups and subshells
x=1; { x=2; echo in; }; echo $x; (x=3; echo $x); echo $x; (exit 4); echo $?; { false; }; echo $?; ( (echo nested) )
### functions
f() { echo "f:$1:$#"; return 7; }; f a b; echo $?; function g { echo g; }; g; function h() { echo h; }; h; f2() (echo sub; exit 3); f2; echo $?
### recursion and locals
fact() { local n=$1; if ((n<=1)); then echo 1; else echo $((n * $(fact $((n-1))))); fi; }; fact 10
### dynamic scope
f() { local x=local; g; }; g() { echo "g sees $x"; x=changed; }; x=global; f; echo $x; h() { y=from_h; }; h; echo $y
### local without value
x=1; f() { local x; echo "<${x-unset}>"; x=2; }; f; echo $x; g() { local a=1 b=$a c; echo "<$b>"; }; g
### unset local
x=g; f() { local x=l; unset x; echo "<${x-unset}>"; x=again; }; f; echo $x
### functions see positional parameters restored
f() { shift; echo "$@"; }; set -- p q; f a b c; echo "$@"
### redefinition and unset -f
f() { echo 1; }; f; f() { echo 2; }; f; unset -f f; f
### function with redirection
f() { echo out; echo err >&2; } > /dev/null 2>&1; f; g() { cat; } <<< "here"; g; g
### functions calling builtins by the same name
cd() { echo "my cd $1"; builtin cd "$1"; }; cd /; pwd; echo() { command echo "wrapped: $*"; }; echo x
### return values
f() { return; }; false; f; echo $?; g() { false; return; }; g; echo $?; h() { return 300; }; h; echo $?
### return outside
return 3; echo "status $?"
### exit statuses
(exit 256); echo $?; (exit -1); echo $?; sh -c 'exit 7'; echo $?; false; echo $?; nosuchcommand_x; echo $?; ./nosuchfile; echo $?; /; echo $?
### not executable
echo hi > f; ./f; echo $?; chmod +x f; echo 'echo ran $1' > f; ./f arg; echo $?
### bad interpreter
printf '#!/no/such/interp\n' > g; chmod +x g; ./g; echo $?
### exit in the middle
echo a; exit 5; echo b
### eval
x='echo $y'; y=val; eval $x; eval "echo 'a  b'"; eval 'z=1; echo $z'; eval; echo $?; eval false; echo $?; eval 'for i in 1 2; do echo $i; done'
### source
echo 'echo sourced $1 $#; v=set; return 3; echo no' > s.sh; . ./s.sh arg; echo $? $v; set -- p; . ./s.sh; source ./s.sh x y; . ./nofile; echo $?
### colon and true
: ignored args; echo $?; : > newfile; [ -f newfile ] && echo made
### background and wait
(exit 3) & wait $!; echo $?; { echo bg; } & wait; echo $?; true & p=$!; wait $p; echo $?; wait 99999; echo $?
### pipelines
echo abc | cat | cat -n; false | true; echo $?; true | false; echo $? ${PIPESTATUS[@]}; (exit 2) | (exit 3) | true; echo ${PIPESTATUS[@]}; ! false | false; echo $?
### pipefail
set -o pipefail; false | true; echo $?; (exit 3) | (exit 4) | true; echo $?; true | true; echo $?
### variables in pipelines are lost
x=1; echo 2 | read x; echo $x; echo 3 | { read y; echo $y; }; shopt -s lastpipe; echo 4 | read z; echo $z
### pipe both
{ echo o; echo e >&2; } |& sort
### while read
printf 'a b\nc d\n' | while read x y; do echo "$y-$x"; done; n=0; while read -r l; do n=$((n+1)); done < <(printf '1\n2\n3'); echo $n
### time and not
! ! true; echo $?; ! { false; }; echo $?
### coexistence of compound redirections
for i in 1 2; do echo $i; done > out; cat out; while read l; do echo "r$l"; done < out; if true; then echo x; fi >> out; wc -l < out; { echo a; echo b; } | wc -l
### line numbers in errors
echo $LINENO
nosuch1
f() {
  nosuch2
  echo $LINENO
}
f

(nosuch3)
x=$(
nosuch4
)
eval '
nosuch5'
### yes and head
yes | head -n 3; for i in {1..100000}; do echo $i; done | head -n 2
### exit status of assignment
x=1; false; x=2; echo $?; x=$(false); echo $?; x=$(false) true; echo $?; x=$(false) y=$(true); echo $?
### empty command from expansion
$nope; echo $?; false; $nope; echo $?; $(true) ; echo $?; $(false); echo $?
### command from variable
c='echo a b'; $c c; "$c" 2>/dev/null; echo $?; e=echo; $e "x y"; \echo z; 'echo' w; ec"ho" v
