export { apart } from './apart.ts';
export type {
  ChildProcess,
  Completion,
  Exit,
  LineAnswer,
  LineRequest,
  Process,
  Program,
  SignalName,
  SpawnOptions,
  Stream,
  Task,
  Wait,
} from './process.ts';
export { Kernel, type KernelOptions, type RootOptions, type RunResult } from './kernel.ts';
export { Terminal } from './terminal.ts';
export { simulatedBinary, simulatedProgram } from './simulated-binary.ts';
export { bytesSource, deviceStream, descriptorPath, FileStream, nullStream, outputSink } from './stream.ts';
export { SIGNAL_NUMBERS, SIGNAL_WORDS, signalFromText } from './signal.ts';
