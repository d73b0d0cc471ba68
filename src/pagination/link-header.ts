/** One link of a `Link` header. */
export interface HeaderLink {
  readonly target: string;
  /** Its relation types, in lower case. */
  readonly relations: readonly string[];
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
    links.push({ target: String(match[1]).trim(), relations: params.relations });
  }
  return links;
}

/** The target of the first link that has a relation, in any case. */
export function findLink(header: string, relation: string): string | undefined {
  const wanted = relation.toLowerCase();
  return parseLinkHeader(header).find(({ relations }) => relations.includes(wanted))?.target;
}

/** Only the first `rel` of a link counts. */
function parseParams(
  header: string,
  from: number,
): { readonly relations: readonly string[]; readonly end: number } {
  const param = /\s*;\s*(?:([^\s=;,"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?)?/y;
  let relations: readonly string[] | undefined;
  let end = from;
  for (;;) {
    param.lastIndex = end;
    const match = param.exec(header);
    if (match === null) return { relations: relations ?? [], end };
    end = param.lastIndex;
    if (match[1]?.toLowerCase() !== 'rel' || relations !== undefined) continue;
    const value = match[2]?.replaceAll(/\\(.)/g, '$1') ?? match[3] ?? '';
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
