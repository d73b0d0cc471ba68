/**
 * The words that APIs page by: names, what they mean, and how to follow them. Names are compared by {@link plainName}. What
 * recognises pagination derives from these tables; they are the place for another API's names.
 */

/** A name without its case and separators: `next_page`, `nextPage` and `Next-Page` are one. */
export function plainName(name: string): string {
  const known = plainNames.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (plainNames.size >= MAX_PLAIN_NAMES) plainNames.clear();
  plainNames.set(name, plain);
  return plain;
}

/** Responses of one API have the same names. */
const plainNames = new Map<string, string>();
const MAX_PLAIN_NAMES = 1_000;

/** A name as its words: `nextRunAt` is next, run, at. */
export function wordsOf(name: string): readonly string[] {
  const spaced = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.split(/[^a-z0-9]+/).filter(Boolean);
}

/** A parameter of words (`page_token`) in the manner of a name: that of `nextPageToken` is `pageToken`. */
export function inMannerOf(name: string, parameter: string): string {
  if (name.includes('_') || name.toLowerCase() === name || !/^\w+$/.test(parameter)) {
    return parameter;
  }
  const camel = parameter.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return /^[A-Z]/.test(name) ? camel.slice(0, 1).toUpperCase() + camel.slice(1) : camel;
}

/** Objects that tell of pages: what is inside of them is looked at, however deep they stand. */
export const HOLDERS: ReadonlySet<string> = new Set(
  `pagination paging page pages pageinfo paginginfo pagingmetadata paginationinfo paginationmetadata meta metadata links link
   cursors cursor info resultinfo responsemetadata additionaldata searchmetadata pageable`.split(
    /\s+/,
  ),
);

/** Those of them that are looked for further down, too, as GraphQL has them. */
export const DEEP_HOLDERS: ReadonlySet<string> = new Set(
  'pageinfo paging pagination paginginfo paginationinfo'.split(' '),
);

/** Names of a link to the next page, whatever its text looks like: `@odata.nextLink`, `next_url`, `more_topics_url`. */
export const LINK_NAME: RegExp =
  /next(?:page|records|results)?(?:link|url|uri|href|path)$|^more\w*(?:link|url|uri|href)$/;
/** Ends of names of a link to the next page, if the text is one. */
export const LINK_ENDING: RegExp = /next(?:page|results)?$/;
/** Members of an object such as `next` that hold its link, the surest first. */
export const LINK_MEMBERS: readonly RegExp[] = [/^href/i, /^url/i, /^uri$/i];
/** Members that hold it if there is no cursor beside them. */
export const LATE_LINK_MEMBERS: readonly RegExp[] = [/^link$/i, /^path$/i];
/** Members of an object such as `next` that hold a cursor, the surest first. It goes back under the very name. */
export const CURSOR_MEMBERS: ReadonlySet<string> = new Set(
  'after startingafter cursor token pagetoken continuationtoken offset start skip page'.split(' '),
);
/** Names by which lists of links go: `links: [{ rel: 'next', href }]`. */
export const LINK_LISTS: ReadonlySet<string> = new Set(['link', 'links']);
export const RELATION_NAMES: readonly string[] = ['rel', 'relation'];
export const TARGET_NAMES: readonly string[] = ['href', 'url', 'uri'];

/** A cursor by its name, and the parameters under which it goes back: the commonest first, the others if that one is ignored. */
export interface CursorWord {
  readonly name: string;
  readonly params: readonly string[];
  /** Names, one of which must stand in the same object, or be the object's own. */
  readonly beside?: string;
  /**
   * `flagged`: it stands on the last page as well, so that it counts only while a flag says that more follow. `bare`: the
   * same, but it counts if there is no flag at all.
   */
  readonly needs?: 'flagged' | 'bare';
  /** Whether an empty page ends the walk, because the cursor never does. */
  readonly endsEmpty?: true;
}

