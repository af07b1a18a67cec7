### simple quoting
echo 'a  b' "c  d" e\ \ f $'g\th\x41\101' $"i j"
### empty words stay when quoted
printf '<%s>' "" '' $'' "$nope" $nope x; echo
### adjacent quotes join
x=1; echo a"b"'c'$x"d$x"e
### backslash newline joins
echo one\
two "three\
four"
### backslashes in double quotes
echo "\a \$ \` \" \\ \x"
### dollar at the end is itself
echo $ "$" a$ "a$ b" '$x'
### tilde
HOME=/h; echo ~ ~/x "~" \~ a~ ~+ x=~/y; y=~/z:~/w; echo $y
### tilde of users
echo ~root ~nosuchuser
### word splitting with default IFS
x='  a   b	c
d '; printf '<%s>' $x; echo; printf '<%s>' "$x"; echo
### word splitting with other IFS
IFS=:; x='a::b:'; printf '<%s>' $x; echo; IFS=': '; x=' a : b : : c '; printf '<%s>' $x; echo
### empty IFS splits nothing
IFS=; x='a b c'; printf '<%s>' $x; echo
### unset IFS is the default
unset IFS; x='a b	c'; printf '<%s>' $x; echo
### splitting joins neighbours
x='a b'; printf '<%s>' 1$x"2"; echo; printf '<%s>' "$x"$x; echo
### positional parameters at and star
set -- 'a b' '' c; printf '<%s>' $@; echo; printf '<%s>' "$@"; echo; printf '<%s>' $*; echo; printf '<%s>' "$*"; echo; IFS=-; printf '<%s>' "$*" $*; echo
### no positional parameters
set --; printf '<%s>' "$@"; echo; printf '<%s>' "a$@b"; echo; printf '<%s>' "$*"; echo
### at inside a word
set -- 1 2 3; printf '<%s>' "x$@y" x$@y; echo
### many positionals
set -- a b c d e f g h i j k; echo $10 ${10} ${11} $#
### braces
echo {a,b,c} x{1,2}y {a,b}{c,d} {a,{b,c},d} {a} {} {,a} a{,} "{a,b}" {a,'b c',"d e"}
### brace sequences
echo {1..5} {5..1} {1..10..3} {a..e} {e..a..2} {01..03} {-2..2} {1..a} {1...3} {x..x}
### braces and variables
x=3; echo {1..$x} {$x,a}_{b,$x} pre{a,b}$x
### braces not expanded
echo \{a,b} {a\,b} {a,b ${x-{c,d}} a{b
### command substitution
echo $(echo a; echo b) "$(printf 'x\n\n\n')" `echo back \`echo nested\`` "`echo "q r"`"
### nested command substitution
echo $(echo $(echo $(echo deep))) "$(echo "$(echo "in quotes")")"
### command substitution keeps inner newlines
x=$(printf 'a\nb\n\n'); echo "$x"; echo $x
### case in command substitution
echo $(case x in x) echo matched;; esac) $(case y in (y) echo two;; esac)
### comment in command substitution
echo $(echo a # comment )
echo b)
### here-document in command substitution
echo "$(cat <<X
hello ) world
X
)"
### status of command substitution
x=$(exit 3); echo $?; echo $(exit 4) $?; local_status() { local y=$(exit 5); echo $?; }; local_status
### arithmetic expansion in words
echo $((1+2)) $[3*4] "$(( 5 - 6 ))"x $(( 1 ? 2 : 3 ))
### globs
touch b.txt a.txt c.md .hidden 'sp ace.txt'; mkdir d; touch d/x d/y; echo *; echo *.txt; echo [ab].txt; echo ?.md; echo d/*; echo */x; echo nope*; echo "*.txt" \*.txt; echo .h*; echo [!a].txt [^a]*.md
### globs from variables
touch a1 a2; x='a*'; echo $x "$x"; y='a?'; for f in $y; do echo "f=$f"; done
### globs and quoting
touch 'a*b' axb; echo a\*b a"*"b a*b 'a'*'b'
### nullglob failglob dotglob
touch .a b; shopt -s nullglob; echo x nope* y; shopt -u nullglob; shopt -s dotglob; echo *; shopt -u dotglob; shopt -s failglob; echo nope*; echo after
### noglob
set -f; touch aa; echo a*; set +f; echo a*
### extglob
shopt -s extglob
touch a b ab abc a.txt a.c; echo @(a|b) ?(a)b +(a|b) !(*.txt|*.c) *(a)b.*; echo !(a)
### globstar
shopt -s globstar; mkdir -p p/q/r; touch p/1 p/q/2 p/q/r/3; echo **/; echo **/[0-9]; echo p/**
### character classes
touch a A 1 _ ; echo [[:upper:]] [[:digit:]_] [[:alpha:]] [![:alnum:]]; echo [a-z]
### no split in assignments
x='a   b'; y=$x; echo "$y"; z=$x$x; echo "$z"; w=*; echo "$w"
### quoting in assignments
a="x y"'z'\ w; echo "$a"; b=$(echo 'p  q'); echo "$b"
### no brace expansion in assignments
x={a,b}; echo $x
