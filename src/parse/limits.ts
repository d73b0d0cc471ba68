/** What a hostile or broken body meets. Each limit fails the page, named in the error. */
export interface ParseLimits {
  /** Containers inside of one another, counted from the root of the body. */
  readonly maxDepth: number;
  /** Bytes of one string, as UTF-8. */
  readonly maxStringBytes: number;
  /** Bytes of one row's JSON text. */
  readonly maxRowBytes: number;
  /** Names in one row, those of nested objects included. */
  readonly maxRowKeys: number;
  /** Bytes of a page that has to be read whole, because it can't be streamed. */
  readonly maxWholePageBytes: number;
}

export const DEFAULT_LIMITS: ParseLimits = Object.freeze({
  maxDepth: 256,
  maxStringBytes: 16 * 1024 * 1024,
  maxRowBytes: 64 * 1024 * 1024,
  maxRowKeys: 10_000,
  maxWholePageBytes: 64 * 1024 * 1024,
});