/** Of several words for one name the first that fits counts. */
export const CURSOR_WORDS: readonly CursorWord[] = [
  // Twitter v2; Synapse; AWS, Nomad and others that take the name as it is
  { name: 'nexttoken', beside: 'resultcount', params: ['pagination_token', 'next_token'] },
  { name: 'nexttoken', beside: 'total', params: ['from', 'next_token', 'page_token'] },
  {
    name: 'nexttoken',
    params: ['next_token', 'page_token', 'token', 'pagination_token', 'from', 'cursor'],
  },
  // Jira
  {
    name: 'nextpagetoken',
    beside: 'islast',
    params: ['next_page_token', 'page_token'],
  },
  { name: 'nextpagetoken', params: ['page_token', 'next_page_token', 'token'] },
  { name: 'nextpaginationtoken', params: ['pagination_token'] },
  { name: 'nextcontinuationtoken', params: ['continuation_token'] },
  { name: 'nextcontinuation', params: ['continuation'] },
  // Notion
  { name: 'nextcursor', beside: 'object', params: ['start_cursor', 'cursor'] },
  {
    name: 'nextcursor',
    params: ['cursor', 'next_cursor', 'after', 'start_cursor', 'page_cursor', 'from'],
  },
  { name: 'nextpagecursor', params: ['cursor', 'page_cursor'] },
  { name: 'nextcursormark', params: ['cursorMark'] },
  // Matrix, Synapse
  { name: 'nextbatch', params: ['from', 'since', 'next_batch'] },
  { name: 'nextmarker', params: ['marker'] },
  { name: 'nextpagestart', params: ['start'] },
  { name: 'nextstart', params: ['start'] },
  { name: 'nextstartat', params: ['start_at'] },
  { name: 'nextstartindex', params: ['start_index'] },
  { name: 'nextindex', params: ['index', 'start_index'] },
  { name: 'nextoffset', params: ['offset', 'skip', 'start'] },
  { name: 'nextskip', params: ['skip'] },
  { name: 'nextafter', params: ['after'] },
  { name: 'nextsince', params: ['since'] },
  { name: 'nextstreamposition', params: ['stream_position'] },
  { name: 'nextposition', params: ['position', 'cursor'] },
  // Cosmos SDK
  { name: 'nextkey', beside: 'pagination', params: ['pagination.key', 'key'] },
  { name: 'nextkey', params: ['cursor', 'next_key', 'key'] },
  { name: 'nextid', params: ['cursor', 'next_id', 'after', 'since_id'] },
  { name: 'nextpageid', params: ['page_id', 'cursor'] },
  { name: 'nextpage', params: ['page', 'page_token', 'cursor'] },
  { name: 'next', params: ['cursor', 'next', 'after', 'page', 'offset', 'start', 'since'] },
  // Nexus, Azure; Kubernetes
  { name: 'continuationtoken', params: ['continuation_token'] },
  { name: 'continue', beside: 'metadata', params: ['continue'] },
  // DynamoDB's manner; Eventbrite
  { name: 'lastevaluatedkey', params: ['ExclusiveStartKey', 'last_evaluated_key'] },
  { name: 'continuation', beside: 'pagination', params: ['continuation'] },
  // CouchDB
  { name: 'bookmark', beside: 'docs', params: ['bookmark'], endsEmpty: true },
  // Relay's names in REST; Square, Twitch; Reddit; OpenAI, Anthropic
  { name: 'endcursor', needs: 'flagged', params: ['after', 'cursor'] },
  { name: 'cursor', beside: 'pagination', needs: 'bare', params: ['after', 'cursor'] },
  { name: 'cursor', needs: 'bare', params: ['cursor', 'after'] },
  { name: 'after', beside: 'children', needs: 'bare', params: ['after'] },
  { name: 'after', needs: 'flagged', params: ['after'] },
  { name: 'pagetoken', needs: 'flagged', params: ['page_token'] },
  { name: 'lastid', beside: 'object', needs: 'flagged', params: ['after', 'starting_after'] },
  { name: 'lastid', needs: 'flagged', params: ['after_id', 'after'] },
];

