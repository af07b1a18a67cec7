# Deep recursion, short of Nix's limit, and long chains of thunks.
let
  inherit (builtins) genList foldl' elemAt;
  down = n: if n == 0 then 0 else 1 + down (n - 1);
  even = n: if n == 0 then true else odd (n - 1);
  odd = n: if n == 0 then false else even (n - 1);
  cons = n: if n == 0 then null else { head = n; tail = cons (n - 1); };
  sum = l: if l == null then 0 else l.head + sum l.tail;
  chain = genList (i: if i == 0 then 0 else elemAt chain (i - 1) + 1) 4000;
in
foldl' (acc: i: acc + down (9000 + i) + (if even (4000 + i) then 1 else 0) + sum (cons 4000)) 0 (genList (i: i) 100) + elemAt chain 3999
