# Building lists and the closure of a graph.
let
  inherit (builtins) genericClosure length genList foldl' concatMap elem filter groupBy attrNames toString;
  mod = a: b: a - b * (a / b);
  closure = genericClosure {
    startSet = [ { key = 1; } ];
    operator = n: filter (x: x.key < 120000) [ { key = n.key * 2; } { key = n.key * 3; } { key = n.key + 7; } ];
  };
  groups = groupBy (x: toString (mod x.key 97)) closure;
  pairs = concatMap (x: concatMap (y: if mod (x + y) 5 == 0 then [ (x * y) ] else [ ]) (genList (i: i) 900)) (genList (i: i) 900);
  found = length (filter (x: elem x [ 3 5 8 13 21 34 55 89 144 233 ]) (genList (i: i) 60000));
in
length closure + length (attrNames groups) + length pairs + found