/** Words of names that begin with `next` and have nothing to do with pages: `next_billing_date`, `nextRunAt`. */
export const OTHER_NEXT: ReadonlySet<string> = new Set(
  `date datetime day month year at on time timestamp run step steps retry check billing payment invoice due sync event review attempt
   reset renewal renew charge action task stage status state version release update refresh scheduled schedule execution fire
   occurrence meeting appointment delivery maintenance episode level rank label title name description text question available poll
   visit dose period cycle interval in of seconds ms deploy deployment build backup match game round`.split(
    /\s+/,
  ),
);

/** Flags that say whether more follow. */
export const MORE_FLAGS: ReadonlySet<string> = new Set(
  `hasmore hasmoreitems hasmorepages hasmoreresults hasmorerecords hasmoredata hasmorerows hasnext hasnextpage hasnextpages hasnextpaging
   morerecords moreitems moreresults moredata morerows morepages moreitemsincollection moreresultsavailable moreavailable
   nextpageavailable ismoredataavailable ismore istruncated hasmorepage moreresult`.split(/\s+/),
);
/** Flags that say that this is the end. */
export const END_FLAGS: ReadonlySet<string> = new Set(
  `islast islastpage endofstream endoflist endofdata endofresults endofrecords isend isendofpage isfinal isfinalpage eof`.split(
    /\s+/,
  ),
);
/** Flags that an entity has as well: they count only beside a list, or among words of paging. */
export const WEAK_MORE_FLAGS: ReadonlySet<string> = new Set(['more']);
export const WEAK_END_FLAGS: ReadonlySet<string> = new Set(['last', 'lastpage', 'done']);
/** True says that something was left out; false says nothing of other pages (Datasette). */
export const ONLY_MORE_FLAGS: ReadonlySet<string> = new Set(['truncated']);

/** Numbers of pages that dlt knows. */
export const DLT_PAGE_COUNTS: ReadonlySet<string> = new Set(['total_pages', 'pages', 'totalpages']);
/** Other numbers of pages: they count beside the number of the page. */
export const PAGE_COUNTS: ReadonlySet<string> = new Set(
  `totalpages pages totalpage pagecount pagescount pagestotal numpages nbpages numberofpages maxpage pagetotal`.split(
    /\s+/,
  ),
);
/** The number of the last page. */
export const LAST_PAGES: ReadonlySet<string> = new Set(['lastpage', 'lastpagenumber']);
/** The number of the page itself, and parameters for it. */
export const PAGE_NUMBERS: ReadonlySet<string> = new Set(
  `page currentpage pagenumber pageindex pageno pagenum currentpagenumber`.split(/\s+/),
);
/** Names of the page's number that are not the name of its parameter: that is `page`. */
export const PAGE_ALIASES: ReadonlySet<string> = new Set(
  'currentpage currentpagenumber number'.split(' '),
);

