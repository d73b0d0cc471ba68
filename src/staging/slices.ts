/** Rows whose values DuckDB holds in memory together, column by column, whenever it writes or reads them. */
export const VECTOR_ROWS: number = 2048;

/** Strings of more bytes are stored apart from the others. */
export const LONG_BYTES: number = 4096;

/** What such a string takes at least. */
export const BLOCK_BYTES: number = 256 * 1024;

/** Long values that are in memory together where a statement reads them: it holds them several times. */
export const SLICE_BYTES: number = 32 * 1024 * 1024;
