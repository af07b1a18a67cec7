# A small module system: options, definitions with priorities, types that merge, configuration as a fixed point.
let
  inherit (builtins) attrNames concatLists concatMap filter foldl' genList isFunction listToAttrs map mapAttrs sort toString zipAttrsWith;
  mkOption = default: merge: { _type = "option"; inherit default merge; };
  mkIf = condition: content: { _type = "if"; inherit condition content; };
  mkOverride = priority: content: { _type = "override"; inherit priority content; };
  last = xs: builtins.elemAt xs (builtins.length xs - 1);
  sum = foldl' (a: b: a + b) 0;
  discharge =
    d:
    if d._type or "" == "if" then (if d.condition then discharge d.content else [ ])
    else if d._type or "" == "override" then [ { inherit (d) priority; value = d.content; } ]
    else [ { priority = 100; value = d; } ];
  mergeDefs =
    option: defs:
    let
      all = concatMap discharge defs;
      best = foldl' (p: d: if d.priority < p then d.priority else p) 10000 all;
      values = map (d: d.value) (filter (d: d.priority == best) all);
    in
    if values == [ ] then option.default else option.merge values;
  evalModules =
    modules:
    let
      loaded = map (m: if isFunction m then m { inherit config; lib = { inherit mkIf mkOverride; }; } else m) modules;
      options = foldl' (a: m: a // (m.options or { })) { } loaded;
      definitions = zipAttrsWith (_: defs: defs) (map (m: m.config or { }) loaded);
      config = mapAttrs (name: option: mergeDefs option (definitions.${name} or [ ])) options;
    in
    config;
  service =
    i:
    { config, lib, ... }:
    {
      options."service${toString i}" = mkOption false last;
      options."port${toString i}" = mkOption (8000 + i) last;
      options."lines${toString i}" = mkOption [ ] concatLists;
      config."service${toString i}" = i - (i / 3) * 3 == 0;
      config."lines${toString i}" = lib.mkIf config."service${toString i}" [ "start ${toString i}" "port ${toString config."port${toString i}"}" ];
      config."port${toString (i + 1)}" = lib.mkOverride 50 (config."port${toString i}" + 1);
      config.total = config."port${toString i}";
      config.names = [ "service${toString i}" ];
    };
  evaluate =
    n:
    evalModules (
      [ { options.total = mkOption 0 sum; options.names = mkOption [ ] concatLists; options."port${toString n}" = mkOption 0 last; } ]
      ++ genList service n
    );
  configs = genList (k: evaluate (300 + k)) 60;
in
foldl' (acc: c: acc + c.total + builtins.length (sort (a: b: a < b) c.names) + sum (map (n: builtins.length (c.${n} or [ ])) (filter (n: builtins.match "lines.*" n != null) (attrNames c)))) 0 configs
