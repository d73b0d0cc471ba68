import { z } from 'zod';
import type { CustomPaginator, PaginatorSettings } from '../../pagination/settings.ts';
import { paginatorSections, typedSettings } from './built-in-paginators.ts';
import type { PaginatorConfig, PaginatorName, TypedPaginatorConfig } from './config-types.ts';
import { describeChoice } from './fields.ts';
import { named } from './key.ts';
import { nearestName } from './nearest-name.ts';
import { type MakePaginator, type RegisteredName, Registry, typeName } from './registry.ts';
import { typesOf } from './section.ts';
import { asPlain, isPlain } from './values.ts';

const EXAMPLE = "{ type: 'offset', limit: … }";
const SHAPE = `must be the name of a paginator or an object such as ${EXAMPLE}`;

const typed = named(
  z.discriminatedUnion('type', paginatorSections, {
    error: ({ code, input }) => (code === 'invalid_union' ? describeType(input) : SHAPE),
  }),
  'TypedPaginatorConfig',
  'A paginator that is written out, of a type that the format has.',
);

/** What there is by a name. */
export const paginators: Registry<CustomPaginator> = new Registry(
  'paginators',
  'a paginator',
  'next',
  typesOf(paginatorSections),
);

/**
 * Adds a paginator that configurations name as `type`. Registering a name again replaces it.
 *
 * @param make receives the options beside `type`, and returns the paginator for one resource
 * @returns the name, for configurations in TypeScript: `paginator: { type: MINE, size: 50 }`
 * @throws {ConfigError} when the name is that of a built-in paginator, or empty.
 */
export function registerPaginator(name: string, make: MakePaginator): RegisteredName {
  return paginators.register('registerPaginator', name, make);
}

/** An `offset` has no default for its limit. */
const SHORT_NAMES = paginators.builtIn.filter((name): name is PaginatorName => name !== 'offset');

const short = named(
  z.enum(SHORT_NAMES, { error: ({ input }) => describeName(input) }),
  'PaginatorName',
  'A paginator by its name, with the defaults of all its options. `offset` is not among them: it needs a limit.',
);

/** A paginator: described, by name, registered, or one of somebody's own. */
export const paginatorSchema: z.ZodType<PaginatorConfig> = named(
  z.union([typed, short, ...paginators.schemas('CustomPaginator')], {
    error: ({ input }) => (typeof input === 'string' ? describeName(input) : SHAPE),
  }),
  'PaginatorConfig',
);

function describeType(input: unknown): string {
  const type = asPlain(input)['type'];
  if (type !== undefined) return describeChoice(type, paginators.names);
  return isPlain(input)
    ? `has no \`type\`; there is ${EXAMPLE}`
    : 'has neither a `type` nor a function `next`';
}

function describeName(input: unknown): string {
  if (input === 'offset') return `\`offset\` has no default for \`limit\`; write ${EXAMPLE}`;
  if (typeof input !== 'string') return SHAPE;
  const names = paginators.names.filter((name) => name !== 'offset');
  const isOffset = nearestName(input, [...names, 'offset']) === 'offset';
  return `${describeChoice(input, names)}${isOffset ? `. Did you mean \`offset\`, as in ${EXAMPLE}?` : ''}`;
}

/** A checked paginator with every default in place. None at all is `auto`. What is registered is made anew here. */
export function paginatorSettings(
  paginator: PaginatorConfig | null | undefined,
): PaginatorSettings {
  if (paginator == null) return { type: 'auto' };
  const own = paginators.resolve(paginator);
  if (own !== undefined) return { type: 'own', paginator: own };
  const written = typeof paginator === 'string' ? { type: paginator } : paginator;
  // what is none of these was checked to be of a built-in type
  return typedSettings(written as TypedPaginatorConfig);
}

/**
 * What tells a paginator from others, for the hash of a plan: its settings, the options of one that was registered, and
 * `own` for one that can't be looked into.
 *
 * @param paginator as it may be shown: nothing is made of its options
 */
export function paginatorIdentity(paginator: PaginatorConfig | null | undefined): unknown {
  if (paginators.isOwn(paginator)) return 'own';
  if (!paginators.has(paginator)) return paginatorSettings(paginator);
  const members = Object.entries({ ...asPlain(paginator), type: typeName(paginator) });
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
