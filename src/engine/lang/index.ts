// The language: everything other rooms may use of it.
export { parse, type ParseFailure } from './parse-only.ts';
export { printExpr, printString, printName, printFloat } from './syntax/print.ts';
export {
  positionOf,
  type AttrDef,
  type AttrName,
  type AttrsExpr,
  type Expr,
  type LambdaExpr,
} from './syntax/ast.ts';
export type { Extents } from './syntax/parser.ts';
export { tokenAt, tokensOf, type Token } from './syntax/tokens.ts';
export { format, type Formatted } from './syntax/format.ts';
export { resolve, type ResolveOptions } from './resolve/resolve.ts';
export {
  Sources,
  originName,
  NO_POS,
  type Origin,
  type Pos,
  type Place,
  type Source,
} from './syntax/source.ts';
export { canonicalPath, absolutePath, baseName, directoryOf } from './syntax/paths.ts';
export { EvalError, type ErrorKind, type Frame as TraceFrame } from './errors/eval-error.ts';
export { requireFeature } from './errors/experimental-feature.ts';
export { hint, Verbatim } from './errors/hint.ts';
export { stripColors, terminalText } from './errors/terminal-text.ts';
export type { LintLevel, Lints } from './syntax/lints.ts';
export { renderError, renderSuggestions, type RenderOptions } from './errors/render.ts';
export { suggest } from './errors/suggestions.ts';
export { Evaluator, type EvaluatorOptions, type Run } from './eval/evaluator.ts';
export type { Status } from './eval/machine.ts';
export type { Observer } from './eval/observer.ts';
export {
  DummyHost,
  Pending,
  type Answer,
  type FileType,
  type Host,
  type StoredDerivation,
} from './eval/host.ts';
export {
  call,
  force,
  forceAttrs,
  forceBool,
  forceFloat,
  forceFunction,
  forceInt,
  forceList,
  forceString,
  forceStringNoContext,
  isInt,
  isString,
  requireAttr,
  run,
  traced,
  type Task,
} from './eval/request.ts';
export {
  coerceToPath,
  coerceToString,
  type Coerced,
  type CoercedPath,
  type Coercion,
  type Copied,
} from './eval/coerce.ts';
export { isDerivation } from './eval/equality.ts';
export { showType, typeName, wrongType, type TypeName } from './eval/types.ts';
export { autoCall, parseAttrPath, selectPath, type Selected } from './eval/select-path.ts';
export { printValue, type PrintOptions, type PrintOutput } from './value/print-value.ts';
export { toJson, toXml } from './builtins/serialize.ts';
export { jsonString, parseJson } from './value/json-text.ts';
export { readHash, readHashOrNothing } from './builtins/hash-argument.ts';
export { forceDeep } from './builtins/control.ts';
export { findFileBuiltin } from './builtins/find-file.ts';
export { realisePath } from './builtins/files.ts';
export { resolveSymlinks } from './eval/resolve-path.ts';
export { determinePos } from './builtins/apply-thunk.ts';
export type { Builder } from './builtins/context.ts';
export type { Scope } from './resolve/resolve.ts';
export { leaf, task, publicName, type BuiltinDescriptor } from './builtins/descriptor.ts';
export { allBuiltins as builtinDocs } from './builtins/all.ts';
export { Attrs, EMPTY_ATTRS, makeAttrs } from './value/attrs.ts';
export {
  ContextString,
  contextOf,
  joinContexts,
  makeContext,
  makeString,
  NO_CONTEXT,
  parseContextElement,
  showContextElement,
  textOf,
  type Context,
  type ContextElement,
} from './value/string-context.ts';
export { show, showAmbiguous, showForError, type ShowOptions } from './value/show.ts';
export {
  BuiltinValue,
  isBlackhole,
  isFailed,
  Lambda,
  NixFloat,
  PartialCall,
  PathValue,
  peek,
  Thunk,
  type Env,
  type Int,
  type List,
  type NixString,
  type Slot,
  type Value,
} from './value/value.ts';
