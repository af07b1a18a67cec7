### missing file to dot ends the shell
bash --posix -c '. /nope; echo no'; echo $?
### special builtin errors end the shell
bash --posix -c 'shift 5; echo a; set -Z; echo no'; echo $?; bash --posix -c 'readonly x=1; x=2; echo no'; echo $?; bash --posix -c 'export 1x=2; echo no'; echo $?
### redirection errors of special builtins
bash --posix -c ': > /nope/x; echo no'; echo $?; bash --posix -c 'echo > /nope/x; echo yes'; echo $?
### assignments before special builtins last
bash --posix -c 'x=1 :; echo $x; y=1 export z=2; echo $y $z; w=1 true; echo "<$w>"; f() { :; }; v=1 f; echo "<$v>"'
### functions shadow no special builtins
bash --posix -c 'echo() { command echo mine; }; echo x'
### errexit goes into substitutions
bash --posix -c 'set -e; x=$(false; echo no); echo not; echo end'; echo $?
### no process substitution needed
sh -c 'a=1; b=$((a+1)); echo $b; for i in 1 2; do echo $i; done; case x in x) echo y;; esac'
### sh expansions
sh -c 'x=a.b.c; echo ${x%.*} ${x##*.} ${#x} ${y:-d}; set -- 1 2; echo $# "$@"; echo "$(echo sub)"'
### sh heredocs and functions
sh -c 'f() { cat <<E
v $1
E
}; f x; read a b <<E
p q r
E
echo $b'
### sh options
sh -ec 'false; echo no'; echo $?; bash --posix -uc 'echo $x; echo no' 2>/dev/null; echo $?; sh -c 'set -f; echo *; exit 3'; echo $?
### unset variables and exit in posix
bash --posix -c 'unset x; echo ${x?gone}; echo no'; echo $?
### break outside loops
bash --posix -c 'break; echo on; return 2; echo no'; echo $?
### arithmetic errors in posix
bash --posix -c 'echo $((1/0)); echo no'; echo $?
### tilde and aliases
bash --posix -c 'alias e="echo aliased"
e x'
### trap listing
bash --posix -c 'trap "echo x" EXIT INT; trap'
### command not found
bash --posix -c 'nosuch; echo $?'
