/** One link of a `Link` header. */
export interface HeaderLink {
  readonly target: string;
  /** Its relation types, in lower case. */
  readonly relations: readonly string[];
  /** Whether nothing stands behind it, as Sentry says by `results="false"`. */
  readonly isEmpty?: true;
}

/** Parses `Link` headers (RFC 8288); what does not parse is passed over. */
export function parseLinkHeader(header: string): readonly HeaderLink[] {
  const links: HeaderLink[] = [];
  const start = /[\s,]*<([^>]*)>/y;
  let at = 0;
  while (at < header.length) {
    start.lastIndex = at;
    const match = start.exec(header);
    if (match === null) {
      at = nextLink(header, at);
      continue;
    }
    const params = parseParams(header, start.lastIndex);
    at = params.end;
    const { relations, isEmpty } = params;
    const target = String(match[1]).trim();
    links.push({ target, relations, ...(isEmpty && { isEmpty }) });
  }
  return links;
}

/** The target of the first link that has a relation, in any case; of links behind which nothing stands, none. */
export function findLink(header: string, relation: string): string | undefined {
  const wanted = relation.toLowerCase();
  const link = parseLinkHeader(header).find(({ relations }) => relations.includes(wanted));
  return link?.isEmpty === true ? undefined : link?.target;
}

/** Only the first `rel` of a link counts. */
function parseParams(
  header: string,
  from: number,
): { readonly relations: readonly string[]; readonly isEmpty: boolean; readonly end: number } {
  const param = /\s*;\s*(?:([^\s=;,"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?)?/y;
  let relations: readonly string[] | undefined;
  let isEmpty = false;
  let end = from;
  for (;;) {
    param.lastIndex = end;
    const match = param.exec(header);
    if (match === null) return { relations: relations ?? [], isEmpty, end };
    end = param.lastIndex;
    const name = match[1]?.toLowerCase();
    const value = match[2]?.replaceAll(/\\(.)/g, '$1') ?? match[3] ?? '';
    if (name === 'results') isEmpty = value.toLowerCase() === 'false';
    if (name !== 'rel' || relations !== undefined) continue;
    relations = value.toLowerCase().split(/\s+/).filter(Boolean);
  }
}

/** Behind the next comma that is not in quotes. */
function nextLink(header: string, from: number): number {
  const rest = /(?:"(?:[^"\\]|\\.)*"|[^",])*(?:,|"|$)/y;
  rest.lastIndex = from;
  rest.exec(header);
  return Math.max(rest.lastIndex, from + 1);
}
