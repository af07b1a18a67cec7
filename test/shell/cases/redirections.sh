### output and append
echo a > f; echo b >> f; cat f; echo c >| f; cat < f; > empty; wc -c < empty
### descriptors
{ echo out; echo err >&2; } > o 2> e; cat o e; { echo out; echo err >&2; } > b 2>&1; cat b; { echo out; echo err >&2; } 2>&1 > o2 | cat; echo --; cat o2
### both
{ echo o; echo e >&2; } &> f; cat f; { echo o2; echo e2 >&2; } &>> f; cat f; { echo x; echo y >&2; } >& g; cat g
### open descriptors with exec
exec 3> f; echo to3 >&3; exec 3>&-; cat f; exec 4< f; read l <&4; echo $l; exec 4<&-; echo x >&4; echo $?
### read and write
echo hello > f; exec 5<> f; read -n 2 x <&5; echo -n XX >&5; exec 5>&-; cat f; echo $x
### here-document
cat <<A; cat <<'B'; cat <<-C
x $HOME
A
x $HOME \n
B
	tabs gone
	  but not spaces
	C
### here-document in a loop
for i in 1 2; do cat <<E
$i
E
done
### here-string
cat <<< "a b $((1+1))"; cat <<< $'x\ty'; read a b <<< "p q r"; echo "$b"; x='a   b'; cat <<< $x
### here-document with quoted parts
cat <<"E O F"
$no expansion
E O F
cat <<E\F
`no`
EF
### here-document and pipes
cat <<E | cat -n
hello
E
### two here-documents
cat <<A - <<B
a
A
b
B
### moving descriptors
exec 3>&1; echo via3 >&3; exec 4>&3-; echo via4 >&4; echo closed >&3; echo $?
### bad descriptors
echo x >&9; echo $?; cat <&8; echo $?
### missing files
cat < nofile; echo $?; echo x > nodir/f; echo $?; echo still here; : < nofile; echo $?
### redirect to a directory
mkdir d; echo x > d; echo $?; cat < d; echo $?
### ambiguous
x='a b'; echo hi > $x; echo $?; echo hi > $nope; echo $?; echo hi > "$x"; ls
### noclobber
set -C; echo a > f; echo b > f; echo $?; echo c >| f; cat f; echo d >> f; cat f; echo e > /dev/null; echo $?
### redirection without a command
> f; ls; < f; echo $?; < nofile; echo $?
### redirection before the command
> f echo first; cat f; 2>/dev/null >> f echo second; cat f
### order matters
f() { echo out; echo err >&2; }; f 2>&1 >/dev/null; f >/dev/null 2>&1; echo done
### variable descriptors
exec {fd}> f; echo "num $((fd >= 10))"; echo hi >&$fd; exec {fd}>&-; cat f
### process substitution
cat <(echo a) <(echo b); diff_lines() { while read -r x <&3 && read -r y <&4; do echo "$x-$y"; done 3< <(printf '1\n2\n') 4< <(printf 'a\nb\n'); }; diff_lines
### nested redirections
{ { echo a; echo b >&2; } 2> e1; echo c >&2; } 2> e2; cat e1 e2
### subshell redirections
(echo a; echo b >&2) > f 2>&1; cat f; (exec > g; echo inside); cat g; echo outside
### exec redirects the rest
exec 3>&1 > f; echo hidden; exec >&3; cat f
### closed stdout
echo x >&-; echo $?; (exec >&-; echo y); echo $?
### dev files
echo x > /dev/null; cat /dev/null; echo z | cat /dev/stdin; cat /dev/fd/0 <<< w
### redirect in functions and loops
f() { while read l; do echo "[$l]"; done; }; printf 'a\nb\n' | f; f < <(echo c); f <<< d
### dollar angle
echo contents > f; x=$(< f); echo $x; echo "$(<f)"; y=$(< nofile); echo "$?"
### seeking input shared
printf 'l1\nl2\nl3\n' > f; { read a; cat; } < f; (read a; read b; echo $b) < f
