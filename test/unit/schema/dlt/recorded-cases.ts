import type { DltOptions } from '../../../../src/schema/dlt/normaliser.ts';

/** What dlt 1.31 made of these rows in DuckDB, load by load. The ids and the load ids are those that it gave. */
export interface RecordedCase {
  readonly name: string;
  readonly options: DltOptions;
  /** Each load as a JSON list of rows. */
  readonly loads: readonly string[];
  readonly loadIds: readonly string[];
  /** Of the root rows, in their order. */
  readonly ids: readonly string[];
  /** Rows as JSON lists of cells, which are text that casts to the type. */
  readonly tables: Readonly<
    Record<string, { readonly columns: string; readonly rows: readonly string[] }>
  >;
  /** The hash of the schema behind the last load. */
  readonly versionHash?: string;
}

export const RECORDED: readonly RecordedCase[] = [
  {
    name: 'variant ts2',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"v": 1}, {"v": "2024-01-01T10:00:00Z"}]'],
    loadIds: ['1796070604.9353662'],
    ids: ['/5zAUDpo6iQARA', 'ORwFxViO1lAqnQ'],
    tables: {
      t: {
        columns:
          'v BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, v__v_text TIMESTAMPTZ',
        rows: [
          '["1","1796070604.9353662","/5zAUDpo6iQARA"]',
          '[null,"1796070604.9353662","ORwFxViO1lAqnQ","2024-01-01 10:00:00.000000+00"]',
        ],
      },
    },
    versionHash: 'h6drDIR8nuZU/1Yxo8X8+DqtO6rawbCBIGM9EK7xscc=',
  },
  {
    name: 'hint order',
    options: {
      table: 't',
      columns: [
        { dataType: 'text', name: 'h' },
        { unique: true, name: 'x' },
        { name: 'id', primaryKey: true, nullable: false },
      ],
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"x": 1, "id": 5, "y": 2}]'],
    loadIds: ['1796070606.4268887'],
    ids: ['gpth1ak8VR3Ykg'],
    tables: {
      t: {
        columns:
          'h VARCHAR, x BIGINT, id BIGINT NOT NULL, y BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['[null,"1","5","2","1796070606.4268887","gpth1ak8VR3Ykg"]'],
      },
    },
    versionHash: 'RkLJ9t4v4bHxvfJEw8+qC5ynDPnlT6d725hENstrLdg=',
  },
  {
    name: 'json variants',
    options: {
      table: 't',
      maxTableNesting: 0,
      more: {
        write_disposition: 'append',
        resource: 't',
        'x-normalizer': { max_nesting: 0, 'seen-data': true },
      },
    },
    loads: ['[{"v": 1}, {"v": {"a": 1}}, {"v": [1, 2]}]'],
    loadIds: ['1796070608.2035027'],
    ids: ['85P8c+U33u7awA', 'hf3wWZjCgtOpcA', 'e29fdHwTDfMR+Q'],
    tables: {
      t: {
        columns:
          'v BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, v__v_json JSON',
        rows: [
          '["1","1796070608.2035027","85P8c+U33u7awA"]',
          '[null,"1796070608.2035027","hf3wWZjCgtOpcA","{\\"a\\":1}"]',
          '[null,"1796070608.2035027","e29fdHwTDfMR+Q","[1,2]"]',
        ],
      },
    },
    versionHash: 'kZh1gckPxwHma6KfG65HjCGnzHtxIypyR9QIVlKH5rc=',
  },
  {
    name: 'nest1',
    options: {
      table: 't',
      maxTableNesting: 1,
      more: {
        write_disposition: 'append',
        resource: 't',
        'x-normalizer': { max_nesting: 1, 'seen-data': true },
      },
    },
    loads: [
      '[{"a": {"b": {"c": 1}, "l": [{"x": {"y": 1}, "m": [1]}]}, "l": [[1, [2]], {"o": {"p": 1}}]}]',
    ],
    loadIds: ['1796070608.950828'],
    ids: ['l3YphLZZSDTQNg'],
    tables: {
      t: {
        columns: 'a__b JSON, a__l JSON, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["{\\"c\\":1}","[{\\"x\\":{\\"y\\":1},\\"m\\":[1]}]","1796070608.950828","l3YphLZZSDTQNg"]',
        ],
      },
      t__l: {
        columns:
          'list JSON, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL, o JSON',
        rows: [
          '["[1,[2]]","l3YphLZZSDTQNg","0","DXxCRCi4v+ipdg"]',
          '[null,"l3YphLZZSDTQNg","1","Cm7B3hFTKEAOkA","{\\"p\\":1}"]',
        ],
      },
    },
    versionHash: 'Jux/XypsRMo+58Cuc2bybeRsGIH//Bsz7UL601rQppk=',
  },
  {
    name: 'nest2',
    options: {
      table: 't',
      maxTableNesting: 2,
      more: {
        write_disposition: 'append',
        resource: 't',
        'x-normalizer': { max_nesting: 2, 'seen-data': true },
      },
    },
    loads: [
      '[{"a": {"b": {"c": {"d": 1}}, "l": [{"x": {"y": {"z": 1}}, "m": [{"k": [1]}]}]}, "l": [[1, [2, [3]]], {"o": {"p": {"q": 1}}}]}]',
    ],
    loadIds: ['1796070609.2765021'],
    ids: ['31Fy0VH1LEDKhA'],
    tables: {
      t: {
        columns: 'a__b__c JSON, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["{\\"d\\":1}","1796070609.2765021","31Fy0VH1LEDKhA"]'],
      },
      t__l: {
        columns:
          'list JSON, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL, o__p JSON',
        rows: [
          '["[1,[2,[3]]]","31Fy0VH1LEDKhA","0","jw8mkapkIE3F5g"]',
          '[null,"31Fy0VH1LEDKhA","1","iHbRHMxpkNWhYw","{\\"q\\":1}"]',
        ],
      },
      t__a__l: {
        columns:
          'x__y JSON, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["{\\"z\\":1}","31Fy0VH1LEDKhA","0","tcwF2dC3u6+j7w"]'],
      },
      t__a__l__m: {
        columns:
          'k JSON, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["[1]","tcwF2dC3u6+j7w","0","KYMQ9msX+zGNZQ"]'],
      },
    },
    versionHash: 'o9tEiM6OssQ2DGchhJ2kDreSj9gepaVpFkvmVL6ytlM=',
  },
  {
    name: 'order',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"s1": 1, "o1": {"p": 1, "q": {"r": 1}}, "s2": 2, "o2": {"p": 2}, "l1": [1], "o3": {"l": [2], "z": 1}, "s3": 3}]',
    ],
    loadIds: ['1796070610.133363'],
    ids: ['N73C++cYoMk0CA'],
    tables: {
      t: {
        columns:
          's1 BIGINT, s2 BIGINT, s3 BIGINT, o3__z BIGINT, o2__p BIGINT, o1__p BIGINT, o1__q__r BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","2","3","1","2","1","1","1796070610.133363","N73C++cYoMk0CA"]'],
      },
      t__l1: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","N73C++cYoMk0CA","0","KhQW8ozGMY27GA"]'],
      },
      t__o3__l: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["2","N73C++cYoMk0CA","0","ABPw0JdcFRkO7A"]'],
      },
    },
    versionHash: 'h5gQTSWom83oCQW8kkvDX4vxt+/keoQ9XNyl5k9P5Sc=',
  },
  {
    name: 'scalars',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[1,2,"x"]'],
    loadIds: ['1796070610.4238882'],
    ids: ['RsW5F0Qzk20KsQ', 'PofKQh4GpC+4mw', '9HTkWqAsaQqSgg'],
    tables: {
      t: {
        columns:
          'value BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, value__v_text VARCHAR',
        rows: [
          '["1","1796070610.4238882","RsW5F0Qzk20KsQ"]',
          '["2","1796070610.4238882","PofKQh4GpC+4mw"]',
          '[null,"1796070610.4238882","9HTkWqAsaQqSgg","x"]',
        ],
      },
    },
    versionHash: 'gEoNwIU99MucTniRhIEwtnxnMtSXX0lHZyPqE8yOrNs=',
  },
  {
    name: 'upsert',
    options: {
      table: 't',
      columns: [{ name: 'id', primaryKey: true, nullable: false }],
      hasRootKey: true,
      rootIds: 'key_hash',
      more: {
        write_disposition: 'merge',
        'x-merge-strategy': 'upsert',
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"id": 1, "n": "a", "kids": [1]}, {"id": 2, "k2": "b"}]'],
    loadIds: ['1796070610.750287'],
    ids: ['z5jIxXIbUnmbKw', 'M6/KlLzJ2FeV/w'],
    tables: {
      t: {
        columns:
          'id BIGINT NOT NULL, n VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, k2 VARCHAR',
        rows: [
          '["1","a","1796070610.750287","z5jIxXIbUnmbKw"]',
          '["2",null,"1796070610.750287","M6/KlLzJ2FeV/w","b"]',
        ],
      },
      t__kids: {
        columns:
          'value BIGINT, _dlt_root_id VARCHAR NOT NULL, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","z5jIxXIbUnmbKw","z5jIxXIbUnmbKw","0","SSa+eDck6dVhRg"]'],
      },
    },
    versionHash: '92VJ/7OLvErM/rLr335DxCkOULiDPogunm5OWBaizqU=',
  },
  {
    name: 'root key',
    options: {
      table: 't',
      hasRootKey: true,
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"id": 1, "kids": [{"a": [1]}]}]'],
    loadIds: ['1796070611.6547093'],
    ids: ['4HNnV0OGR/llQA'],
    tables: {
      t: {
        columns: 'id BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","1796070611.6547093","4HNnV0OGR/llQA"]'],
      },
      t__kids: {
        columns:
          '_dlt_root_id VARCHAR NOT NULL, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["4HNnV0OGR/llQA","4HNnV0OGR/llQA","0","P/0/NCFjmPlHlQ"]'],
      },
      t__kids__a: {
        columns:
          'value BIGINT, _dlt_root_id VARCHAR NOT NULL, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","4HNnV0OGR/llQA","P/0/NCFjmPlHlQ","0","/SzXpS8s2Wtyww"]'],
      },
    },
  },
  {
    name: 'merge',
    options: {
      table: 't',
      columns: [{ name: 'id', primaryKey: true, nullable: false }],
      hasRootKey: true,
      more: { write_disposition: 'merge', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"id": 1, "kids": [1]}]'],
    loadIds: ['1796070612.5280046'],
    ids: ['4CC8ZIi/0O0Xog'],
    tables: {
      t: {
        columns: 'id BIGINT NOT NULL, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","1796070612.5280046","4CC8ZIi/0O0Xog"]'],
      },
      t__kids: {
        columns:
          'value BIGINT, _dlt_root_id VARCHAR NOT NULL, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","4CC8ZIi/0O0Xog","4CC8ZIi/0O0Xog","0","HGvrv9sHeIY7qA"]'],
      },
    },
    versionHash: 'EIk9DrPxei/k97zdMkVNcvD4xaT5DnJd8J82tEZ3T4U=',
  },
  {
    name: 'decimals',
    options: {
      table: 't',
      columns: [
        { dataType: 'decimal', precision: 10, scale: 2, name: 'a' },
        { dataType: 'decimal', precision: 10, scale: 2, name: 'b' },
        { dataType: 'decimal', precision: 10, scale: 2, name: 'c' },
        { dataType: 'decimal', precision: 10, scale: 2, name: 'd' },
        { dataType: 'decimal', precision: 10, scale: 2, name: 'e' },
        { dataType: 'decimal', precision: 10, scale: 2, name: 'f' },
      ],
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"a":1.005,"b":12345678.9,"c":5,"d":"7.1","e":true,"f":1e3}]'],
    loadIds: ['1796070612.8540275'],
    ids: ['Jr3+i94xLF9mMQ'],
    tables: {
      t: {
        columns:
          'a DECIMAL(10,2), b DECIMAL(10,2), c DECIMAL(10,2), d DECIMAL(10,2), e DECIMAL(10,2), f DECIMAL(10,2), e__v_bool BOOLEAN, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1.01","12345678.90","5.00","7.10",null,"1000.00",true,"1796070612.8540275","Jr3+i94xLF9mMQ"]',
        ],
      },
    },
    versionHash: 'ivPRspooW0xPeEmZZ+jKm9bLSRg1aQIUS/FumRVUtTc=',
  },
  {
    name: 'tz false',
    options: {
      table: 't',
      columns: [
        { dataType: 'timestamp', timezone: false, name: 'a' },
        { dataType: 'timestamp', timezone: false, precision: 3, name: 'b' },
        { dataType: 'timestamp', timezone: false, precision: 0, name: 'c' },
        { dataType: 'timestamp', name: 'd' },
        { dataType: 'timestamp', timezone: false, precision: 9, name: 'e' },
      ],
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"a":"2024-01-01T10:00:00+02:00","b":"2024-01-01T10:00:00.123456789","c":"2024-01-01","d":1700000000,"e":1700000000.5}]',
    ],
    loadIds: ['1796070613.6669536'],
    ids: ['TJ6m2cnUvx3pyw'],
    tables: {
      t: {
        columns:
          'a TIMESTAMP, b TIMESTAMP_MS, c TIMESTAMP_S, d TIMESTAMPTZ, e TIMESTAMP_NS, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["2024-01-01 08:00:00.000000","2024-01-01 10:00:00.123456","2024-01-01 00:00:00.000000","2023-11-14 22:13:20.000000+00","2023-11-14 22:13:20.500000","1796070613.6669536","TJ6m2cnUvx3pyw"]',
        ],
      },
    },
    versionHash: 'xpXnQVe2eLHFV+R3/bS61Zd/nxi5E5i3bcmL5N1KbJQ=',
  },
  {
    name: 'types',
    options: {
      table: 't',
      columns: [
        { dataType: 'binary', name: 'a' },
        { dataType: 'binary', name: 'b' },
        { dataType: 'binary', name: 'c' },
        { dataType: 'date', name: 'd' },
        { dataType: 'time', name: 'e' },
        { dataType: 'bool', name: 'f' },
        { dataType: 'bigint', precision: 8, name: 'g' },
        { dataType: 'bigint', precision: 128, name: 'h' },
        { dataType: 'json', name: 'i' },
      ],
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"a":"0x6162","b":"YWJj","c":5,"d":"2024-01-01T23:30:00-05:00","e":"10:00","f":"yes","g":5,"h":"5","i":1.0}]',
    ],
    loadIds: ['1796070613.99206'],
    ids: ['lGBrNNLS7aZv9w'],
    tables: {
      t: {
        columns:
          'a BLOB, b BLOB, c BLOB, d DATE, e TIME, f BOOLEAN, g TINYINT, h HUGEINT, i JSON, i__v_double DOUBLE, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["\\\\x61\\\\x62","\\\\x61\\\\x62\\\\x63","\\\\x05","2024-01-02","10:00:00.000000",true,"5","5",null,"1.0","1796070613.99206","lGBrNNLS7aZv9w"]',
        ],
      },
    },
    versionHash: 'iVxNDscLHwQVa/h/C8d9zKObCdB8AgUgustI19gl4as=',
  },
  {
    name: 'key is table list',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"l":[1]},{"l":5},{"l":{"x":1}}]'],
    loadIds: ['1796070614.5253377'],
    ids: ['hNBrlh2zCEpM+g', 'EoicHNe9NbY20g', 'x1JxGRw29ze/Ow'],
    tables: {
      t: {
        columns: '_dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, l BIGINT, l__x BIGINT',
        rows: [
          '["1796070614.5253377","hNBrlh2zCEpM+g"]',
          '["1796070614.5253377","EoicHNe9NbY20g","5"]',
          '["1796070614.5253377","x1JxGRw29ze/Ow",null,"1"]',
        ],
      },
      t__l: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","hNBrlh2zCEpM+g","0","jHLCoqkPbJ1S+w"]'],
      },
    },
    versionHash: 'kOz5Nm/W4Pq33CQcsHyVz/g23SJ+OP9SPTf8prQp4v0=',
  },
  {
    name: 'empties',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"a":[],"b":{},"c":null,"d":[null],"e":[[]],"f":[{}],"g":{"h":null}}]'],
    loadIds: ['1796070614.824372'],
    ids: ['wiKho7DfTTd0bw'],
    tables: {
      t: {
        columns: '_dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1796070614.824372","wiKho7DfTTd0bw"]'],
      },
      t__d: {
        columns:
          '_dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["wiKho7DfTTd0bw","0","DqsC+o4i9ktnFA"]'],
      },
      t__e: {
        columns:
          '_dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["wiKho7DfTTd0bw","0","rElkCv830SwZVA"]'],
      },
      t__f: {
        columns:
          '_dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["wiKho7DfTTd0bw","0","okA38bK5Ph2TAg"]'],
      },
    },
    versionHash: 'Fg4ve2B005fTRVG1F+6AcOF+WvjlgcZZa6ETbnEC7a8=',
  },
  {
    name: 'dtypes frozen',
    options: {
      table: 't',
      contract: { tables: 'evolve', columns: 'evolve', dataType: 'discard_value' },
      more: {
        write_disposition: 'append',
        schema_contract: { data_type: 'discard_value' },
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"a": 1}]', '[{"a": "x", "b": 1}, {"a": 2}]'],
    loadIds: ['1796070615.2614055', '1796070615.5212533'],
    ids: ['PbLziY/8UrV0wQ', 'ofrvcffgmpJWCg', 'WRAcEjlHrAcZvg'],
    tables: {
      t: {
        columns: 'a BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, b BIGINT',
        rows: [
          '["1","1796070615.2614055","PbLziY/8UrV0wQ"]',
          '[null,"1796070615.5212533","ofrvcffgmpJWCg","1"]',
          '["2","1796070615.5212533","WRAcEjlHrAcZvg",null]',
        ],
      },
    },
    versionHash: 'YXcECn6VuFd3EeA5rx8LdOe7EVLMVglbkmxnTJlA1pI=',
  },
  {
    name: 'tables frozen',
    options: {
      table: 't',
      contract: { tables: 'discard_row', columns: 'evolve', dataType: 'evolve' },
      more: {
        write_disposition: 'append',
        schema_contract: { tables: 'discard_row' },
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"a": 1}]', '[{"a": 2, "k": [1]}]'],
    loadIds: [],
    ids: [],
    tables: {},
    versionHash: 'pGOxprrWb5+OYPTqnq9K00UN2RBzGEik+hP9k2l4+bw=',
  },
  {
    name: 'keys named like methods',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"constructor":1,"toString":"x","__proto__":2,"l":[{"constructor":1,"hasOwnProperty":true}]}]',
    ],
    loadIds: ['1796070616.2201893'],
    ids: ['F3Gwuzoi1LbopQ'],
    tables: {
      t: {
        columns:
          'constructor BIGINT, to_string VARCHAR, proto BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","x","2","1796070616.2201893","F3Gwuzoi1LbopQ"]'],
      },
      t__l: {
        columns:
          'constructor BIGINT, has_own_property BOOLEAN, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1",true,"F3Gwuzoi1LbopQ","0","vGV6N3E/uSJtDg"]'],
      },
    },
    versionHash: 'ZFhuJwuFTdJX6qFflae7Hi/WNCZVHh0a4UzdKbP3/hE=',
  },
  {
    name: 'case names',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"camelCase":1,"HTTPServer":2,"userIDs":3,"1st":4,"@id":5,"$ref":6,"trail_":7,"__lead":8,"dbl__under":9,"foo(bar)":10,"100%":11,"\\u00e9":12,"Gr\\u00f6\\u00dfe":13,"x+y":14,"_my_parent":{"_tags":[1]}}]',
    ],
    loadIds: ['1796070616.5699208'],
    ids: ['isisu7aWELtkdg'],
    tables: {
      t: {
        columns:
          'camel_case BIGINT, http_server BIGINT, user_i_ds BIGINT, _1st BIGINT, aid BIGINT, _ref BIGINT, trailx BIGINT, lead BIGINT, dbl__under BIGINT, foo_barx BIGINT, _100x BIGINT, x BIGINT, gr_e BIGINT, xxy BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","2","3","4","5","6","7","8","9","10","11","12","13","14","1796070616.5699208","isisu7aWELtkdg"]',
        ],
      },
      t___my_parent___tags: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","isisu7aWELtkdg","0","vY4QMBov9U0FrA"]'],
      },
    },
    versionHash: 'U3kQjQyArwTfn+dXpxzmbhR0tEVTChF0rdev0M3BnT8=',
  },
  {
    name: 'types first seen',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"b":true,"i":1,"d":1.0,"e":1e2,"ts":"2024-01-01T10:00:00","s":"2024-01-01","y":"2024","n":"5","t":"10:00:00","n2":null}]',
    ],
    loadIds: ['1796070616.853075'],
    ids: ['VAj/WVHb1VzKGg'],
    tables: {
      t: {
        columns:
          'b BOOLEAN, i BIGINT, d DOUBLE, e DOUBLE, ts TIMESTAMPTZ, s VARCHAR, y VARCHAR, n VARCHAR, t VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '[true,"1","1.0","1e2","2024-01-01 10:00:00.000000+00","2024-01-01","2024","5","10:00:00","1796070616.853075","VAj/WVHb1VzKGg"]',
        ],
      },
    },
    versionHash: 'ydh68uMVXlu+cKO9iwxgz/Cj54wX3WBTCWgaDz+bIU8=',
  },
  {
    name: 'coerce bigint',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"v":1},{"v":2.0},{"v":2.5},{"v":"7"},{"v":"0x10"},{"v":true},{"v":"abc"},{"v":null}]',
    ],
    loadIds: ['1796070617.129555'],
    ids: [
      'SjIXs+KAYZOefg',
      'vzohialWDDmwcQ',
      '/momCnPqv2x56w',
      '7bEaY/0A/FYW4w',
      '//ZvqL5UfED2/A',
      'xsV/9w5m/ksvjA',
      'fiDgcLHaletWow',
      '/uxdVFZ1+M0GCQ',
    ],
    tables: {
      t: {
        columns:
          'v BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, v__v_double DOUBLE, v__v_bool BOOLEAN, v__v_text VARCHAR',
        rows: [
          '["1","1796070617.129555","SjIXs+KAYZOefg"]',
          '["2","1796070617.129555","vzohialWDDmwcQ"]',
          '[null,"1796070617.129555","/momCnPqv2x56w","2.5"]',
          '["7","1796070617.129555","7bEaY/0A/FYW4w",null]',
          '["16","1796070617.129555","//ZvqL5UfED2/A",null]',
          '[null,"1796070617.129555","xsV/9w5m/ksvjA",null,true]',
          '[null,"1796070617.129555","fiDgcLHaletWow",null,null,"abc"]',
          '[null,"1796070617.129555","/uxdVFZ1+M0GCQ",null,null,null]',
        ],
      },
    },
    versionHash: 'WOkvzmUoNGGXgKdwtFJJ7L7lJ+s0+0veVEXL+k5hSlE=',
  },
  {
    name: 'coerce double',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"v":1.5},{"v":2},{"v":"7.25"},{"v":"1e3"},{"v":true},{"v":"abc"}]'],
    loadIds: ['1796070617.4019675'],
    ids: [
      'PzEaJ1EspNsUIQ',
      'HpN4jVPgcF8KVA',
      '8QLOu+3kYlgetg',
      '1sDdAWsfvUeaeg',
      'bwwh0TwxxvZeFA',
      's1ZDaq6CUu/N7w',
    ],
    tables: {
      t: {
        columns:
          'v DOUBLE, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, v__v_bool BOOLEAN, v__v_text VARCHAR',
        rows: [
          '["1.5","1796070617.4019675","PzEaJ1EspNsUIQ"]',
          '["2","1796070617.4019675","HpN4jVPgcF8KVA"]',
          '["7.25","1796070617.4019675","8QLOu+3kYlgetg"]',
          '["1e3","1796070617.4019675","1sDdAWsfvUeaeg"]',
          '[null,"1796070617.4019675","bwwh0TwxxvZeFA",true]',
          '[null,"1796070617.4019675","s1ZDaq6CUu/N7w",null,"abc"]',
        ],
      },
    },
    versionHash: 'N2KrBoNTC/NZwHXuErxYPQDGECd44Fu2aSom/fIVJic=',
  },
  {
    name: 'coerce bool',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"v":true},{"v":0},{"v":2.5},{"v":"yes"},{"v":"N"},{"v":"maybe"}]'],
    loadIds: ['1796070617.6616516'],
    ids: [
      'JtWPSUBCAKBZTA',
      '4ryGXyaFZrbG+Q',
      '9k5ur73IQYrjUA',
      'tBjJc/5+xA/x4g',
      '0YICjX0I/nbKgw',
      'MC0/wvKrL9ZYnA',
    ],
    tables: {
      t: {
        columns:
          'v BOOLEAN, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, v__v_text VARCHAR',
        rows: [
          '[true,"1796070617.6616516","JtWPSUBCAKBZTA"]',
          '[false,"1796070617.6616516","4ryGXyaFZrbG+Q"]',
          '[true,"1796070617.6616516","9k5ur73IQYrjUA"]',
          '[true,"1796070617.6616516","tBjJc/5+xA/x4g"]',
          '[false,"1796070617.6616516","0YICjX0I/nbKgw"]',
          '[null,"1796070617.6616516","MC0/wvKrL9ZYnA","maybe"]',
        ],
      },
    },
    versionHash: 'uZZugfc+Ud3Cu5HqId8ptUmps7DwOOIOE0sLIRJTf8M=',
  },
  {
    name: 'coerce timestamp',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"v":"2024-01-01T10:00:00+02:00"},{"v":"2024-01-01"},{"v":1700000000},{"v":1700000000.25},{"v":"abc"},{"v":true},{"v":"2024/01/15 9:05"}]',
    ],
    loadIds: ['1796070617.976456'],
    ids: [
      'D27Cuaxi2wKiNw',
      'hzWyBQxVmVu+xg',
      'e7kKLRznK3mVxQ',
      'FT6JzHCB1FUdug',
      'c5xQG9wJO+EiJw',
      'X5/N7Iu1AouINw',
      'c5nmQKGhz9xKgw',
    ],
    tables: {
      t: {
        columns:
          'v TIMESTAMPTZ, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, v__v_text VARCHAR, v__v_bool BOOLEAN',
        rows: [
          '["2024-01-01 08:00:00.000000+00","1796070617.976456","D27Cuaxi2wKiNw"]',
          '["2024-01-01 00:00:00.000000+00","1796070617.976456","hzWyBQxVmVu+xg"]',
          '["2023-11-14 22:13:20.000000+00","1796070617.976456","e7kKLRznK3mVxQ"]',
          '["2023-11-14 22:13:20.250000+00","1796070617.976456","FT6JzHCB1FUdug"]',
          '[null,"1796070617.976456","c5xQG9wJO+EiJw","abc"]',
          '[null,"1796070617.976456","X5/N7Iu1AouINw",null,true]',
          '["2024-01-15 09:05:00.000000+00","1796070617.976456","c5nmQKGhz9xKgw",null,null]',
        ],
      },
    },
    versionHash: 'wvEVKcXf3nqY9NvQh4h9rYhqZv2YpPkP2hp4Lr1HOCE=',
  },
  {
    name: 'text first',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"v":"hello"},{"v":"2024-01-01T10:00:00Z"},{"v":1},{"v":1.0},{"v":false}]'],
    loadIds: ['1796070618.2362254'],
    ids: ['jlfr32511DXMjA', 'rv+hhNQh5xygqQ', 'dRdHvk+IzQ4e4g', 'Simsojp9WF1aGg', 'GJFxTViLz5sAaA'],
    tables: {
      t: {
        columns: 'v VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["hello","1796070618.2362254","jlfr32511DXMjA"]',
          '["2024-01-01T10:00:00Z","1796070618.2362254","rv+hhNQh5xygqQ"]',
          '["1","1796070618.2362254","dRdHvk+IzQ4e4g"]',
          '["1.0","1796070618.2362254","Simsojp9WF1aGg"]',
          '["False","1796070618.2362254","GJFxTViLz5sAaA"]',
        ],
      },
    },
    versionHash: 'oHd5J1ZGQdf7vtgby+Kcu+MfDaxerc+OAzdVTrFJUYo=',
  },
  {
    name: 'second load other types',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"v":1,"w":"a"}]', '[{"w":5,"v":"x","z":[{"q":1}]},{"v":{"a":1}},{"v":[1]}]'],
    loadIds: ['1796070618.52066', '1796070618.7957764'],
    ids: ['AFlzgAIU4MgLow', 'gxgEczJmAYPNfw', '5moQJnL1u0m3vw', 'Ox6NkyvADnr2Fg'],
    tables: {
      t: {
        columns:
          'v BIGINT, w VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, v__v_text VARCHAR, v__a BIGINT',
        rows: [
          '["1","a","1796070618.52066","AFlzgAIU4MgLow"]',
          '[null,"5","1796070618.7957764","gxgEczJmAYPNfw","x"]',
          '[null,null,"1796070618.7957764","5moQJnL1u0m3vw",null,"1"]',
          '[null,null,"1796070618.7957764","Ox6NkyvADnr2Fg",null,null]',
        ],
      },
      t__z: {
        columns:
          'q BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","gxgEczJmAYPNfw","0","UjW6LfeqA+fWGg"]'],
      },
      t__v: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","Ox6NkyvADnr2Fg","0","GINlfoE8aGgq/g"]'],
      },
    },
    versionHash: 'bezh/ugZ5I7QTC30vosFfCutlyu4/8g2rzdeVwPdI4I=',
  },
  {
    name: 'deep',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"a":{"b":{"c":{"d":{"e":1}}}},"m":[[1,2],[3]],"r":[{"s":[{"t":[1]}]}]}]'],
    loadIds: ['1796070619.1596959'],
    ids: ['sEKL3V3srp0+lA'],
    tables: {
      t: {
        columns: 'a__b__c__d__e BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","1796070619.1596959","sEKL3V3srp0+lA"]'],
      },
      t__m: {
        columns:
          '_dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["sEKL3V3srp0+lA","0","RiaSpMocHYJ2XQ"]',
          '["sEKL3V3srp0+lA","1","ZcP/ZjBNFH/ZiA"]',
        ],
      },
      t__m__list: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","RiaSpMocHYJ2XQ","0","llxqPSwgqezRYQ"]',
          '["2","RiaSpMocHYJ2XQ","1","hWnhpQTGywSQ5Q"]',
          '["3","ZcP/ZjBNFH/ZiA","0","bs3ufEIVhb/eWw"]',
        ],
      },
      t__r: {
        columns:
          '_dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["sEKL3V3srp0+lA","0","qV1zTA/WXTyBiw"]'],
      },
      t__r__s: {
        columns:
          '_dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["qV1zTA/WXTyBiw","0","6Y+6ka3zF5Rmug"]'],
      },
      t__r__s__t: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","6Y+6ka3zF5Rmug","0","jjM1aSQCkS0SVQ"]'],
      },
    },
    versionHash: 'GxoRTIOvO5KeJhMty+wh9HArlfLVnGhCFl3PK+okOGY=',
  },
  {
    name: 'lists mixed',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"l":[1,{"x":1},null,"a",[2],true,{"value":"own"}]}]'],
    loadIds: ['1796070619.516287'],
    ids: ['GxMOgWDJ6jvOEw'],
    tables: {
      t: {
        columns: '_dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1796070619.516287","GxMOgWDJ6jvOEw"]'],
      },
      t__l: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL, x BIGINT, value__v_text VARCHAR, value__v_bool BOOLEAN',
        rows: [
          '["1","GxMOgWDJ6jvOEw","0","+x+9mdD+dukAXw"]',
          '[null,"GxMOgWDJ6jvOEw","1","Sbo8eWShLpKJjQ","1"]',
          '[null,"GxMOgWDJ6jvOEw","2","3R7WMSwyOzqz2g",null]',
          '[null,"GxMOgWDJ6jvOEw","3","MwoJn8mMiPsM+w",null,"a"]',
          '[null,"GxMOgWDJ6jvOEw","4","kwbEcIowkIFpPQ",null,null]',
          '[null,"GxMOgWDJ6jvOEw","5","/KwMKVXoa7FTKQ",null,null,true]',
          '[null,"GxMOgWDJ6jvOEw","6","XtGUS3YS+9sL5g",null,"own",null]',
        ],
      },
      t__l__list: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["2","kwbEcIowkIFpPQ","0","tgq89q5W1HjApw"]'],
      },
    },
    versionHash: '/k9TgLBuLkFphOruqoA3sDAqbQkFaJupkAGBpC15rOc=',
  },
  {
    name: 'nested columns',
    options: {
      table: 't',
      nested: [
        {
          path: ['kids'],
          columns: [
            { name: 'k', dataType: 'text' },
            { name: 'q', dataType: 'bigint' },
          ],
        },
      ],
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"id": 1, "kids": [{"k": 1, "sub": [1]}, {"k": 2}]}]'],
    loadIds: ['1796070093.9342005'],
    ids: ['/W8byZdCvycGog'],
    tables: {
      t: {
        columns: 'id BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","1796070093.9342005","/W8byZdCvycGog"]'],
      },
      t__kids: {
        columns:
          'k VARCHAR, q BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1",null,"/W8byZdCvycGog","0","739djpVkoVKTWg"]',
          '["2",null,"/W8byZdCvycGog","1","J/k8M+cWUb6Qow"]',
        ],
      },
      t__kids__sub: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","739djpVkoVKTWg","0","UHV3hBTA/StT0Q"]'],
      },
    },
    versionHash: 'rSdanHVlu3S+zDysESiLMuw1ElC0oa2USXMzHVrcODI=',
  },
  {
    name: 'nested contract',
    options: {
      table: 't',
      nested: [
        {
          path: ['kids'],
          columns: [{ name: 'k', dataType: 'text' }],
          contract: { tables: 'evolve', columns: 'discard_value', dataType: 'evolve' },
        },
      ],
      contract: { tables: 'evolve', columns: 'evolve', dataType: 'evolve' },
      more: {
        write_disposition: 'append',
        schema_contract: { columns: 'evolve' },
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"id": 1, "kids": [{"k": 1}]}]', '[{"id": 1, "n": 1, "kids": [{"k": 1, "z": 1}]}]'],
    loadIds: ['1796070094.4363532', '1796070094.7735572'],
    ids: ['3MQLyUJosokIQw', 'JFb+JHeuwO/PCA'],
    tables: {
      t: {
        columns: 'id BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, n BIGINT',
        rows: [
          '["1","1796070094.4363532","3MQLyUJosokIQw"]',
          '["1","1796070094.7735572","JFb+JHeuwO/PCA","1"]',
        ],
      },
      t__kids: {
        columns:
          'k VARCHAR, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","3MQLyUJosokIQw","0","LveDJq817klf7g"]',
          '["1","JFb+JHeuwO/PCA","0","QrAWKNRQE21y9g"]',
        ],
      },
    },
  },
  {
    name: 'col contract new list',
    options: {
      table: 't',
      contract: { tables: 'evolve', columns: 'discard_value', dataType: 'evolve' },
      more: {
        write_disposition: 'append',
        schema_contract: { columns: 'discard_value' },
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"id": 1}]', '[{"id": 2, "kids": [1]}]'],
    loadIds: ['1796070095.12955', '1796070095.3932724'],
    ids: ['NPWpjpotWR9RUA', 'xWGeEWKM+Gfm1g'],
    tables: {
      t: {
        columns: 'id BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","1796070095.12955","NPWpjpotWR9RUA"]',
          '["2","1796070095.3932724","xWGeEWKM+Gfm1g"]',
        ],
      },
      t__kids: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","xWGeEWKM+Gfm1g","0","bg2UFM4QsfJCXA"]'],
      },
    },
    versionHash: '96HOIcWtuRaMSHmRHOeihQktobHpQjlGqo4UJ2pw/Y0=',
  },
  {
    name: 'tables discard value',
    options: {
      table: 't',
      contract: { tables: 'evolve', columns: 'discard_value', dataType: 'evolve' },
      more: {
        write_disposition: 'append',
        schema_contract: { columns: 'discard_value' },
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"id": 1, "a": [1]}]', '[{"id": 2, "kids": [1], "a": [2, 3]}]'],
    loadIds: ['1796070095.643276', '1796070095.8713055'],
    ids: ['sb6n2FqSAaJTag', 'fSuX+wXNhFs+ug'],
    tables: {
      t: {
        columns: 'id BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","1796070095.643276","sb6n2FqSAaJTag"]',
          '["2","1796070095.8713055","fSuX+wXNhFs+ug"]',
        ],
      },
      t__a: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","sb6n2FqSAaJTag","0","E3fGcIIeTXkrpg"]',
          '["2","fSuX+wXNhFs+ug","0","Mp0xTPgDWU0dQA"]',
          '["3","fSuX+wXNhFs+ug","1","g25BqVQ5PBk02Q"]',
        ],
      },
      t__kids: {
        columns:
          'value BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","fSuX+wXNhFs+ug","0","t3o3bsDrvZ+0QQ"]'],
      },
    },
    versionHash: 'J+urRLNheoEj0JaQidC3HW5P2iK4dCw9UrYR21Xiqig=',
  },
  {
    name: 'dtype discard_row',
    options: {
      table: 't',
      contract: { tables: 'evolve', columns: 'evolve', dataType: 'discard_row' },
      more: {
        write_disposition: 'append',
        schema_contract: { data_type: 'discard_row' },
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"id": 1, "a": 1}]', '[{"id": 2, "a": "x"}, {"id": 3, "a": "7"}]'],
    loadIds: ['1796070096.1349914', '1796070096.3622181'],
    ids: ['K2Buj8MeLTFh+g', 'NZNqdOH53o6buQ'],
    tables: {
      t: {
        columns: 'id BIGINT, a BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","1","1796070096.1349914","K2Buj8MeLTFh+g"]',
          '["3","7","1796070096.3622181","NZNqdOH53o6buQ"]',
        ],
      },
    },
    versionHash: '16na0XBvkKGlNz6lRXFdSwdb7xmGVbOTPtkc6qmRYSE=',
  },
  {
    name: 'dtype existing variant',
    options: {
      table: 't',
      contract: { tables: 'evolve', columns: 'evolve', dataType: 'discard_value' },
      more: {
        write_disposition: 'append',
        schema_contract: { data_type: 'discard_value' },
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"id": 1, "a": 1}, {"a": "x"}]', '[{"id": 2, "a": "x"}, {"id": 3, "a": true}]'],
    loadIds: ['1796070096.6303465', '1796070096.861582'],
    ids: ['6D/sL279M6YkpA', '/KA8X5R8sDeXZg', 'iwyyjBDQshoI+Q', 'EuMKW31NlZPNtA'],
    tables: {
      t: {
        columns: 'id BIGINT, a BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","1","1796070096.6303465","6D/sL279M6YkpA"]',
          '[null,null,"1796070096.6303465","/KA8X5R8sDeXZg"]',
          '["2",null,"1796070096.861582","iwyyjBDQshoI+Q"]',
          '["3",null,"1796070096.861582","EuMKW31NlZPNtA"]',
        ],
      },
    },
    versionHash: '848Z/43+Hn6gVJ0wC4n3IIRlWKNpcGuwsMyOGFVnC40=',
  },
  {
    name: 'children row discard',
    options: {
      table: 't',
      contract: { tables: 'evolve', columns: 'discard_row', dataType: 'evolve' },
      more: {
        write_disposition: 'append',
        schema_contract: { columns: 'discard_row' },
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: [
      '[{"id": 1, "kids": [{"a": 1}]}]',
      '[{"id": 2, "kids": [{"a": 1}, {"a": 2, "b": [1], "c": 5}, {"a": 3}]}]',
    ],
    loadIds: ['1796070097.166831', '1796070097.4061084'],
    ids: ['9kTGM4lV9gnBcg', 'IFtPWRWQayCrFQ'],
    tables: {
      t: {
        columns: 'id BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","1796070097.166831","9kTGM4lV9gnBcg"]',
          '["2","1796070097.4061084","IFtPWRWQayCrFQ"]',
        ],
      },
      t__kids: {
        columns:
          'a BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","9kTGM4lV9gnBcg","0","b0dFOjo9Ctiv8g"]',
          '["1","IFtPWRWQayCrFQ","0","OjbHKJDcLBRogQ"]',
          '["3","IFtPWRWQayCrFQ","2","WloBnv0AQm7bbQ"]',
        ],
      },
    },
    versionHash: 'Z3rx+oUplwtcj8UWjlZiuQUFtVN5R2xI1QnxEbG7nd4=',
  },
  {
    name: 'hint incomplete frozen',
    options: {
      table: 't',
      columns: [{ unique: true, name: 'late' }],
      contract: { tables: 'evolve', columns: 'discard_value', dataType: 'evolve' },
      more: {
        write_disposition: 'append',
        schema_contract: { columns: 'discard_value' },
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"x": 1}]', '[{"x": 2, "late": 5}]'],
    loadIds: ['1796070097.6837912', '1796070097.9159818'],
    ids: ['tVdWZ4+zZFySMQ', 'o6eSKnTWcQ2H1A'],
    tables: {
      t: {
        columns: 'x BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","1796070097.6837912","tVdWZ4+zZFySMQ"]',
          '["2","1796070097.9159818","o6eSKnTWcQ2H1A"]',
        ],
      },
    },
    versionHash: 'RuUYVanwhL2prqDrbYrl+BvStuTKWgOc25g9Y1npRXc=',
  },
  {
    name: 'hint types all',
    options: {
      table: 't',
      columns: [
        { dataType: 'bigint', name: 'a' },
        { dataType: 'text', name: 'b' },
        { dataType: 'date', name: 'c' },
        { dataType: 'text', name: 'd' },
        { dataType: 'double', name: 'e' },
        { dataType: 'bigint', name: 'f' },
        { dataType: 'bool', name: 'g' },
      ],
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"a":"5","b":5,"c":"2024-01-01","d":"2024-05-01T10:00:00Z","e":"1.5","f":"abc","g":"yes"}]',
    ],
    loadIds: ['1796070098.1488132'],
    ids: ['hfAhrlcuBRFSkg'],
    tables: {
      t: {
        columns:
          'a BIGINT, b VARCHAR, c DATE, d VARCHAR, e DOUBLE, f BIGINT, g BOOLEAN, f__v_text VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["5","5","2024-01-01","2024-05-01T10:00:00Z","1.5",null,true,"abc","1796070098.1488132","hfAhrlcuBRFSkg"]',
        ],
      },
    },
    versionHash: 'Za1/UZkb8m8wMNXuKrBn9uxDUDpJPm5ehUltgZqgKaI=',
  },
  {
    name: 'json hint',
    options: {
      table: 't',
      columns: [
        { dataType: 'json', name: 'a' },
        { dataType: 'json', name: 'l' },
        { dataType: 'json', name: 'o__p' },
      ],
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"a": {"b": 1}, "l": [1, {"x": 2}], "o": {"p": {"q": 1}, "r": 2}}]'],
    loadIds: ['1796070098.4717205'],
    ids: ['SOPGFQ5C66hs1A'],
    tables: {
      t: {
        columns:
          'a JSON, l JSON, o__p JSON, o__r BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["{\\"b\\":1}","[1,{\\"x\\":2}]","{\\"q\\":1}","2","1796070098.4717205","SOPGFQ5C66hs1A"]',
        ],
      },
    },
    versionHash: 'vhN1uSVaFKVf7eCA0Y/KpcTttL3UmvYG/zcB2fhL6QQ=',
  },
  {
    name: 'text hint obj',
    options: {
      table: 't',
      columns: [{ dataType: 'text', name: 'a' }],
      maxTableNesting: 0,
      more: {
        write_disposition: 'append',
        resource: 't',
        'x-normalizer': { max_nesting: 0, 'seen-data': true },
      },
    },
    loads: ['[{"a": {"b": 1}}]'],
    loadIds: ['1796070098.7352643'],
    ids: ['C8bRgxm8J+5wUg'],
    tables: {
      t: {
        columns: 'a VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["{\\"b\\":1}","1796070098.7352643","C8bRgxm8J+5wUg"]'],
      },
    },
    versionHash: '6zMjpDiSkE3EYsnXphRvhL8LRC7tWs9XoKXdwvf+xYQ=',
  },
  {
    name: 'camel hints',
    options: {
      table: 't',
      columns: [{ dataType: 'text', name: 'userId' }],
      nested: [{ path: ['theList'], columns: [{ name: 'itemNo', dataType: 'text' }] }],
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: ['[{"userId": 5, "theList": [{"itemNo": 1}]}]'],
    loadIds: ['1796070099.0242956'],
    ids: ['QOY7Q1Dhw1Ju+Q'],
    tables: {
      t: {
        columns: 'user_id VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["5","1796070099.0242956","QOY7Q1Dhw1Ju+Q"]'],
      },
      t__the_list: {
        columns:
          'item_no VARCHAR, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","QOY7Q1Dhw1Ju+Q","0","qAZlTVkCzTXqJg"]'],
      },
    },
    versionHash: 'Uo3bfPD/GC5C/kv+QeCaywW+DZZkd3MOwGnFf2D84Vs=',
  },
  {
    name: 'insert-only',
    options: {
      table: 't',
      columns: [{ name: 'Id', primaryKey: true, nullable: false }],
      hasRootKey: true,
      rootIds: 'key_hash',
      more: {
        write_disposition: 'merge',
        'x-merge-strategy': 'insert-only',
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"Id": "x", "kids": [{"a": [1, 2]}]}]'],
    loadIds: ['1796070099.8242238'],
    ids: ['ETif/r562Mb0qA'],
    tables: {
      t: {
        columns: 'id VARCHAR NOT NULL, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["x","1796070099.8242238","ETif/r562Mb0qA"]'],
      },
      t__kids: {
        columns:
          '_dlt_root_id VARCHAR NOT NULL, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["ETif/r562Mb0qA","ETif/r562Mb0qA","0","S1QZdSfHLc4lXQ"]'],
      },
      t__kids__a: {
        columns:
          'value BIGINT, _dlt_root_id VARCHAR NOT NULL, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1","ETif/r562Mb0qA","S1QZdSfHLc4lXQ","0","maRttY15u+Gamg"]',
          '["2","ETif/r562Mb0qA","S1QZdSfHLc4lXQ","1","GN1cGVFL4GfRxQ"]',
        ],
      },
    },
    versionHash: 'JiH1q8tJLjfgCwahcDq22MLvzd0corxPAw9mrYMgZ+I=',
  },
  {
    name: 'upsert compound',
    options: {
      table: 't',
      columns: [
        { name: 'b', primaryKey: true, nullable: false },
        { name: 'a', primaryKey: true, nullable: false },
      ],
      hasRootKey: true,
      rootIds: 'key_hash',
      more: {
        write_disposition: 'merge',
        'x-merge-strategy': 'upsert',
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"b":1.5,"a":"é\\u0007","c":1},{"b":1e17,"a":"z","c":2},{"b":-2.50,"a":"","c":2}]'],
    loadIds: ['1796070100.2247016'],
    ids: ['wSJBLA1Xt8xziA', 'ILMs+ggFUg48Ug', 'EtaJfnMyRr9i8g'],
    tables: {
      t: {
        columns:
          'b DOUBLE NOT NULL, a VARCHAR NOT NULL, c BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["1.5","é\\u0007","1","1796070100.2247016","wSJBLA1Xt8xziA"]',
          '["1e17","z","2","1796070100.2247016","ILMs+ggFUg48Ug"]',
          '["-2.50","","2","1796070100.2247016","EtaJfnMyRr9i8g"]',
        ],
      },
    },
    versionHash: 'X+czNDYTXJkbWTv25ooXsOdsbI1SpHbTVAA9ql5IU8I=',
  },
  {
    name: 'upsert nested key',
    options: {
      table: 't',
      columns: [{ name: 'o__id', primaryKey: true, nullable: false }],
      hasRootKey: true,
      rootIds: 'key_hash',
      more: {
        write_disposition: 'merge',
        'x-merge-strategy': 'upsert',
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: ['[{"o":{"id":7},"kids":[1]}]'],
    loadIds: ['1796070100.5585878'],
    ids: ['5sIH1Ubn28iGyA'],
    tables: {
      t: {
        columns: 'o__id BIGINT NOT NULL, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["7","1796070100.5585878","5sIH1Ubn28iGyA"]'],
      },
      t__kids: {
        columns:
          'value BIGINT, _dlt_root_id VARCHAR NOT NULL, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["1","5sIH1Ubn28iGyA","5sIH1Ubn28iGyA","0","7QPOYRI3P/PpHA"]'],
      },
    },
    versionHash: 'ASNrUxnMLgi4ocIuCHlJtRsEBvc8poDhzE4xWIXux9U=',
  },
  {
    name: 'any rows 41',
    options: {
      table: 't',
      columns: [
        { name: '_dlt_valid_from', dataType: 'timestamp' },
        { name: '_dlt_valid_to', dataType: 'timestamp' },
      ],
      maxTableNesting: 0,
      rootIds: 'row_hash',
      more: {
        write_disposition: 'merge',
        'x-merge-strategy': 'scd2',
        resource: 't',
        'x-normalizer': { max_nesting: 0, 'seen-data': true },
      },
    },
    loads: [
      '[{"nm": [["2024-01-01T10:00:00Z", null], 2.0], "x1": 0, "obj": null, "sub": null}, {"at": 7}, {"obj": [3.14159, 1.0], "x1": 9007199254740993, "id": null, "tag": 0.5, "lst": 1, "at": 1, "ok": "no", "myKey": 2.0}, {"sub": null, "myKey": "no"}]',
    ],
    loadIds: ['1796070118.827473'],
    ids: ['vKBvADuICA7GFA', 'QhhCDFmHb6883g', 'xqZgcpt++XXzag', 'X0ErNXIpkRvM9Q'],
    tables: {
      t: {
        columns:
          '_dlt_valid_from TIMESTAMPTZ, _dlt_valid_to TIMESTAMPTZ, nm JSON, x1 BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, at BIGINT, obj JSON, tag DOUBLE, lst BIGINT, ok VARCHAR, my_key DOUBLE, my_key__v_text VARCHAR',
        rows: [
          '[null,null,"[[\\"2024-01-01T10:00:00Z\\",null],2.0]","0","1796070118.827473","vKBvADuICA7GFA"]',
          '[null,null,null,null,"1796070118.827473","QhhCDFmHb6883g","7"]',
          '[null,null,null,"9007199254740993","1796070118.827473","xqZgcpt++XXzag","1","[3.14159,1.0]","0.5","1","no","2.0"]',
          '[null,null,null,null,"1796070118.827473","X0ErNXIpkRvM9Q",null,null,null,null,null,null,"no"]',
        ],
      },
    },
  },
  {
    name: 'any rows 32',
    options: {
      table: 't',
      columns: [
        { name: '_dlt_valid_from', dataType: 'timestamp' },
        { name: '_dlt_valid_to', dataType: 'timestamp' },
      ],
      rootIds: 'row_hash',
      more: {
        write_disposition: 'merge',
        'x-merge-strategy': 'scd2',
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: [
      '[{"id": true, "x1": false, "ok": "true", "sub": true, "at": true, "nm": ""}, {"amt": 1e+20}, {"sub": "2024-01-01T10:00:00Z", "id": null, "obj": null, "nm": true, "amt": 9007199254740993}, {"amt": "no", "at": -3, "Who": null, "obj": 7}]',
    ],
    loadIds: ['1796070114.8937147'],
    ids: ['SAf8VMfin+qPYg', 'u/DFmlj81Bw9Lg', '8s/PlKiq0epLHQ', 'fac4VkMlcUxZmw'],
    tables: {
      t: {
        columns:
          '_dlt_valid_from TIMESTAMPTZ, _dlt_valid_to TIMESTAMPTZ, id BOOLEAN, x1 BOOLEAN, ok VARCHAR, sub BOOLEAN, at BOOLEAN, nm VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, amt DOUBLE, sub__v_text TIMESTAMPTZ, amt__v_text VARCHAR, obj BIGINT',
        rows: [
          '[null,null,true,false,"true",true,true,"","1796070114.8937147","SAf8VMfin+qPYg"]',
          '[null,null,null,null,null,null,null,null,"1796070114.8937147","u/DFmlj81Bw9Lg","1e+20"]',
          '[null,null,null,null,null,null,null,"True","1796070114.8937147","8s/PlKiq0epLHQ","9007199254740993","2024-01-01 10:00:00.000000+00"]',
          '[null,null,null,null,null,null,true,null,"1796070114.8937147","fac4VkMlcUxZmw",null,null,"no","7"]',
        ],
      },
    },
  },
  {
    name: 'any rows 77',
    options: {
      table: 't',
      columns: [
        { name: '_dlt_valid_from', dataType: 'timestamp' },
        { name: '_dlt_valid_to', dataType: 'timestamp' },
      ],
      rootIds: 'row_hash',
      more: {
        write_disposition: 'merge',
        'x-merge-strategy': 'scd2',
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: [
      '[{"nm": 7, "lst": 1e+20, "Who": "a", "ok": 9007199254740993, "obj": "7", "x1": null, "sub": "0x1f"}, {"Who": ["0x1f", [], 12345678901], "obj": {"at": null, "id": [], "obj": {}, "Who": []}, "amt": "2024-06-01 11:00:00.5+02:00", "lst": [], "ok": {}}]',
    ],
    loadIds: ['1796070133.4151883'],
    ids: ['ZCnlKW9pfwTCeA', '+ngQ/PGWE+OfQw'],
    tables: {
      t: {
        columns:
          '_dlt_valid_from TIMESTAMPTZ, _dlt_valid_to TIMESTAMPTZ, nm BIGINT, lst DOUBLE, who VARCHAR, ok BIGINT, obj VARCHAR, sub VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, amt TIMESTAMPTZ',
        rows: [
          '[null,null,"7","1e+20","a","9007199254740993","7","0x1f","1796070133.4151883","ZCnlKW9pfwTCeA"]',
          '[null,null,null,null,null,null,null,null,"1796070133.4151883","+ngQ/PGWE+OfQw","2024-06-01 09:00:00.500000+00"]',
        ],
      },
      t__who: {
        columns:
          'value VARCHAR, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["0x1f","+ngQ/PGWE+OfQw","0","DWRkouXs5D/oKg"]',
          '[null,"+ngQ/PGWE+OfQw","1","pEFxaBfy/jpVOA"]',
          '["12345678901","+ngQ/PGWE+OfQw","2","w+SfPL1dD2/ecQ"]',
        ],
      },
    },
  },
  {
    name: 'any rows 1',
    options: {
      table: 't',
      maxTableNesting: 1,
      more: {
        write_disposition: 'append',
        resource: 't',
        'x-normalizer': { max_nesting: 1, 'seen-data': true },
      },
    },
    loads: [
      '[{"Who": {"at": -7.25, "myKey": null, "lst": null, "sub": -3}, "at": "{}", "myKey": 12345678901, "ok": {"sub": [], "amt": "2024-01-01T10:00:00Z", "tag": 1e+20, "ok": 2.0}}, {"at": 1, "id": null, "nm": "no", "amt": 1.0}, {"obj": [true, 0.5], "ok": -3}]',
    ],
    loadIds: ['1796070101.8376956'],
    ids: ['8UJwc3SRRVdN/Q', 'rkqpRdgLnWvDhw', 'bpEbfpARRRqKSw'],
    tables: {
      t: {
        columns:
          'at VARCHAR, my_key BIGINT, ok__sub JSON, ok__amt TIMESTAMPTZ, ok__tag DOUBLE, ok__ok DOUBLE, who__at DOUBLE, who__sub BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, nm VARCHAR, amt DOUBLE, ok BIGINT',
        rows: [
          '["{}","12345678901","[]","2024-01-01 10:00:00.000000+00","1e+20","2.0","-7.25","-3","1796070101.8376956","8UJwc3SRRVdN/Q"]',
          '["1",null,null,null,null,null,null,null,"1796070101.8376956","rkqpRdgLnWvDhw","no","1.0"]',
          '[null,null,null,null,null,null,null,null,"1796070101.8376956","bpEbfpARRRqKSw",null,null,"-3"]',
        ],
      },
      t__obj: {
        columns:
          'value BOOLEAN, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '[true,"bpEbfpARRRqKSw","0","LhKn3AEKcf0r5A"]',
          '[true,"bpEbfpARRRqKSw","1","Qm9gqCZ2Bffocg"]',
        ],
      },
    },
    versionHash: 'WF6xikQQCpvnaZjA786vOpAqf8EheKs+nKlJIM+ndbI=',
  },
  {
    name: 'any rows 14',
    options: {
      table: 't',
      columns: [
        { name: '_dlt_valid_from', dataType: 'timestamp' },
        { name: '_dlt_valid_to', dataType: 'timestamp' },
      ],
      rootIds: 'row_hash',
      more: {
        write_disposition: 'merge',
        'x-merge-strategy': 'scd2',
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: [
      '[{"x1": [[1.0, "{}", 0], []], "nm": 1, "tag": "2024-06-01 11:00:00.5+02:00", "at": -7.25, "amt": null, "obj": "true", "Who": null, "myKey": "2024-01-01T10:00:00Z"}]',
    ],
    loadIds: ['1796070107.1890223'],
    ids: ['ipPSvZj8JXNglA'],
    tables: {
      t: {
        columns:
          '_dlt_valid_from TIMESTAMPTZ, _dlt_valid_to TIMESTAMPTZ, nm BIGINT, tag TIMESTAMPTZ, at DOUBLE, obj VARCHAR, my_key TIMESTAMPTZ, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '[null,null,"1","2024-06-01 09:00:00.500000+00","-7.25","true","2024-01-01 10:00:00.000000+00","1796070107.1890223","ipPSvZj8JXNglA"]',
        ],
      },
      t__x1: {
        columns:
          '_dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["ipPSvZj8JXNglA","0","SSYNvPVdlPPLTQ"]',
          '["ipPSvZj8JXNglA","1","sd39wyu0UyGvVA"]',
        ],
      },
      t__x1__list: {
        columns:
          'value DOUBLE, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL, value__v_text VARCHAR',
        rows: [
          '["1.0","SSYNvPVdlPPLTQ","0","VCqWc1jno7lZhg"]',
          '[null,"SSYNvPVdlPPLTQ","1","FQsVgluDy8vo0g","{}"]',
          '["0","SSYNvPVdlPPLTQ","2","arKO1JuHRVpfGA",null]',
        ],
      },
    },
  },
  {
    name: 'any rows 64',
    options: {
      table: 't',
      contract: { tables: 'evolve', columns: 'evolve', dataType: 'discard_value' },
      more: {
        write_disposition: 'append',
        schema_contract: { data_type: 'discard_value' },
        resource: 't',
        'x-normalizer': { 'seen-data': true },
      },
    },
    loads: [
      '[{"lst": "h\\u00e9\\u00e9", "obj": "x y", "id": -7.25}, {"id": 1, "ok": {}, "Who": [{"nm": 1.0, "Who": -7.25}, -7.25], "obj": "7", "nm": [null], "myKey": null}, {"id": false, "at": true}]',
    ],
    loadIds: ['1796070128.1725404'],
    ids: ['50xf2B/DUM39cw', 'lPMq1tOPkGDjgw', 'pbJbh+XpJjdH5A'],
    tables: {
      t: {
        columns:
          'lst VARCHAR, obj VARCHAR, id DOUBLE, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, at BOOLEAN',
        rows: [
          '["héé","x y","-7.25","1796070128.1725404","50xf2B/DUM39cw"]',
          '[null,"7","1","1796070128.1725404","lPMq1tOPkGDjgw"]',
          '[null,null,null,"1796070128.1725404","pbJbh+XpJjdH5A",true]',
        ],
      },
      t__who: {
        columns:
          'nm DOUBLE, who DOUBLE, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL, value DOUBLE',
        rows: [
          '["1.0","-7.25","lPMq1tOPkGDjgw","0","7E9ewOPh/o3CWw"]',
          '[null,null,"lPMq1tOPkGDjgw","1","ixeTtybnlfCDbQ","-7.25"]',
        ],
      },
      t__nm: {
        columns:
          '_dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["lPMq1tOPkGDjgw","0","5qfrbqhpwEeB0Q"]'],
      },
    },
    versionHash: 'fpJALTqHsAOO0CnIxlVOrgYicrZekJokWTtnogHx7M0=',
  },
  {
    name: 'any rows 116',
    options: {
      table: 't',
      maxTableNesting: 1,
      more: {
        write_disposition: 'append',
        resource: 't',
        'x-normalizer': { max_nesting: 1, 'seen-data': true },
      },
    },
    loads: [
      '[{"x1": false}, {"sub": 1, "amt": "", "tag": "7", "myKey": []}, {"id": null, "at": null, "x1": {"myKey": ["no", -3], "ok": {"myKey": [null, "1.5", null], "sub": null}, "tag": []}, "amt": 7, "myKey": null, "obj": [], "ok": -3, "sub": null}, {"Who": {}, "obj": {"obj": 1e+20, "myKey": {"obj": [null, 1], "amt": null, "x1": "2024-01-01", "sub": "1.5"}}, "ok": -3, "myKey": -3, "sub": 1.0}]',
    ],
    loadIds: ['1796070147.7301214'],
    ids: ['JwmbfIaRdAkTSQ', '5MBUbug7sMjrDg', 'JjI2yEGr0+/nfA', 'XsKcJm+r7yESKg'],
    tables: {
      t: {
        columns:
          'x1 BOOLEAN, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, sub BIGINT, amt VARCHAR, tag VARCHAR, ok BIGINT, x1__my_key JSON, x1__ok JSON, x1__tag JSON, my_key BIGINT, obj__obj DOUBLE, obj__my_key JSON',
        rows: [
          '[false,"1796070147.7301214","JwmbfIaRdAkTSQ"]',
          '[null,"1796070147.7301214","5MBUbug7sMjrDg","1","","7"]',
          '[null,"1796070147.7301214","JjI2yEGr0+/nfA",null,"7",null,"-3","[\\"no\\",-3]","{\\"myKey\\":[null,\\"1.5\\",null],\\"sub\\":null}","[]"]',
          '[null,"1796070147.7301214","XsKcJm+r7yESKg","1",null,null,"-3",null,null,null,"-3","1e+20","{\\"obj\\":[null,1],\\"amt\\":null,\\"x1\\":\\"2024-01-01\\",\\"sub\\":\\"1.5\\"}"]',
        ],
      },
    },
    versionHash: 'F0e7ThbsR+sSF/AUXUhyoLysDY6Kubea/NXJNscn05E=',
  },
  {
    name: 'any rows 22',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"lst": "1.5", "id": "7", "obj": "h\\u00e9\\u00e9", "Who": 1, "amt": "true", "tag": ["", [{"amt": "a", "lst": -7.25}]], "sub": 7}, {"amt": 12345678901, "sub": "h\\u00e9\\u00e9", "ok": null, "tag": "true", "nm": [], "id": false, "Who": "2024-01-01T10:00:00Z"}]',
    ],
    loadIds: ['1796070111.0537941'],
    ids: ['kZAiZblJmDTfsA', '840jc/1rDLJHOA'],
    tables: {
      t: {
        columns:
          'lst VARCHAR, id VARCHAR, obj VARCHAR, who BIGINT, amt VARCHAR, sub BIGINT, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, sub__v_text VARCHAR, tag VARCHAR, who__v_text TIMESTAMPTZ',
        rows: [
          '["1.5","7","héé","1","true","7","1796070111.0537941","kZAiZblJmDTfsA"]',
          '[null,"False",null,null,"12345678901",null,"1796070111.0537941","840jc/1rDLJHOA","héé","true","2024-01-01 10:00:00.000000+00"]',
        ],
      },
      t__tag: {
        columns:
          'value VARCHAR, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["","kZAiZblJmDTfsA","0","nEsc/pCQlj3Uow"]',
          '[null,"kZAiZblJmDTfsA","1","AEA+8MZEvG7wYw"]',
        ],
      },
      t__tag__list: {
        columns:
          'amt VARCHAR, lst DOUBLE, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: ['["a","-7.25","AEA+8MZEvG7wYw","0","63ug3BcOtDeVHw"]'],
      },
    },
    versionHash: '3o4n6P+tRtKfUjKxaH48M3iFtkUeSRerBUit3IC5WrE=',
  },
  {
    name: 'any rows 79',
    options: {
      table: 't',
      columns: [
        { dataType: 'bigint', name: 'sub' },
        { dataType: 'bigint', name: 'amt' },
      ],
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"ok": "", "sub": "2024-06-01 11:00:00.5+02:00", "obj": "true", "myKey": "a", "tag": [null], "x1": {}, "at": null}, {"tag": [false], "obj": false, "sub": true, "ok": "2024-01-01", "at": "0x1f"}, {"nm": {"id": "no", "myKey": 3.14159}}]',
    ],
    loadIds: ['1796070133.9660695'],
    ids: ['kj2wCdJ1imIgBw', 'eMZFpSd/QFuisA', 'KnoFJjh0FXwpBg'],
    tables: {
      t: {
        columns:
          'sub BIGINT, amt BIGINT, ok VARCHAR, sub__v_text TIMESTAMPTZ, obj VARCHAR, my_key VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, sub__v_bool BOOLEAN, at VARCHAR, nm__id VARCHAR, nm__my_key DOUBLE',
        rows: [
          '[null,null,"","2024-06-01 09:00:00.500000+00","true","a","1796070133.9660695","kj2wCdJ1imIgBw"]',
          '[null,null,"2024-01-01",null,"False",null,"1796070133.9660695","eMZFpSd/QFuisA",true,"0x1f"]',
          '[null,null,null,null,null,null,"1796070133.9660695","KnoFJjh0FXwpBg",null,null,"no","3.14159"]',
        ],
      },
      t__tag: {
        columns:
          '_dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL, value BOOLEAN',
        rows: [
          '["kj2wCdJ1imIgBw","0","28ZrG/V9bskWSg"]',
          '["eMZFpSd/QFuisA","0","a59ULcR+D2NF0w",false]',
        ],
      },
    },
    versionHash: 'z3tYuxjsthBl6F+0rSK+J2mhmCXDRDJjzwGOSEIPd5o=',
  },
  {
    name: 'any rows 2',
    options: {
      table: 't',
      columns: [
        { dataType: 'bigint', name: 'x1' },
        { dataType: 'text', name: 'id' },
      ],
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"x1": "a", "amt": null}, {"x1": true, "id": [[], [], -7.25], "ok": 0, "obj": 0.5, "tag": null, "myKey": null}, {"lst": 7, "obj": null, "x1": {}, "sub": "a", "tag": 1}, {"sub": false, "Who": ""}]',
    ],
    loadIds: ['1796070102.1541085'],
    ids: ['UBy7BZK6x7S9rA', 'Wx9h+tb8+f2/pw', 'DxApPxvG3pZsaQ', 'gVAUsaCAwn/8BQ'],
    tables: {
      t: {
        columns:
          'x1 BIGINT, id VARCHAR, x1__v_text VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, x1__v_bool BOOLEAN, ok BIGINT, obj DOUBLE, lst BIGINT, sub VARCHAR, tag BIGINT, who VARCHAR',
        rows: [
          '[null,null,"a","1796070102.1541085","UBy7BZK6x7S9rA"]',
          '[null,null,null,"1796070102.1541085","Wx9h+tb8+f2/pw",true,"0","0.5"]',
          '[null,null,null,"1796070102.1541085","DxApPxvG3pZsaQ",null,null,null,"7","a","1"]',
          '[null,null,null,"1796070102.1541085","gVAUsaCAwn/8BQ",null,null,null,null,"False",null,""]',
        ],
      },
      t__id: {
        columns:
          '_dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL, value DOUBLE',
        rows: [
          '["Wx9h+tb8+f2/pw","0","Ol9xBtQ7YNhMvA"]',
          '["Wx9h+tb8+f2/pw","1","+ygMrZ2AiQU5nw"]',
          '["Wx9h+tb8+f2/pw","2","mWqWnOj78sSndQ","-7.25"]',
        ],
      },
    },
    versionHash: '9hHCeFPZwkLyRUjHKeGCWlcP6vfVs5BAIGqWFYE/vuo=',
  },
  {
    name: 'any rows 74',
    options: {
      table: 't',
      more: { write_disposition: 'append', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"sub": 1, "tag": "x y", "x1": [{"tag": {"lst": "", "amt": -7.25, "x1": null, "Who": 12345678901}, "x1": null, "amt": false}, null, {"obj": "no", "at": 0}]}, {"myKey": "[1]", "tag": 7, "nm": {"x1": 9007199254740993, "amt": 7, "at": 12345678901}}, {"myKey": null, "lst": {"sub": {}, "lst": {"lst": 9007199254740993}}, "ok": 1, "sub": -3}]',
    ],
    loadIds: ['1796070132.0541158'],
    ids: ['3dMnoqDthPe4iQ', 'MWTnsywP8RhxVg', 'T38r6z11s4LBeg'],
    tables: {
      t: {
        columns:
          'sub BIGINT, tag VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL, my_key VARCHAR, nm__x1 BIGINT, nm__amt BIGINT, nm__at BIGINT, ok BIGINT, lst__lst__lst BIGINT',
        rows: [
          '["1","x y","1796070132.0541158","3dMnoqDthPe4iQ"]',
          '[null,"7","1796070132.0541158","MWTnsywP8RhxVg","[1]","9007199254740993","7","12345678901"]',
          '["-3",null,"1796070132.0541158","T38r6z11s4LBeg",null,null,null,null,"1","9007199254740993"]',
        ],
      },
      t__x1: {
        columns:
          'amt BOOLEAN, tag__lst VARCHAR, tag__amt DOUBLE, tag__who BIGINT, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL, obj VARCHAR, at BIGINT',
        rows: [
          '[false,"","-7.25","12345678901","3dMnoqDthPe4iQ","0","fKYHhZ48ubXBZg"]',
          '[null,null,null,null,"3dMnoqDthPe4iQ","1","QOTJJxDDtQcjeA"]',
          '[null,null,null,null,"3dMnoqDthPe4iQ","2","lFzImMJfJDlNzw","no","0"]',
        ],
      },
    },
    versionHash: '3nWsTQCHdOrfALqTViLS2sU7cHnl+I1945yzgbeL38g=',
  },
  {
    name: 'any rows 69',
    options: {
      table: 't',
      hasRootKey: true,
      more: { write_disposition: 'merge', resource: 't', 'x-normalizer': { 'seen-data': true } },
    },
    loads: [
      '[{"Who": [{"amt": 12345678901, "ok": 12345678901, "sub": {"obj": "7", "tag": false, "nm": 1}, "obj": [0.5, "2024-06-01 11:00:00.5+02:00"]}], "sub": "h\\u00e9\\u00e9", "amt": "{}", "myKey": {"obj": -7.25, "tag": "2024-01-01", "ok": 0, "nm": "x y"}, "x1": 1e+20}]',
    ],
    loadIds: ['1796070130.2586253'],
    ids: ['oMM/WHDoZbvNaA'],
    tables: {
      t: {
        columns:
          'sub VARCHAR, amt VARCHAR, x1 DOUBLE, my_key__obj DOUBLE, my_key__tag VARCHAR, my_key__ok BIGINT, my_key__nm VARCHAR, _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["héé","{}","1e+20","-7.25","2024-01-01","0","x y","1796070130.2586253","oMM/WHDoZbvNaA"]',
        ],
      },
      t__who: {
        columns:
          'amt BIGINT, ok BIGINT, sub__obj VARCHAR, sub__tag BOOLEAN, sub__nm BIGINT, _dlt_root_id VARCHAR NOT NULL, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL',
        rows: [
          '["12345678901","12345678901","7",false,"1","oMM/WHDoZbvNaA","oMM/WHDoZbvNaA","0","0yf63ni9JMWT/Q"]',
        ],
      },
      t__who__obj: {
        columns:
          'value DOUBLE, _dlt_root_id VARCHAR NOT NULL, _dlt_parent_id VARCHAR NOT NULL, _dlt_list_idx BIGINT NOT NULL, _dlt_id VARCHAR NOT NULL, value__v_text TIMESTAMPTZ',
        rows: [
          '["0.5","oMM/WHDoZbvNaA","0yf63ni9JMWT/Q","0","Qj+VseDC5RZ7mA"]',
          '[null,"oMM/WHDoZbvNaA","0yf63ni9JMWT/Q","1","YThfFjOBVZfWww","2024-06-01 09:00:00.500000+00"]',
        ],
      },
    },
    versionHash: 'OWIDFdnmgO6vKldMsoL0QDKBI7NjRv4AwaSynFCh030=',
  },
];
