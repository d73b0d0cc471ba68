export interface RateLimitConfig {
  /** Requests, from 1. */
  readonly requests: number;
  /** In how many seconds. */
  readonly per_seconds: number;
}

export interface TimeoutConfig {
  /** Seconds until the connection stands. Default: 10. */
  readonly connect_seconds?: number;
  /** Seconds without a byte of the answer. Default: 60. */
  readonly idle_seconds?: number;
  /** Seconds for one attempt in all. Default: 600. */
  readonly total_seconds?: number;
}

export interface RetryConfig {
  /** Attempts in all; 1 means that nothing is sent again. Default: 5. */
  readonly attempts?: number;
  /** The longest first wait in seconds; it doubles from attempt to attempt. Default: 1. */
  readonly base_seconds?: number;
  /** The longest wait in seconds, as long as the API asks for nothing longer. Default: 30. */
  readonly cap_seconds?: number;
}

export interface LimitsConfig {
  /** Objects and lists inside of one another. Default: 256. */
  readonly depth?: number;
  /** Bytes of one string. Default: 16 MiB. */
  readonly string_bytes?: number;
  /** Bytes of one row. Default: 64 MiB. */
  readonly row_bytes?: number;
  /** Names in one row, those of nested objects included. Default: 10,000. */
  readonly row_keys?: number;
  /** Bytes of one page after decompression. Default: 4 GiB. */
  readonly page_bytes?: number;
  /** Bytes of a page that has to be read whole, because a path or an action looks at all of it. Default: 64 MiB. */
  readonly whole_page_bytes?: number;
  /** Pages without rows in a row that a walk may meet; more of them are no progress. Default: 100. */
  readonly empty_pages?: number;
}
