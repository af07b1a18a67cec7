export { Client, RequestFailed, type ClientListener } from './client.ts';
export type {
  Completions,
  EditedText,
  EntrySummary,
  Failure,
  Inspected,
  LanguageRequests,
  MachineState,
  OutputPiece,
  Port,
  RequestName,
  Requests,
  Retraced,
  Role,
  StorageState,
  ToClient,
  ToServer,
} from './protocol.ts';
