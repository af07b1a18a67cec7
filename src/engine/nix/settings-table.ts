// Every setting of Nix 2.36: its kind, its default, and what a change of it does on this machine.
//
// `here`: it has its effect. `nowhere`: nothing that it governs exists on this machine (a network, a disk, other users,
// other threads), so that it may have any value and nothing shows. `fixed`: it would matter, and only the default is
// simulated, or the value behind `fixed=`. `builds`: the same, for who builds something.
// Source of names, kinds and defaults: `nix config show --json` of Nix 2.36.0.
import type { ByteString } from '../base/index.ts';

export type SettingKind =
  | 'boolean'
  | 'count'
  | 'text'
  /** A path, or nothing. */
  | 'path'
  /** Words in their order. */
  | 'words'
  /** Words, sorted, each once. */
  | 'set'
  /** `name=value` words. */
  | 'map'
  | 'features'
  | 'jobs'
  | 'sandbox'
  | 'sandbox-paths'
  /** `ignore`, `warn` or `fatal`. */
  | 'lint';

export type SettingEffect = 'here' | 'nowhere' | 'fixed' | 'builds';

export interface SettingDescriptor {
  readonly name: string;
  readonly kind: SettingKind;
  readonly initial: ByteString;
  readonly effect: SettingEffect;
  /** The value that is simulated, of a fixed one. */
  readonly simulated: ByteString;
  readonly summary: string;
  readonly aliases: readonly string[];
  /** The experimental feature that must be on for it to count. */
  readonly feature: string | undefined;
}

