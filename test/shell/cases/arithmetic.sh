### operators
echo $((7/2)) $((-7/2)) $((7%3)) $((-7%3)) $((2**10)) $((1<<4)) $((256>>3)) $((5&3)) $((5|3)) $((5^3)) $((~5)) $((!5)) $((!0))
### comparison and logic
echo $((1<2)) $((2<=2)) $((3>4)) $((3>=4)) $((3==3)) $((3!=3)) $((1&&0)) $((1||0)) $((0||0)) $((1?2:3)) $((0?2:3))
### precedence
echo $((1+2*3)) $(((1+2)*3)) $((2+3<<1)) $((1|2^3&4)) $((-2**2)) $((2**3**2)) $((10-3-2)) $((100/10/2)) $((1,2,3))
### assignment operators
x=5; echo $((x+=3)) $((x-=1)) $((x*=2)) $((x/=3)) $((x%=3)) $((x<<=4)) $((x>>=1)) $((x|=1)) $((x&=7)) $((x^=2)) $x $((y=4)) $y
### increments
x=5; echo $((x++)) $x $((++x)) $((x--)) $((--x)) $x $((- -x)) $((+x)) $((1+x++ + ++x))
### bases
echo $((0x1F)) $((017)) $((2#1010)) $((16#ff)) $((36#z)) $((64#_)) $((10#08)) $((0xABCdef))
### 64 bits
echo $((9223372036854775807)) $((9223372036854775807+1)) $((-9223372036854775808-1)) $((1<<63)) $((1<<64)) $((9223372036854775807*2)) $((18446744073709551615))
### variables in expressions
a=3 b=a c='a+b'; echo $((a)) $((b)) $((c)) $((c*2)) $(($a+$b)) $((nope+1)) $(( a > 2 ? a : 0 ))
### recursive variables
a=b b=c c=42; echo $((a+1))
### division by zero
echo $((1/0)); echo same
echo $?; echo $((1%0))
echo next
### syntax errors
echo $((1+)); 
echo $((1 2))
echo $(( 08 ))
echo $((3 = 4))
echo $((a b))
### let and double parentheses
let x=1+2 y=x*2; echo $x $y; let "z = x + y"; echo $z; ((z > 5)) && echo big; ((z = 0)); echo $?; ((1)); echo $?; let 0; echo $?
### double parentheses errors
((1/0)); echo $?; ((1+)); echo $?; let 'a+'; echo $?; echo done
### negative exponent and bad base
echo $((2**-1)); echo $((99#1)); 
echo $((2#3))
### for loops
for ((i=0; i<3; i++)); do echo -n "$i "; done; echo; for ((i=3,j=0; i>j; i--,j++)); do echo $i $j; done; for ((;;)); do break; done; for ((k=0;k<5;k++)) { ((k==2)) && continue; echo -n $k; }; echo
### conditional evaluation has no side effects
x=1; echo $((0 && x++)) $x $((1 || x++)) $x $((1 ? 5 : x++)) $x
### quotes and spaces
x=4; echo $((  "x" + 1 )) $(( $(echo 3) * 2 )) $(( ${x}2 ))
### integer attribute
declare -i n; n=2+3; echo $n; n+=4; echo $n; n='n*2'; echo $n; n=abc; echo $n; m=1; m+=1; echo $m
### nested arithmetic
echo $(( $((1+1)) * (2 + $((3)) ) )); a=(10 20 30); echo $(( a[1] + a[ a[0]/10 ] ))
### whitespace and newlines
echo $((
 1 +
 2
))
### comma and ternary nesting
echo $(( 1 ? 0 ? 1 : 2 : 3 )) $(( (1,5) + 1 ))
### unset variables in arithmetic under nounset
set -u; echo $((1 + undefinedvar)); echo no
