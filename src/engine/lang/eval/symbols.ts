// Names that are older than any program: their order decides which of several attributes is looked at first.
export const SYMBOLS: readonly string[] =
  '<with> outPath drvPath type meta name value system __overrides outputs outputName __ignoreNulls file line column __functor __toString right wrong __structuredAttrs allowedReferences allowedRequisites disallowedReferences disallowedRequisites maxSize maxClosureSize builder args __contentAddressed __impure outputHash outputHashAlgo outputHashMode recurseForDerivations description self startSet operator key path prefix outputSpecified __sub __lessThan __mul __div or __findFile __nixPath body'.split(
    ' ',
  );
