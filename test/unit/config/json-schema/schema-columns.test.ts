import { describe, expect, test } from 'vitest';
import { schemaColumns } from '../../../../src/config/json-schema/schema-columns.ts';
import { parseRow } from '../../../../src/parse/row-object.ts';

/** The column of a member with this schema, as text so that numbers are exact. */
function columnOf(schema: string, around = ''): unknown {
  const document = parseRow(`{"properties": {"a": ${schema}}${around}}`);
  const { columns, problems } = schemaColumns(document, '');
  expect(problems).toEqual([]);
  return columns['a'];
}

describe('a member of a schema is a column', () => {
  test.each<[schema: string, column: object]>([
    ['{"type": "string"}', { data_type: 'text' }],
    ['{"type": "string", "maxLength": 5, "format": "email"}', { data_type: 'text' }],
    ['{"type": "string", "format": "date"}', { data_type: 'date' }],
    ['{"type": "string", "format": "date-time"}', { data_type: 'timestamp' }],
    ['{"type": "string", "format": "time"}', { data_type: 'text' }],
    ['{"type": "string", "format": "byte"}', { data_type: 'binary' }],
    ['{"type": "string", "contentEncoding": "base64"}', { data_type: 'binary' }],
    ['{"type": "boolean", "description": "Yes?"}', { data_type: 'bool', description: 'Yes?' }],
    ['{"type": "integer"}', { data_type: 'bigint' }],
    ['{"type": "integer", "maximum": 9223372036854775807}', { data_type: 'bigint' }],
    [
      '{"type": "integer", "maximum": 9223372036854775808}',
      { data_type: 'bigint', precision: 128 },
    ],
    ['{"type": "integer", "exclusiveMaximum": 9223372036854775808}', { data_type: 'bigint' }],
    ['{"type": "integer", "minimum": -9223372036854775808}', { data_type: 'bigint' }],
    [
      '{"type": "integer", "minimum": 0, "maximum": 18446744073709551615}',
      { data_type: 'bigint', precision: 128 },
    ],
    ['{"type": "integer", "maximum": 1e40}', {}],
    ['{"type": "integer", "exclusiveMinimum": true, "minimum": 0}', { data_type: 'bigint' }],
    ['{"type": "number"}', { data_type: 'double' }],
    ['{"type": ["number", "integer"]}', { data_type: 'double' }],
    ['{"type": "number", "multipleOf": 1}', { data_type: 'bigint' }],
    ['{"type": "number", "multipleOf": 0.01}', { data_type: 'decimal', precision: 38, scale: 2 }],
    ['{"type": "number", "multipleOf": 1e-7}', { data_type: 'decimal', precision: 38, scale: 7 }],
    ['{"type": "number", "multipleOf": 2.5e-3}', { data_type: 'decimal', precision: 38, scale: 4 }],
    ['{"type": "number", "multipleOf": 1e-40}', {}],
    ['{"type": ["string", "null"]}', { data_type: 'text' }],
    ['{"type": ["string", "integer"]}', {}],
    ['{"type": "null"}', {}],
    ['{"type": "object", "properties": {"b": {"type": "string"}}}', {}],
    ['{"type": "array", "items": {"type": "string"}}', {}],
    ['{"enum": ["a"]}', {}],
    ['true', {}],
    ['false', {}],
    ['{}', {}],
    ['{"anyOf": [{"type": "string"}, {"type": "null"}]}', { data_type: 'text' }],
    ['{"oneOf": [{"type": "string"}]}', { data_type: 'text' }],
    ['{"anyOf": [{"type": "string"}, {"type": "integer"}]}', {}],
    ['{"allOf": [{"type": ["string", "null"]}, {"format": "date"}]}', { data_type: 'date' }],
    ['{"type": "number", "allOf": [{"type": "integer"}]}', { data_type: 'bigint' }],
    ['{"allOf": [{"type": "string"}, {"type": "integer"}]}', {}],
  ])('%s', (schema, column) => {
    expect(columnOf(schema)).toEqual(column);
  });

  test.each<[schema: string, isNotNull: boolean]>([
    ['{"type": "string"}', true],
    ['{"type": ["string", "null"]}', false],
    ['{"anyOf": [{"type": "string"}, {"type": "null"}]}', false],
    ['{"anyOf": [{"$ref": "#/$defs/t"}, {"type": "null"}]}', false],
    ['{"$ref": "#/$defs/t"}', true],
    ['{"type": ["string", "integer"]}', true],
    ['{}', false],
  ])('that is required: %s', (schema, isNotNull) => {
    const around = ', "required": ["a"], "$defs": {"t": {"type": "string"}}';
    expect(columnOf(schema, around)).toEqual(
      isNotNull
        ? expect.objectContaining({ nullable: false })
        : expect.not.objectContaining({ nullable: false }),
    );
  });

  test('by references of the file, wherever the row stands, and parts of `allOf`', () => {
    const document = {
      definitions: { 'a/b': { type: 'boolean', description: 'of the definition' } },
      components: {
        Base: { properties: { id: { type: 'integer' } }, required: ['id'] },
        Row: {
          allOf: [{ $ref: '#/components/Base' }],
          properties: {
            id: { description: 'of the row' },
            flag: { description: 'of the row', $ref: '#/definitions/a~1b' },
            parent: { $ref: '#/components/Row' },
          },
        },
      },
    };
    expect(schemaColumns(document, '/components/Row')).toEqual({
      columns: {
        id: { data_type: 'bigint', nullable: false, description: 'of the row' },
        flag: { data_type: 'bool', description: 'of the row' },
        parent: {},
      },
      problems: [],
    });
  });
});

