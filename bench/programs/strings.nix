# Interpolation, substrings, joining, replacing.
let
  inherit (builtins) concatStringsSep genList map replaceStrings substring stringLength foldl' toString split filter isString;
  words = genList (i: "word${toString i}") 20000;
  sentence = concatStringsSep " " words;
  replaced = replaceStrings [ "word1" "word2" "9" ] [ "WORT" "MOT" "neuf" ] sentence;
  chars = s: genList (i: substring i 1 s) (stringLength s);
  count = c: s: foldl' (n: x: if x == c then n + 1 else n) 0 (chars s);
  pieces = map (i: "${toString i}:${substring i 5 sentence}-${if i / 2 * 2 == i then "even" else "odd"}") (genList (i: i) 200000);
in
count "o" replaced + stringLength (concatStringsSep "," pieces) + builtins.length (filter isString (split " " sentence))
