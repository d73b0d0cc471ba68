import { readdirSync, readFileSync } from 'node:fs';
import { SECTIONS, type SectionName } from '../../src/config/format/vocabulary.ts';

const FOLDER = new URL('../../src/config/format/', import.meta.url);

/** The interface of each section. */
const INTERFACES: Readonly<Partial<Record<SectionName, string>>> = {
  top: 'RestApiConfig',
  client: 'ClientConfig',
  bearer: 'BearerAuthConfig',
  api_key: 'ApiKeyAuthConfig',
  http_basic: 'HttpBasicAuthConfig',
  oauth2_client_credentials: 'ClientCredentialsAuthConfig',
  oauth2_refresh_token: 'RefreshTokenAuthConfig',
  oauth2_jwt_bearer: 'JwtBearerAuthConfig',
  offset: 'OffsetPaginatorConfig',
  page_number: 'PageNumberPaginatorConfig',
  cursor: 'CursorPaginatorConfig',
  header_cursor: 'HeaderCursorPaginatorConfig',
  json_link: 'JsonLinkPaginatorConfig',
  header_link: 'HeaderLinkPaginatorConfig',
  single_page: 'SinglePagePaginatorConfig',
  auto: 'AutoPaginatorConfig',
  rate_limit: 'RateLimitConfig',
  timeout: 'TimeoutConfig',
  retry: 'RetryConfig',
  limits: 'LimitsConfig',
  defaults: 'ResourceDefaults',
  resource: 'ResourceConfig',
  endpoint: 'EndpointConfig',
  incremental: 'IncrementalConfig',
  incremental_param: 'IncrementalParamConfig',
  witness: 'WitnessConfig',
  resolve: 'ResolveParamConfig',
  response_action: 'ResponseActionConfig',
  processing_step: 'ProcessingStepConfig',
  column: 'ColumnConfig',
  named_column: 'NamedColumnConfig',
  schema_contract: 'SchemaContractObject',
  write_disposition: 'WriteDispositionObject',
};

/** The docstrings of the keys of a configuration, by section and key, as they stand in the types. */
export function configDocstrings(): Record<string, Record<string, string>> {
  const text = readdirSync(FOLDER)
    .filter((file) => file.endsWith('-config.ts') || file === 'config-types.ts')
    .map((file) => readFileSync(new URL(file, FOLDER), 'utf8'))
    .join('\n');
  return Object.fromEntries(
    Object.keys(SECTIONS).flatMap((section) => {
      const name = INTERFACES[section as SectionName];
      return name === undefined ? [] : [[section, membersOf(name, text)]];
    }),
  );
}

function membersOf(name: string, text: string): Record<string, string> {
  const found = new RegExp(
    `^export interface ${name}(?: extends (\\w+))? \\{\\n(.*?)^\\}`,
    'ms',
  ).exec(text);
  if (found === null) throw new Error(`no file of src/config has an interface ${name}`);
  const [, parent, body = ''] = found;
  const members = [
    ...body.matchAll(/^ {2}(?:\/\*\*(?<doc>(?:(?!\*\/).)*)\*\/\s*)?readonly (?<key>\w+)\??:/gms),
  ].map(({ groups }) => [groups?.['key'] ?? '', readDocstring(groups?.['doc'] ?? '')]);
  return {
    ...(parent === undefined ? {} : membersOf(parent, text)),
    ...Object.fromEntries(members),
  };
}

/** The text without stars, line breaks and tags. */
function readDocstring(doc: string): string {
  const lines = doc.split('\n').map((line) => line.trim().replace(/^\*\s?/, ''));
  const end = lines.findIndex((line) => line.startsWith('@'));
  return (end < 0 ? lines : lines.slice(0, end)).join(' ').replace(/\s+/g, ' ').trim();
}
