import type { Batch, EnvelopeFacts, JsonNode } from '../model.ts';
import type { KeySpec } from './key-fields.ts';
import type { ParseLimits } from './limits.ts';

/**
 * Where the rows stand in a body: names that lead to the selected value (none for the root), a JSONPath that is more than
 * names, or `auto` for finding out on the first page that has any.
 */
export type RowSelector = readonly string[] | { readonly path: string } | 'auto';

/** What of a body is wanted. The same for all pages of a walk. */
export interface PageSpec extends KeySpec {
  /** For messages. */
  readonly resource: string;
  readonly selector: RowSelector;
  /** Whether pages of the walk were read before, by another reader. Default: false. */
  readonly hasEarlierPages?: boolean;
  /** Where the envelope values stand that are wanted: RFC 6901 JSON pointers, or JSONPaths that begin with `$`. */
  readonly envelopePointers: readonly string[];
  /** RFC 6901 JSON pointer to what only a bad body has. */
  readonly errorPointer?: string | undefined;
  /** Whether a body that says it is an error, and holds no rows, fails its page. Default: false. */
  readonly looksForErrors?: boolean;
  readonly limits: ParseLimits;
}

/** Where a page stands in its walk. */
export interface PagePlace {
  readonly pass: number;
  readonly page: number;
  /** The response's media type, for messages. */
  readonly contentType?: string;
  /** How the body's text is encoded, as a label of TextDecoder. Default: UTF-8. */
  readonly charset?: string | undefined;
  /** Envelope values that are wanted of this page, in place of those of the spec. */
  readonly envelopePointers?: readonly string[];
  /** Whether the whole body is wanted as a tree, too. Default: false. */
  readonly needsTree?: boolean;
}

/** What is known of a page once it is whole. */
export interface PageSummary {
  readonly rowCount: number;
  readonly envelope: EnvelopeFacts;
  /** The envelope as a tree, within bounds, with nothing at the place of the rows. */
  readonly outline: JsonNode;
  /** Whether the rows stand in a list; an object that is the only row does not. */
  readonly isList: boolean;
  readonly warnings: readonly string[];
  /** What the body says of an error although it has rows. */
  readonly errorBeside?: string | undefined;
  /** The whole body, where the place asked for it. */
  readonly tree?: JsonNode;
}

/**
 * Reads pages: bytes in, batches out, and at the end the envelope. A page of any size is read in one pass where plain names
 * lead to its rows; no more than one batch of it is held then. The generator returns only if the root value ended, the
 * selector was seen and every row was handed on; otherwise it throws a {@link ParseError}.
 */
export type PageReader = (
  body: AsyncIterable<Uint8Array>,
  place: PagePlace,
) => AsyncGenerator<Batch, PageSummary>;
