# Strict folds over generated lists, with filter and map between.
let
  inherit (builtins) foldl' genList filter map;
  mod = a: b: a - b * (a / b);
  round =
    n:
    foldl' (acc: x: mod (acc * 31 + x) 1000003) n (
      filter (x: mod x 3 != 0) (map (x: x * x) (genList (i: i + n) 2000))
    );
in
foldl' (acc: i: mod (acc + round i) 1000003) 0 (genList (i: i) 500)
