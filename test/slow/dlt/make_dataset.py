"""Loads rows with dlt, as a user of dlt did before; prints what its cursor starts at.

Arguments: file, folder, JSON of rows, `append` for rows without a key whose cursor is `u`.
"""
import json
import sys

import dlt

file, folder, rows = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])


@dlt.resource(name="items", primary_key="id", write_disposition="merge")
def items(updated_at=dlt.sources.incremental("updated_at", initial_value="2020-01-01T00:00:00Z")):
    print(json.dumps({"start": updated_at.last_value}))
    yield rows


@dlt.resource(name="items")
def appended(u=dlt.sources.incremental("u", initial_value=0)):
    print(json.dumps({"start": u.last_value}))
    yield rows


@dlt.source(name="rest_api")
def source():
    return appended if sys.argv[4:] == ["append"] else items


pipeline = dlt.pipeline(
    "crm", destination=dlt.destinations.duckdb(file), dataset_name="crm", pipelines_dir=folder
)
pipeline.run(source())
