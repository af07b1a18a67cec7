// The language: everything other rooms may use of it.
export { parse, type ParseFailure } from './parse-only.ts';
export { printExpr, printString, printName, printFloat } from './syntax/print.ts';
export type { Expr } from './syntax/ast.ts';
export { docOfAttribute, docOfLambda } from './syntax/doc-comments.ts';
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
export { DummyHost, Pending, type Answer, type FileType, type Host } from './eval/host.ts';
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
  isString,
  requireAttr,
  run,
  traced,
  type Task,
} from './eval/request.ts';
export { coerceToPath, coerceToString, type Coerced, type Coercion, type Copied } from './eval/coerce.ts';
export { isDerivation } from './eval/equality.ts';
export { showType, typeName, wrongType, type TypeName } from './eval/types.ts';
export { autoCall, parseAttrPath, selectPath, type Selected } from './eval/select-path.ts';
export { printValue, type PrintOptions } from './value/print-value.ts';
export { determinePos } from './builtins/apply-thunk.ts';
export { toJson, toXml } from './builtins/serialize.ts';
export { jsonString, parseJson } from './value/json-text.ts';
export { readHashOrNothing } from './builtins/hash-argument.ts';
export { forceDeep } from './builtins/control.ts';
export { realisePath } from './builtins/files.ts';
export type { Builder } from './builtins/context.ts';
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
  Lambda,
  lambdaOf,
  NixFloat,
  PathValue,
  peek,
  Thunk,
  type Int,
  type List,
  type NixString,
  type Slot,
  type Value,
} from './value/value.ts';