describe('what is wrong is told by its place', () => {
  const inMember = (schema: unknown): object => ({ properties: { 'a/b': schema } });
  const A = '#/properties/a~1b';
  test.each<[what: string, document: unknown, pointer: string, says: RegExp]>([
    ['no schema', 5, '#', /must be a schema/],
    ['no members', { type: 'array' }, '#', /has no `properties`: it must describe one row/],
    ['members in a list', { properties: [] }, '#/properties', /an object of schemas/],
    ['a member, a text', inMember('string'), A, /must be a schema/],
    ['a type', inMember({ type: 'text' }), `${A}/type`, /a type of JSON Schema \(null, boolean/],
    ['a list of types', inMember({ type: ['string', 5] }), `${A}/type`, /a list of such/],
    ['a step', inMember({ type: 'number', multipleOf: 0 }), `${A}/multipleOf`, /a number above 0/],
    ['a bound', inMember({ type: 'integer', maximum: '5' }), `${A}/maximum`, /must be a number/],
    ['names', { ...inMember({}), required: 'a' }, '#/required', /a list of names/],
    ['parts', inMember({ allOf: {} }), `${A}/allOf`, /a list of schemas/],
    ['a part', inMember({ anyOf: ['a'] }), `${A}/anyOf/0`, /must be a schema/],
    ['another file', inMember({ $ref: 'b.json' }), `${A}/$ref`, /Copy what it leads to under/],
    ['an anchor', inMember({ $ref: '#b' }), `${A}/$ref`, /a place of this file/],
    ['no place', inMember({ $ref: '#/$defs/b' }), `${A}/$ref`, /`#\/\$defs\/b`, where nothing is/],
    ['a circle', inMember({ $ref: '#/properties/a~1b' }), A, /leads back to itself/],
  ])('%s', (_what, document, pointer, says) => {
    const { problems } = schemaColumns(document, '');
    expect(problems).toEqual([{ pointer, message: expect.stringMatching(says) }]);
  });

  test('all at once, and where the row itself is not there', () => {
    const document = { properties: { a: { type: 'x' }, b: { $ref: 'y' } } };
    expect(schemaColumns(document, '').problems).toHaveLength(2);
    expect(schemaColumns(document, '/$defs/row').problems).toMatchObject([
      { pointer: '#/$defs/row', message: expect.stringContaining('is not there') },
    ]);
  });
});
