# Attribute sets: merging, updating one name, mapping, selecting.
let
  inherit (builtins) foldl' genList listToAttrs mapAttrs attrValues toString;
  base = listToAttrs (genList (i: { name = "key${toString i}"; value = i; }) 60);
  step =
    acc: i:
    acc
    // { counter = acc.counter + 1; "key${toString (i - (i / 60) * 60)}" = i; }
    // (if i - (i / 7) * 7 == 0 then { seven = i; } else { other = i; });
  start = base // { counter = 0; seven = 0; other = 0; };
  merged = foldl' (acc: round: acc // (foldl' step (acc // { counter = 0; }) (genList (i: i + round) 4000))) start (genList (i: i) 20);
  small = foldl' (acc: i: acc + ({ a = i; b = 2; c = 3; } // { b = i; d = 4; }).b) 0 (genList (i: i) 800000);
in
merged.counter + merged.key3 + small + foldl' (a: b: a + b) 0 (attrValues (mapAttrs (n: v: v + 1) merged))
