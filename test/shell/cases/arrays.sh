### indexed arrays
a=(one two 'three four'); echo ${a[0]} "${a[2]}" ${#a[@]} $a; a[5]=six; echo "${a[@]}" ${!a[@]}; unset 'a[1]'; echo ${!a[@]} ${#a[@]}
### append
a=(1 2); a+=(3 4); a[0]+=x; a+=y; echo "${a[@]}"; s=a; s+=b; echo $s
### indexes in initialisers
a=([3]=c [1]=a b); echo ${!a[@]} "${a[@]}"; b=(x [5]=y z); echo ${!b[@]}
### negative index
a=(1 2 3); echo ${a[-1]} ${a[-2]}; a[-1]=9; echo ${a[@]}; unset 'a[-1]'; echo ${a[@]}; echo ${a[-5]}
### arithmetic indexes
i=1; a=(p q r s); echo ${a[i]} ${a[i+1]} ${a[$i+2]} ${a[i++]} $i; a[i*2-1]=Z; echo ${a[@]}
### slices
a=(0 1 2 3 4 5); echo ${a[@]:2} ${a[@]:1:2} ${a[@]: -2} ; unset 'a[3]'; echo ${a[@]:2:2}; echo ${a[*]:0:1}
### joining
a=(x y z); IFS=,; echo "${a[*]}" ${a[*]}; printf '<%s>' "${a[@]}"; echo
### splitting into an array
s='a b  c'; a=($s); echo ${#a[@]}; IFS=:; b=(1:2:3); c=($(echo 4:5)); echo ${#b[@]} ${#c[@]}; v=1:2:3; d=($v); echo ${#d[@]}
### empty arrays
a=(); echo ${#a[@]} "${a[@]}" "${a[0]-unset}"; for x in "${a[@]}"; do echo no; done; printf '<%s>' "${a[@]+set}"; echo
### associative arrays
declare -A m; m[one]=1; m[two words]=2; m["$HOME"]=h; k=key; m[$k]=v; echo ${m[one]} "${m[two words]}" ${m[key]} ${#m[@]}; unset 'm[one]'; echo ${#m[@]} ${m[one]-gone}
### order of keys
declare -A m=([alpha]=1 [beta]=2 [gamma]=3 [delta]=4 [a]=5 [b]=6 [c]=7 [foo]=8 [bar]=9); echo "${!m[@]}"; echo "${m[@]}"
### associative initialisers
declare -A m=([a]=1 ["b c"]=2); m+=([d]=3 [a]=9); for k in a 'b c' d; do echo "$k=${m[$k]}"; done; declare -A n=(k1 v1 k2 v2); echo ${n[k1]} ${n[k2]}
### keys with odd characters
declare -A m; k='a]b'; m["$k"]=1; m['$x']=2; m["a b"]+=x; m["a b"]+=y; for k in "${!m[@]}"; do echo "<$k>=${m[$k]}"; done | sort
### iterate with indexes
a=(p q r); for i in "${!a[@]}"; do echo "$i:${a[i]}"; done
### copy an array
a=('x y' z); b=("${a[@]}"); echo ${#b[@]} "${b[0]}"
### declare -p of arrays
a=(1 'b c' "d\"e" $'f\ng'); declare -p a; declare -A m=([k]='v w'); declare -p m; declare -a e; declare -p e; f=(); declare -p f; declare -ai n=(1+1 2*3); declare -p n
### scalars as arrays
x=abc; echo ${x[0]} ${x[@]} ${#x[@]} "${x[1]-none}"; x[1]=def; echo ${x[@]}; declare -p x
### nested in quotes
a=(1 2); printf '<%s>' "pre ${a[@]} post"; echo; printf '<%s>' "pre ${a[*]} post"; echo
### mapfile
printf 'l1\nl2\nl3' | { mapfile -t x; echo ${#x[@]} "${x[2]}"; }; mapfile y < <(printf 'a\nb\n'); printf '<%s>' "${y[@]}"; mapfile -t -n 1 -s 1 z < <(printf '1\n2\n3\n'); echo "${z[@]}"; readarray -d : -t w <<< a:b:c; echo ${#w[@]}
### read into an array
read -a a <<< 'x y  z'; echo ${#a[@]} ${a[2]}; IFS=, read -ra b <<< 'p,q,,r'; echo ${#b[@]} "${b[2]}" ${b[3]}
### local arrays
f() { local -a l=(1 2); l+=(3); echo ${l[@]}; local -A m=([x]=y); echo ${m[x]}; }; f; echo "${l[@]-none}"
### arrays in arithmetic
a=(1 2 3); echo $((a[0]+a[2])) $((a[1]++)) ${a[1]}; ((a[5]=7)); echo ${a[5]}; declare -A m=([k]=4); echo $((m[k]*2)); ((m[k]+=1)); echo ${m[k]}
### bad subscripts
a=(1 2); a[-5]=x; echo $?; echo "${a[@]}"
### unset whole arrays
a=(1 2); unset a; echo "${a[@]-gone}"; declare -A m=([x]=1); unset m; echo ${m[x]-gone}
### readonly arrays
readonly -a r=(1 2); r[0]=5; echo "${r[@]}"
### array element as nameref and printf -v
a=(); printf -v 'a[2]' %03d 7; echo ${a[2]} ${!a[@]}; declare -n ref=a; ref[0]=z; echo ${a[0]} ${#ref[@]}
