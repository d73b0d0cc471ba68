import { describe, test } from 'vitest';
import { config, expectRefusal, inResource, type Refusal } from '../../support/config-issues.ts';

const offset = { type: 'offset', limit: 10 };

describe('A configuration or a resource is refused at the exact path', () => {
  test.each<Refusal>([
    {
      name: 'nothing',
      config: undefined,
      path: '',
      message: /^must be an object with the keys `client`/,
    },
    { name: 'a list', config: [], path: '', message: /got an empty list/ },
    { name: 'no client', config: { resources: [] }, path: 'client', message: /but it is missing/ },
    {
      name: 'no resources',
      config: { client: { base_url: 'https://x' } },
      path: 'resources',
      message: /must be a list of resources, but it is missing/,
    },
    {
      name: 'resources that are no list',
      config: { ...config(), resources: {} },
      path: 'resources',
      message: /must be a list of resources, got an object/,
    },
    {
      name: 'an unknown key at the top',
      config: { ...config(), resource_default: {} },
      path: 'resource_default',
      message: /Did you mean `resource_defaults`\?/,
    },
    {
      name: 'a key of the client at the top',
      config: { ...config(), base_url: 'x' },
      path: 'base_url',
      message: /`base_url` belongs in `client`/,
    },
    {
      name: 'a resource that is a number',
      config: { ...config(), resources: [1] },
      path: 'resources[0]',
      message: /must be a name or an object, got `1`/,
    },
    {
      name: 'a resource that is an empty name',
      config: { ...config(), resources: [''] },
      path: 'resources[0]',
      message: /must be the name of a resource/,
    },
    {
      name: 'defaults with a name',
      config: { ...config(), resource_defaults: { name: 'x' } },
      path: 'resource_defaults.name',
      message: /`name` belongs on the resource/,
    },
    {
      name: 'defaults whose endpoint is a text',
      config: { ...config(), resource_defaults: { endpoint: 'x' } },
      path: 'resource_defaults.endpoint',
      message: /must be an object with the keys `path`/,
    },
    {
      name: 'defaults with a path',
      config: { ...config(), resource_defaults: { endpoint: { path: 'x' } } },
      path: 'resource_defaults.endpoint.path',
      message: /has no effect here/,
    },
    inResource(
      'no name',
      { name: undefined },
      'name',
      /must be the name of the resource, but it is missing/,
    ),
    inResource(
      'a misspelt key',
      { primarykey: 'id' },
      'primarykey',
      /a resource has no key `primarykey`. Did you mean `primary_key`\?/,
    ),
    inResource(
      'a key of nothing',
      { xyzzy: 1 },
      'xyzzy',
      /a resource has no key `xyzzy`. It has `name`/,
    ),
    inResource('params', { params: {} }, 'params', /`params` belongs in `endpoint`/),
    inResource(
      'paginator',
      { paginator: offset },
      'paginator',
      /`paginator` belongs in `endpoint`/,
    ),
    inResource(
      'data_selector',
      { data_selector: 'x' },
      'data_selector',
      /`data_selector` belongs in `endpoint`/,
    ),
    inResource('path', { path: 'x' }, 'path', /`path` belongs in `endpoint`/),
    inResource(
      'incremental',
      { incremental: {} },
      'incremental',
      /`incremental` belongs in `endpoint`, and is not available yet/,
    ),
    inResource('table_name empty', { table_name: '' }, 'table_name', /must be the name of a table/),
    inResource(
      'table_name a function',
      { table_name: () => 'x' },
      'table_name',
      /a function here is not available yet/,
    ),
    inResource(
      'primary_key a number',
      { primary_key: 1 },
      'primary_key',
      /must be the name of a field, or a list of such, got `1`/,
    ),
    inResource(
      'primary_key with a hole',
      { primary_key: ['id', ''] },
      'primary_key[1]',
      /must be the name of a field/,
    ),
    inResource(
      'primary_key twice',
      { primary_key: ['id', 'id'] },
      'primary_key',
      /names a field twice/,
    ),
    inResource(
      'append',
      { write_disposition: 'append' },
      'write_disposition',
      /`append` is not available yet; must be `merge`/,
    ),
    inResource(
      'replace',
      { write_disposition: { disposition: 'replace' } },
      'write_disposition.disposition',
      /`replace` is not available yet/,
    ),
    inResource(
      'a merge strategy',
      { write_disposition: { disposition: 'merge', strategy: 'scd2' } },
      'write_disposition.strategy',
      /`strategy` is not available yet/,
    ),
    inResource(
      'an unknown disposition',
      { write_disposition: 'upsert' },
      'write_disposition',
      /must be `merge`, got `upsert`/,
    ),
    inResource(
      'selected as text',
      { selected: 'yes' },
      'selected',
      /must be true or false, got `yes`/,
    ),
    inResource(
      'an unknown naming',
      { naming: 'snakecase' },
      'naming',
      /must be one of `snake_case`, `direct`, got `snakecase`. Did you mean `snake_case`\?/,
    ),
    inResource(
      'an unknown way to verify',
      { verify: true },
      'verify',
      /must be one of `overlap`, `passes`, `total`, `off`, got `true`/,
    ),
    inResource(
      'half a pass',
      { max_passes: 1.5 },
      'max_passes',
      /must be a whole number from 1, got `1.5`/,
    ),
    inResource(
      'an unknown end of missing rows',
      { on_missing: 'drop' },
      'on_missing',
      /must be one of `keep`, `mark`, `delete`, got `drop`/,
    ),
    inResource(
      'a ratio in percent',
      { max_delete_ratio: 20 },
      'max_delete_ratio',
      /must be a number from 0 to 1, got `20`/,
    ),
    inResource(
      'a ratio below 0',
      { max_delete_ratio: -0.1 },
      'max_delete_ratio',
      /must be a number from 0 to 1, got `-0.1`/,
    ),
    inResource(
      'an age below 0',
      { max_checkpoint_age_seconds: -1 },
      'max_checkpoint_age_seconds',
      /must be a number of seconds from 0, got `-1`/,
    ),
    inResource(
      'an age without its unit',
      { max_checkpoint_age: 60 },
      'max_checkpoint_age',
      /Did you mean `max_checkpoint_age_seconds`\?/,
    ),
    inResource(
      'deadline_seconds',
      { deadline_seconds: 60 },
      'deadline_seconds',
      /`deadline_seconds` belongs in `client`/,
    ),
    inResource('error_path', { error_path: 'e' }, 'error_path', /`error_path` belongs in `client`/),
  ])('$name', expectRefusal);
});
