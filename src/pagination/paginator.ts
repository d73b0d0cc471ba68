import type { EnvelopeFacts } from '../model.ts';

/** One page to ask for: what the paginator adds to the resource's own request. */
export interface PageRequest {
  /** Query parameters, laid over those of the resource. */
  readonly params: Readonly<Record<string, string | number>>;
}

/** What is known of a page once it is whole. */
export interface PageFacts {
  readonly request: PageRequest;
  /** Rows under the selector. */
  readonly rowCount: number;
  /** The envelope values that the paginator asked for. */
  readonly envelope: EnvelopeFacts;
}

/**
 * Decides which pages exist. Pure: the same facts in, the same requests out; it knows neither HTTP nor rows.
 * One paginator serves one walk.
 */
export interface Paginator {
  /** RFC 6901 JSON pointers into the body, whose values `after` needs. */
  readonly envelopePointers: readonly string[];
  /** What to ask for at first. */
  first(): readonly PageRequest[];
  /**
   * Called once for each page, in page order. Returns the pages from here on, in order: the first one is certain, the
   * ones behind it are worth asking for ahead. A page that is in flight already and that the answer still names at its
   * place is kept, any other is given up. An empty list ends the walk.
   *
   * @throws {SourceError} when the facts contradict the configuration.
   */
  after(page: PageFacts): readonly PageRequest[];
  /** What the walk's end proves so far. Asked after an empty list, or when the walk was cut short. */
  end(): PaginationEnd;
}

/** What a paginator saw by the time the walk ended. */
export interface PaginationEnd {
  /** Rows in front of the place where the walk stands. */
  readonly position: number;
  /** The total that the first answer told. */
  readonly firstTotal?: number;
  /** The total that the last answer told. */
  readonly lastTotal?: number;
  readonly warnings: readonly string[];
}
