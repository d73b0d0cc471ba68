import type { DataType, DltColumn, DltTable } from './tables.ts';

/** The tables that dlt keeps its own books in. */
export const Books = {
  version: '_dlt_version',
  loads: '_dlt_loads',
  state: '_dlt_pipeline_state',
} as const;

type Spec = readonly [
  name: string,
  dataType: DataType,
  description: string,
  more?: Partial<DltColumn>,
];

const REQUIRED: Partial<DltColumn> = { nullable: false };
const OPTIONAL: Partial<DltColumn> = { nullable: true };
const LOAD_ID: Partial<DltColumn> = { nullable: false, precision: 64 };

/** Their columns, types and descriptions, as dlt 1.31 stores them: its version hash covers them too. */
export const BOOK_TABLES: readonly DltTable[] = [
  {
    name: Books.version,
    columns: columns([
      ['version', 'bigint', 'Numeric version of the schema, incremented on each schema change'],
      ['engine_version', 'bigint', 'Version of the dlt schema engine that created this schema'],
      ['inserted_at', 'timestamp', 'Timestamp when this schema version was stored'],
      ['schema_name', 'text', 'Name of the schema'],
      ['version_hash', 'text', 'Unique hash of the schema content, used to detect changes'],
      ['schema', 'text', 'JSON representation of the complete schema definition'],
    ]),
    more: {
      write_disposition: 'skip',
      resource: Books.version,
      description: 'Created by DLT. Tracks schema updates',
    },
  },
  {
    name: Books.loads,
    columns: columns([
      ['load_id', 'text', 'Unique identifier of the load operation', LOAD_ID],
      ['schema_name', 'text', 'Name of the schema associated with this load', OPTIONAL],
      ['status', 'bigint', 'Status of the load operation (0 = success)'],
      ['inserted_at', 'timestamp', 'Timestamp when the load was completed'],
      ['schema_version_hash', 'text', 'Hash of the schema version used during this load', OPTIONAL],
    ]),
    more: {
      write_disposition: 'skip',
      resource: Books.loads,
      description: 'Created by DLT. Tracks completed loads',
    },
  },
  {
    name: Books.state,
    columns: [
      ...columns([
        ['version', 'bigint', 'Numeric version of the pipeline state'],
        ['engine_version', 'bigint', 'Version of the dlt state engine'],
        ['pipeline_name', 'text', 'Name of the pipeline this state belongs to'],
        ['state', 'text', 'Compressed JSON representation of the pipeline state'],
        ['created_at', 'timestamp', 'Timestamp when this state was created'],
        ['version_hash', 'text', 'Hash of the state content, used to detect changes', OPTIONAL],
        ['_dlt_load_id', 'text', 'Load identifier linking this row to its load operation', LOAD_ID],
      ]),
      { name: '_dlt_id', dataType: 'text', nullable: false, unique: true, rowKey: true },
    ],
    more: {
      write_disposition: 'append',
      file_format: 'preferred',
      resource: Books.state,
      'x-normalizer': { 'seen-data': true },
    },
  },
];

function columns(specs: readonly Spec[]): DltColumn[] {
  return specs.map(([name, dataType, description, more = REQUIRED]) => ({
    name,
    dataType,
    ...more,
    description,
  }));
}