/** One a line: name (aliases) [feature] | kind | default | effect | what it is. */
const TABLE = `
abort-on-warn | boolean | false | here | Makes every builtins.warn an error.
accept-flake-config [flakes] | boolean | false | nowhere | Takes the settings of a flake without asking.
access-tokens | map | | nowhere | Tokens for the hosts that flakes are fetched from.
allow-dirty | boolean | true | nowhere | Lets a working tree with changes be a flake.
allow-dirty-locks [flakes] | boolean | false | nowhere | Lets a lock file name a working tree with changes.
allow-import-from-derivation | boolean | true | here | Lets evaluation wait for builds whose outputs it reads.
allow-new-privileges | boolean | false | nowhere | Lets builders become another user by a setuid program.
allow-symlinked-store | boolean | false | fixed | Lets /nix/store be reached through a symlink.
allow-unsafe-native-code-during-evaluation | boolean | false | fixed | Adds builtins.exec and builtins.importNative.
allowed-impure-host-deps | set | | nowhere | Paths that __impureHostDeps may name (macOS).
allowed-uris | words | | here | Prefixes of what restricted evaluation may fetch.
allowed-users | words | * | nowhere | Who may talk to the daemon.
always-allow-substitutes | boolean | false | nowhere | Ignores allowSubstitutes of derivations.
auto-allocate-uids [auto-allocate-uids] | boolean | false | nowhere | Takes users for builds from a range of numbers.
auto-optimise-store | boolean | false | fixed | Links equal files in the store to one.
bash-prompt | text | | nowhere | The prompt of nix develop.
bash-prompt-prefix | text | | nowhere | What stands before the prompt of nix develop.
bash-prompt-suffix | text | | nowhere | What stands behind the prompt of nix develop.
build-dir | path | | builds | Where builds have their temporary directories.
build-hook | words | nix __build-remote | nowhere | The program that hands builds to other machines.
build-hook-kill-timeout | count | 500 | nowhere | Milliseconds that the build hook has to end in.
build-poll-interval | count | 5 | nowhere | Seconds between two looks at a lock.
build-users-group | text | | nowhere | The group whose members run builds.
builders | text | @/etc/nix/machines | nowhere | Other machines that may build.
builders-use-substitutes | boolean | false | nowhere | Lets those machines fetch what they need themselves.
commit-lock-file-summary (commit-lockfile-summary) [flakes] | text | | nowhere | The commit message for a changed lock file.
compress-build-log (build-compress-log) | boolean | true | builds=false | Compresses the logs of builds.
connect-timeout | count | 15 | nowhere | Seconds that a connection may take to be made.
cores (build-cores) | count | 0 | here | Cores that a builder is told to use; 0 for all.
debugger-on-trace | boolean | false | nowhere | Lets builtins.trace stop in the debugger.
debugger-on-warn | boolean | false | nowhere | Lets builtins.warn stop in the debugger.
diff-hook | path | | builds | A program that compares two builds of one derivation.
download-buffer-size | count | 1048576 | nowhere | Bytes kept of a download that nobody takes.
download-speed | count | 0 | nowhere | The most that is downloaded, in KiB a second.
eval-attrset-update-layer-rhs-threshold | count | 16 | nowhere | Up to which size // adds a layer instead of copying.
eval-cache | boolean | true | nowhere | Keeps results of evaluating flakes.
eval-profile-file | path | nix.profile | nowhere | Where the evaluator's profile is written.
eval-profiler | text | disabled | fixed | Measures the evaluator.
eval-profiler-frequency | count | 99 | nowhere | Samples a second of the evaluator's profiler.
eval-system | text | | here | builtins.currentSystem, when it is not the machine's own.
experimental-features | features | | here | Features that are switched on before they are finished.
external-builders | text | [] | builds | Programs that build for other kinds of machines.
extra-platforms | set | i686-linux | here | Kinds of machines, besides its own, that this one can build for.
fallback (build-fallback) | boolean | false | nowhere | Builds what could not be fetched.
filetransfer-retry-attempts (download-attempts) | count | 5 | here | How often a transfer is tried.
filetransfer-retry-delay | count | 100 | here | Milliseconds before the second try.
filetransfer-retry-delay-rate-limited | count | 5000 | nowhere | Milliseconds before the second try where a server asks to wait.
filetransfer-retry-jitter | boolean | true | here | Varies the time between tries by chance.
filetransfer-retry-max-delay | count | 60000 | here | The longest time between two tries, in milliseconds.
filter-syscalls | boolean | true | nowhere | Forbids builders to make setuid files.
flake-registry [flakes] | text | https://channels.nixos.org/flake-registry.json | here | Where the global registry of flakes is.
fsync-metadata | boolean | true | nowhere | Waits until the store's database is on the disk.
fsync-store-paths | boolean | false | nowhere | Waits until store paths are on the disk.
gc-reserved-space | count | 8388608 | nowhere | Bytes kept free so that garbage can be collected on a full disk.
hashed-mirrors | words | | nowhere | Servers that have files by their hashes.
http-connections (binary-caches-parallel-connections) | count | 25 | nowhere | Connections at the same time.
http2 | boolean | true | nowhere | Uses HTTP/2.
http3 | boolean | false | nowhere | Uses HTTP/3.
id-count | count | 8388608 | nowhere | How many user numbers auto-allocate-uids may take.
ignore-try | boolean | false | nowhere | Does not stop in the debugger inside of tryEval.
ignored-acls | set | security.csm security.selinux system.nfs4_acl | nowhere | Extended attributes that store files may keep.
impersonate-linux-26 (build-impersonate-linux-26) | boolean | false | builds | Shows builders an old version of Linux.
impure-env [configurable-impure-env] | map | | builds | Values for impureEnvVars.
json-log-path | path | | fixed | A file that gets the log as JSON too.
keep-build-log (build-keep-log) | boolean | true | builds | Keeps the logs of builds.
keep-derivations (gc-keep-derivations) | boolean | true | fixed | Keeps the derivations of live outputs from being collected.
keep-env-derivations (env-keep-derivations) | boolean | false | fixed | Lets user environments refer to their derivations.
keep-failed | boolean | false | builds | Keeps the directories of failed builds.
keep-going | boolean | false | here | Goes on with other builds when one has failed.
keep-outputs (gc-keep-outputs) | boolean | false | fixed | Keeps the outputs of live derivations from being collected.
lint-absolute-path-literals | lint | ignore | here | What to do about paths that begin with / or ~.
lint-short-path-literals | lint | ignore | here | What to do about relative paths that do not begin with a dot.
lint-url-literals | lint | ignore | here | What to do about URLs without quotes.
log-lines | count | 25 | here | Lines of a failed build's log that are shown with the error.
max-build-log-size (build-max-log-size) | count | 0 | builds | The longest log a build may write, in bytes; 0 for any.
max-call-depth | count | 10000 | here | How deep function calls may nest.
max-free | count | 9223372036854775807 | nowhere | Bytes free at which min-free stops collecting.
max-jobs (build-max-jobs) | jobs | 1 | here | Builds at the same time.
max-silent-time (build-max-silent-time) | count | 0 | builds | Seconds that a builder may be silent; 0 for ever.
max-substitution-jobs (substitution-max-jobs) | count | 16 | nowhere | Fetches at the same time.
min-free | count | 0 | fixed | Free bytes below which garbage is collected during builds.
min-free-check-interval | count | 5 | nowhere | Seconds between two looks at the free space.
nar-buffer-size | count | 33554432 | nowhere | Up to which size a NAR is kept in memory.
narinfo-cache-meta-ttl | count | 604800 | nowhere | Seconds for which what is known of a cache counts.
narinfo-cache-negative-ttl | count | 3600 | nowhere | Seconds for which a cache's not having a path counts.
narinfo-cache-positive-ttl | count | 2592000 | nowhere | Seconds for which a cache's having a path counts.
netrc-file | path | /etc/nix/netrc | nowhere | Passwords for HTTP.
nix-path | words | | here | Where <names> in angle brackets are looked up.
nix-shell-always-looks-for-shell-nix | boolean | true | nowhere | Lets nix-shell prefer shell.nix in any directory.
nix-shell-shebang-arguments-relative-to-script | boolean | true | nowhere | What paths in #! lines of nix-shell are relative to.
plugin-files | words | | fixed | Libraries to load into Nix.
post-build-hook | text | | builds | A program that runs after each build.
pre-build-hook | text | | builds | A program that runs before each build.
preallocate-contents | boolean | false | nowhere | Reserves the space of a file before it is written.
print-missing | boolean | true | here | Tells what will be built before it is.
pure-eval | boolean | false | here | Lets nothing but what was named by its hash into an evaluation.
require-drop-supplementary-groups | boolean | true | nowhere | Insists that builders leave their other groups.
require-sigs | boolean | true | nowhere | Takes from others only what is signed by a trusted key.
restrict-eval | boolean | false | here | Lets evaluation read only what the search path names.
run-diff-hook | boolean | false | builds | Runs the diff-hook.
sandbox (build-use-chroot build-use-sandbox) | sandbox | true | builds | Builds where nothing exists that was not asked for.
sandbox-build-dir | path | /build | builds | Where the directory of a build is inside of the sandbox.
sandbox-dev-shm-size | text | 50% | nowhere | The size of /dev/shm in the sandbox.
sandbox-fallback | boolean | true | nowhere | Builds without a sandbox where there can be none.
sandbox-paths (build-chroot-dirs build-sandbox-paths) | sandbox-paths | | here | Paths of the machine that builders see.
secret-key-files | words | | builds | Keys that sign what is built.
show-trace | boolean | false | here | Shows all frames of an error.
ssl-cert-file | path | | nowhere | Certificates that are trusted.
stalled-download-timeout | count | 300 | nowhere | Seconds without a byte that end a download.
start-id | count | 872415232 | nowhere | The first user number for auto-allocate-uids.
store | text | auto | fixed | The store that is worked on.
substitute (build-use-substitutes) | boolean | true | nowhere | Fetches from caches.
substituters (binary-caches) | words | https://cache.nixos.org/ | fixed= | Caches to fetch from.
sync-before-registering | boolean | false | nowhere | Waits for the disk before a path counts as valid.
system | text | x86_64-linux | here | The kind of machine this one is.
system-features | set | benchmark big-parallel nixos-test uid-range | fixed | What this machine has, for requiredSystemFeatures.
tarball-ttl | count | 3600 | nowhere | Seconds for which a fetched tarball counts.
timeout (build-timeout) | count | 0 | builds | Seconds that a build may take; 0 for ever.
trace-function-calls | boolean | false | fixed | Tells of every call that is evaluated.
trace-import-from-derivation | boolean | false | here | Warns where evaluation waits for a build.
trace-verbose | boolean | false | here | Lets builtins.traceVerbose speak.
trust-tarballs-from-git-forges | boolean | true | nowhere | Takes a forge's tarball for the commit it says it is.
trusted-public-keys (binary-cache-public-keys) | words | cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY= | nowhere | Keys whose signatures count.
trusted-substituters (trusted-binary-caches) | words | | nowhere | Caches that any user may name.
trusted-users | words | root | nowhere | Users with more rights at the daemon.
upgrade-nix-store-path-url | text | https://github.com/NixOS/nixpkgs/raw/master/nixos/modules/installer/tools/nix-fallback-paths.nix | nowhere | Where nix upgrade-nix looks for the newest Nix.
use-case-hack | boolean | false | fixed | Renames files that differ in case only.
use-cgroups | boolean | false | nowhere | Runs builders in control groups.
use-registries [flakes] | boolean | true | here | Looks flakes up in registries.
use-sqlite-wal | boolean | true | nowhere | How the database writes its log.
use-xdg-base-directories | boolean | false | fixed | Puts the files of a user where XDG wants them.
user-agent-suffix | text | | nowhere | What is added to the name that servers are told.
warn-dirty | boolean | true | nowhere | Warns of a working tree with changes.
warn-large-path-threshold | count | 0 | fixed | Warns of paths copied to the store that are larger, in bytes.
warn-short-path-literals | boolean | false | here | The old name of lint-short-path-literals.
`;

