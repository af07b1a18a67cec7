export { Client, RequestFailed, type ClientListener } from './client.ts';
export type {
  Completions,
  EntrySummary,
  Failure,
  MachineState,
  OutputPiece,
  Port,
  Reading,
  RequestName,
  Requests,
  Retraced,
  Role,
  StorageState,
  ToClient,
  ToServer,
} from './protocol.ts';
