export { processEnv, readDotEnv } from './config/file/env.ts';
export type { LoadedConfig, LoadOptions } from './config/file/load-config.ts';
export { loadConfig } from './config/file/load-config.ts';
export { registerAuth } from './config/format/auth.ts';
export { configJsonSchema, defineConfig } from './config/format/config.ts';
export type * from './config/format/config-types.ts';
export { registerPaginator } from './config/format/paginator.ts';
export type {
  MakeAuth,
  MakePaginator,
  RegisteredName,
  RegisteredOptions,
} from './config/format/registry.ts';
export type { Env, VariableText } from './config/secrets/variable.ts';
export { env, secret } from './config/secrets/variable.ts';
export type {
  CursorBooks,
  Destination,
  DestinationLoad,
  LoadCounts,
  LoadStart,
  OnWaiting,
  ResourceTarget,
  ResourceWriter,
  Settlement,
} from './destination/destination.ts';
export {
  type DroppedStaging,
  type ResetOptions,
  type ResetResult,
  resetResource,
} from './destination/duckdb/change-state.ts';
export type { StoreOptions } from './destination/duckdb/duckdb-target.ts';
export { type MigrateNestedResult, migrateNested } from './destination/duckdb/migrate-nested.ts';
export type { RunningSync } from './destination/duckdb/status.ts';
export {
  type CheckpointStatus,
  type CursorStatus,
  type DatabaseStatus,
  type LoadStatus,
  type ResourceStatus,
  readStatus,
  type StatusOptions,
} from './destination/duckdb/status.ts';
export { isClosedByReader } from './destination/ndjson/closed-by-reader.ts';
export { ndjsonLines } from './destination/ndjson/ndjson-lines.ts';
export { type DuckDbOptions, duckdb } from './duckdb-writable.ts';
export type { SluiceErrorOptions } from './errors.ts';
export {
  ConfigError,
  type ConfigIssue,
  DestinationError,
  ERROR_CODES,
  type ErrorCode,
  type ErrorContext,
  ParseError,
  SluiceError,
  SourceError,
} from './errors.ts';
export type { EventHandler, SluiceEvent } from './events.ts';
export type {
  AnswerChange,
  AnswerFunction,
  CustomAuth,
  CustomAuthRequest,
  SeenAnswer,
} from './http/client.ts';
export type { Redact } from './http/redaction.ts';
export type {
  Barrier,
  BarrierEvents,
  Basis,
  Batch,
  Clock,
  CursorMove,
  CursorState,
  FieldFacts,
  FlowItem,
  JsonValue,
  PageEnd,
  PagePosition,
  PageVoid,
  Reason,
  ResourceReport,
  ResumePoint,
  RowCounts,
  SchemaChange,
  StagedEvidence,
  SyncReport,
  Verdict,
  Verify,
  WalkOutcome,
} from './model.ts';
export type { CustomPage, CustomPaginator, RequestChange } from './pagination/settings.ts';
export type { Row } from './parse/row-object.ts';
export type {
  ColumnHint,
  ContractMode,
  RowHistory,
  SchemaContract,
  WriteMode,
} from './schema/table-hints.ts';
export { type SetCursorOptions, type SetCursorResult, setCursor } from './set-cursor.ts';
export {
  type CheckOptions,
  type CheckReport,
  checkSource,
  type PageCheck,
  type ResourceCheck,
} from './source/check-source.ts';
export {
  type RestApiSource,
  redactorOf,
  restApiSource,
  type SourceOptions,
  streamLines,
} from './source/rest-api-source.ts';
export type { LineStream, RowStream, StreamOptions } from './source/row-stream.ts';
export { realFilePath } from './staging/file-access.ts';
export type { LockWaitOptions } from './staging/lock-wait.ts';
export { sync } from './sync.ts';
export type { SyncOptions } from './sync-options.ts';
export { type DedupeOptions, dedupe } from './transform/dedupe.ts';
export { VERSION as version } from './version.ts';
