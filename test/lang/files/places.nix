{ inherit (builtins.unsafeGetAttrPos "a" { a = 1; }) file line; here = __curPos; text = ./text; }
