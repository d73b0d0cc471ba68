"""Loads contacts with dlt's rest_api source; prints what it took as JSON.

Arguments: defaults | tuned, base URL, token, DuckDB file, rows of a page, a folder for dlt's own files, and for rows with lists how
many there are. Tuned is the fastest set-up that was found: parquet, two workers, upsert, and no child tables unless there are lists.
"""

import json
import os
import resource
import sys
import time

mode, url, token, file, limit, folder = sys.argv[1:7]
count = sys.argv[7] if len(sys.argv) > 7 else None
is_tuned = mode == "tuned"
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"
if is_tuned:
    os.environ["NORMALIZE__WORKERS"] = "2"
    os.environ["LOAD__WORKERS"] = "2"

import dlt  # noqa: E402
import duckdb  # noqa: E402
from dlt.sources.rest_api import rest_api_source  # noqa: E402


def main() -> None:
    start = time.monotonic()
    source = rest_api_source(
        {
            "client": {
                "base_url": url,
                "auth": {
                    "type": "api_key",
                    "name": "Api-Token",
                    "api_key": token,
                    "location": "header",
                },
                "paginator": {
                    "type": "offset",
                    "limit": int(limit),
                    "total_path": "meta.total" if count is None else "total",
                },
            },
            "resources": [
                {
                    "name": "contacts",
                    "primary_key": "id",
                    "write_disposition": (
                        {"disposition": "merge", "strategy": "upsert"} if is_tuned else "merge"
                    ),
                    "endpoint": (
                        {"path": "contacts", "data_selector": "contacts"}
                        if count is None
                        else {"path": "nested", "data_selector": "data", "params": {"count": count}}
                    ),
                }
            ],
        },
        name="crm",
        max_table_nesting=0 if is_tuned and count is None else None,
    )
    pipeline = dlt.pipeline(
        pipeline_name="bench",
        pipelines_dir=folder,
        destination=dlt.destinations.duckdb(file),
        dataset_name="crm",
    )
    pipeline.run(source, **({"loader_file_format": "parquet"} if is_tuned else {}))
    seconds = time.monotonic() - start
    with duckdb.connect(file) as connection:
        rows = connection.execute("SELECT count(*) FROM crm.contacts").fetchone()[0]
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"rows": rows, "seconds": seconds, "peakRssMb": max(own, workers) / 1024}))


if __name__ == "__main__":
    main()
