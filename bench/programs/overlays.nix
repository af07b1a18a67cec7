# A package set as a fixed point, extended by many overlays.
let
  inherit (builtins) foldl' genList toString attrNames length listToAttrs;
  fix = f: let x = f x; in x;
  extends = overlay: f: final: let prev = f final; in prev // overlay final prev;
  base = final: listToAttrs (genList (i: { name = "pkg${toString i}"; value = { version = i; deps = [ ]; }; }) 200);
  overlay =
    i: final: prev: {
      "pkg${toString i}" = prev."pkg${toString i}" // {
        version = prev."pkg${toString i}".version + 1;
        deps = [ final."pkg${toString (i - (i / 2) * 1)}" ];
      };
      "extra${toString i}" = { version = final.pkg7.version + i; };
    };
  total =
    seed:
    let
      final = fix (foldl' (f: i: extends (overlay (i - (i / 200) * 200)) f) base (genList (i: i + seed) 1500));
    in
    foldl' (acc: n: acc + final.${n}.version) 0 (attrNames final) + length final.pkg9.deps;
in
foldl' (acc: seed: acc + total seed) 0 (genList (i: i) 30)
