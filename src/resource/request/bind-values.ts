/** What one walk puts into its request. */
export interface BindValues {
  /** Fields of the parent row, by JSONPath. */
  readonly parent?: ReadonlyMap<string, unknown>;
  /** Of an endpoint with an `incremental`; null and undefined stand for no value. */
  readonly incremental?: {
    /** What `{incremental.<name>}` stands for. */
    attribute(name: string): unknown;
    /** What the parameter of the cursor sends. */
    readonly start?: unknown;
    /** What the parameter of the end sends. */
    readonly end?: unknown;
  };
}
