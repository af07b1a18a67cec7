# A comparator in Nix over pseudo-random records, and the built-in order over strings.
let
  inherit (builtins) genList sort foldl' elemAt length lessThan map;
  mod = a: b: a - b * (a / b);
  randoms = n: genList (i: mod ((i + 17) * 1103515245 + (i * i) * 12345) 2147483648) n;
  records = map (x: { key = mod x 10007; name = "item-${toString x}"; }) (randoms 20000);
  byKey = sort (a: b: a.key < b.key || (a.key == b.key && a.name < b.name)) records;
  byName = sort lessThan (map (r: r.name) (records ++ records ++ records));
  repeated = genList (i: sort (a: b: a < b) (map (r: r.key + i) records)) 20;
in
foldl' (acc: l: acc + elemAt l 17) 0 repeated + (elemAt byKey 100).key + length byName + builtins.stringLength (elemAt byName 5)