/** Places of the first row of a page, and parameters for it. */
export const OFFSETS: ReadonlySet<string> = new Set(
  'offset skip start startat startindex from pageoffset'.split(' '),
);
/** Rows asked for at a time, and parameters for it, the surest first. */
export const LIMITS: ReadonlySet<string> = new Set(
  `limit pagesize perpage maxresults itemsperpage resultsperpage size top take count pagelimit hitsperpage rowsperpage`.split(
    /\s+/,
  ),
);
/** Those of them that an object with other content has as well. */
export const AMBIGUOUS_LIMITS: ReadonlySet<string> = new Set(
  'limit size top take count'.split(' '),
);
export const AMBIGUOUS_OFFSETS: ReadonlySet<string> = new Set('start from skip'.split(' '));
/** Rows of the collection: here only as what tells that more follow where the API tells its parameters as well. */
export const TOTALS: ReadonlySet<string> = new Set(
  `total totalcount totalresults totalsize totalrows totalitems totalentries totalrecords totalelements totalhits nummatched
   numbermatched filteredcount filtercount`.split(/\s+/),
);
/** Totals that only a witness is made of: what goes by them may count the rows of one page, which is seen there. */
export const COUNTS: ReadonlySet<string> = new Set(
  `count totalobjects totalnumber numfound nbhits hitcount resultcount recordcount itemcount rowcount recordstotal recordsfiltered`.split(
    /\s+/,
  ),
);
/** Totals that an object with other content has as well, as an amount or as the number of something else. */
export const AMBIGUOUS_TOTALS: ReadonlySet<string> = new Set(
  'total count itemcount rowcount'.split(' '),
);
/** Totals that some APIs make of the rows of one page. */
export const MAYBE_OF_PAGE: ReadonlySet<string> = new Set(
  'total count itemcount rowcount resultcount recordcount hitcount'.split(' '),
);
/** Counts of what a filter left over: they take the place of a total beside them. */
export const FILTERED_COUNTS: ReadonlySet<string> = new Set(
  'filteredcount filtercount filteredtotal filtertotal recordsfiltered totalfiltered'.split(' '),
);
/**
 * Objects in which a total of rows stands: those that tell of pages, except that `pages` counts these and Twitter's
 * `search_metadata` holds the limit.
 */
export const TOTAL_HOLDERS: ReadonlySet<string> = new Set(
  [...HOLDERS, 'hits'].filter((word) => word !== 'pages' && word !== 'searchmetadata'),
);
/** What stands beside rows, and is not another content: names of rows, of what describes the response, and of its query. */
export const RESPONSE_WORDS: ReadonlySet<string> = new Set(
  `data items results result response records rows entries objects values content contents payload entities list
   url href from to before after status statuscode msg error errors warning warnings version requestid traceid correlationid
   timestamp time took duration elapsed executiontime query q filter filters sort sortby order orderby type schema schemas
   context etag included jsonapi facets aggregations aggs timedout shards maxscore numberreturned resulttype locale lang
   language hasprevpage haspreviouspage hasprevious`.split(/\s+/),
);
/** Parameters that can be nothing but a cursor: where the request has one, the cursor goes there. */
export const CURSOR_PARAMS: ReadonlySet<string> = new Set(
  `cursor startcursor nextcursor pagecursor pagetoken nextpagetoken nexttoken paginationtoken continuationtoken startingafter
   bookmark marker`.split(/\s+/),
);
/** What else an envelope tells: such names do not make an entity of a body without a list. */
export const ENVELOPE_WORDS: ReadonlySet<string> = new Set(
  `previous prev prevpage previouspage first last self object kind apiversion success ok code message count has nextpage prevcursor
   previouscursor`.split(/\s+/),
);

const PAGING_WORDS: ReadonlySet<string> = new Set([
  ...HOLDERS,
  ...MORE_FLAGS,
  ...END_FLAGS,
  ...WEAK_MORE_FLAGS,
  ...WEAK_END_FLAGS,
  ...ONLY_MORE_FLAGS,
  ...PAGE_COUNTS,
  ...LAST_PAGES,
  ...PAGE_NUMBERS,
  ...PAGE_ALIASES,
  ...OFFSETS,
  ...LIMITS,
  ...TOTALS,
  ...ENVELOPE_WORDS,
  ...CURSOR_WORDS.map(({ name }) => name),
]);
const RESPONSE_NAMES: ReadonlySet<string> = new Set([
  ...TOTAL_HOLDERS,
  ...COUNTS,
  ...FILTERED_COUNTS,
  ...CURSOR_PARAMS,
  ...RESPONSE_WORDS,
]);

/** Whether a name speaks of pages, so that it makes no entity of a body without a list. */
export function isPagingWord(plain: string): boolean {
  return plain.startsWith('next') || PAGING_WORDS.has(plain);
}

/** Whether a name speaks of pages, of rows or of the response itself, so that it is not another content. */
export function isEnvelopeWord(plain: string): boolean {
  return isPagingWord(plain) || RESPONSE_NAMES.has(plain);
}
