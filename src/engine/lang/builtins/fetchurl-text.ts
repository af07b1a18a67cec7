// `<nix/fetchurl.nix>`: a function that describes a download as a derivation, in Nix. Which arguments it takes and which
// attributes it gives the derivation is what Nix's own does, so that the same call has the same store path.
export const FETCHURL_TEXT = `# Describes the download of one file.
let
  # the first of the legacy arguments that says something, else the last
  legacy = args: builtins.head (builtins.filter (a: a.hash != "") args ++ [ (builtins.elemAt args 3) ]);
in
{
  system ? "",
  url,
  hash ? "",
  md5 ? "",
  sha1 ? "",
  sha256 ? "",
  sha512 ? "",
  outputHash ? (
    if hash != "" then hash else (legacy [
      { algo = "sha512"; hash = sha512; }
      { algo = "sha1"; hash = sha1; }
      { algo = "md5"; hash = md5; }
      { algo = "sha256"; hash = sha256; }
    ]).hash
  ),
  outputHashAlgo ? (
    if hash != "" then "" else (legacy [
      { algo = "sha512"; hash = sha512; }
      { algo = "sha1"; hash = sha1; }
      { algo = "md5"; hash = md5; }
      { algo = "sha256"; hash = sha256; }
    ]).algo
  ),
  executable ? false,
  unpack ? false,
  name ? baseNameOf (toString url),
  impure ? false,
}:

derivation (
  {
    inherit name url executable unpack;
    urls = [ url ];
    builder = "builtin:fetchurl";
    system = "builtin";
    outputHashMode = if executable || unpack then "recursive" else "flat";
    preferLocalBuild = true;
    impureEnvVars = [ "http_proxy" "https_proxy" "ftp_proxy" "all_proxy" "no_proxy" ];
  }
  // (if impure then { __impure = true; } else { inherit outputHash outputHashAlgo; })
)
`;
