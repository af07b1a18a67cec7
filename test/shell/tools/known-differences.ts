// Cases in which our tools differ from the real ones, by command, and why. Each must keep differing: when one agrees,
// take it from the list.
const USAGE = 'the real one prints its whole help, which we do not copy';

export const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
  [String.raw`printf 'a\nb\nc\na\nb\nb\na\n' > m1; printf 'c\nb\na\nb\na\nc\n' > m2; diff m1 m2`]:
    'another edit of the same, shortest length',
  'rm -f a a.rej a.orig; patch < p': 'a patch that seems reversed is refused without being asked about',
  sed: USAGE,
  'sed -Q': USAGE,
  'sed --nonsense': USAGE,
};