function parseRow(row: string): SettingDescriptor {
  const [names, kind, initial, effect, summary] = row.split('|').map((cell) => cell.trim());
  const [, name, aliases, feature] = /^(\S+)(?: \((.*?)\))?(?: \[(.*?)\])?$/.exec(names) ?? [];
  return {
    name,
    kind: kind as SettingKind,
    initial,
    effect: effect.split('=')[0] as SettingEffect,
    simulated: effect.includes('=') ? effect.slice(effect.indexOf('=') + 1) : initial,
    summary,
    aliases: aliases === undefined ? [] : aliases.split(' '),
    feature,
  };
}

/** All settings, sorted by name. */
export const SETTINGS: readonly SettingDescriptor[] = TABLE.trim().split('\n').map(parseRow);

/** Experimental features in the order in which Nix numbers them. */
export const EXPERIMENTAL_FEATURES: readonly string[] = [
  'ca-derivations', 'impure-derivations', 'flakes', 'fetch-tree', 'nix-command', 'git-hashing', 'recursive-nix',
  'fetch-closure', 'auto-allocate-uids', 'cgroups', 'daemon-trust-override', 'dynamic-derivations',
  'parse-toml-timestamps', 'read-only-local-store', 'local-overlay-store', 'configurable-impure-env',
  'mounted-ssh-store', 'verified-fetches', 'pipe-operators', 'external-builders', 'blake3-hashes',
]; // prettier-ignore
