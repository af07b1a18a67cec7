// What `import` makes of a store derivation: a function, in Nix, from its path, name and outputs to a set like that of
// `derivation`.
export const IMPORTED_DERIVATION_TEXT = `attrs:
let
  shared = builtins.listToAttrs outputs // {
    all = map (output: output.value) outputs;
    inherit (attrs) drvPath name;
    type = "derivation";
  };
  describe = outputName: {
    name = outputName;
    value = shared // {
      outPath = attrs.\${outputName};
      inherit outputName;
    };
  };
  outputs = map describe attrs.outputs;
in
(builtins.head outputs).value
`;
