// biome-ignore-all lint/style/noExcessiveLinesPerFile: a table that a script writes
// Written by scripts/describe-config.ts from the docstrings of the configuration's types. Do not edit it.

/** What each key of a configuration means, by section and key. */
export const DESCRIPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  top: {
    client: 'The API: where it is, and how it wants to be asked.',
    resource_defaults:
      "What all resources have in common. A resource's own keys go first. Default: nothing.",
    resources:
      'The collections to load. A name alone is short for `{ name, endpoint: { path: name } }`.',
  },
  client: {
    base_url:
      'The URL (http or https) that all paths are joined to, without a query. Empty where every path is a full URL.',
    headers: 'Sent with every request. Default: none.',
    auth: 'How to authenticate; a name alone takes its values from the environment. Default: not at all.',
    paginator:
      'For the resources that neither have a paginator nor get one from the defaults. Default: `auto`.',
    rate_limit:
      'How many requests the API allows in how many seconds; kept evenly spaced. Default: no limit but what the API says.',
    max_concurrency:
      'Pages in flight for the whole source; 1 means one after the other. Default: 4.',
    timeout: 'When an attempt is given up.',
    retry: 'How often a failed request is sent again, and how soon.',
    limits: 'What a hostile or broken body may be at most.',
    verify:
      'How the walks of a sync prove that they are complete: `overlap` (each page starts at the last row of the one before), `passes` (the collection is walked until two passes agree), `total` (the total before and after is compared with the rows) or `off` (exactly the requests of the format). For the resources without one. Default: `overlap`.',
    max_passes:
      'How often a walk whose rows change places is passed in all, from 1. For the resources without one. Default: 3.',
    deadline_seconds:
      'Seconds from the start of a run until it stops asking; what was received is made durable, and a sync goes on from there next time. Resources that depend on others start over. Default: no deadline.',
    max_wait_seconds:
      'The longest pause, in seconds, that the API may ask for (`Retry-After`, the reset of a limit that is used up). A longer one ends the resource as `incomplete (deadline)`, staged, and the report says when to come back. Default: 3700.',
    error_path:
      'Where the body holds something only if it tells of an error: such an answer is one, whatever its status. As `data_selector`. Without it, a body that says it is an error in the usual words, and holds no rows, is one; null switches that off. For the endpoints without one. Default: the usual words.',
    allowed_hosts:
      'Further hosts that requests, and with them secrets, may go to: `files.example.com`, `example.com:8443` or an origin such as `http://10.0.0.1`. Those of `base_url`, full URLs and `access_token_url` are allowed as they are. Default: none.',
  },
  bearer: {
    type: 'The way to authenticate. Default: `bearer`.',
    token: "The token, best as `secret('NAME')`. Default: the one of the environment.",
  },
  api_key: {
    type: 'The way to authenticate.',
    api_key: "The key itself, best as `secret('NAME')`. Default: the one of the environment.",
    name: 'The header, query parameter or cookie that carries it. Default: `Authorization`.',
    location: 'Where it goes; `param` is another word for `query`. Default: `header`.',
  },
  http_basic: {
    type: 'The way to authenticate.',
    username: "The user's name. Default: the one of the environment.",
    password: "The password, best as `secret('NAME')`. Default: the one of the environment.",
  },
  oauth2_client_credentials: {
    type: 'The way to authenticate.',
    access_token_url:
      'The URL (http or https) that gives tokens. Default: the one of the environment.',
    client_id: 'The name of the client. Default: the one of the environment.',
    client_secret:
      "The secret of the client, best as `secret('NAME')`. Default: the one of the environment.",
    auth_method:
      'How the token request carries `client_id` and `client_secret`: in its form (`client_secret_post`) or in its header `Authorization` (`client_secret_basic`). Default: `client_secret_post`.',
    access_token: 'A token to begin with. Default: one is fetched before the first request.',
    access_token_request_data:
      "Laid over the form of the token request, as `{ scope: 'read' }`. Default: nothing.",
    access_token_request_headers: 'Headers of the token request. Default: none of its own.',
    default_token_expiration:
      'Seconds that a token is good whose answer does not say it. Default: 3600.',
  },
  oauth2_refresh_token: {
    type: 'The way to authenticate.',
    access_token_url:
      'The URL (http or https) that gives tokens. Default: the one of the environment.',
    client_id: 'The name of the client. Default: the one of the environment.',
    refresh_token:
      "The refresh token, best as `secret('NAME')`. Default: the one of the environment.",
    client_secret:
      "The secret of the client, best as `secret('NAME')`. Default: the one of the environment, else none.",
    auth_method:
      'How the token request carries `client_id` and `client_secret`: in its form (`client_secret_post`) or in its header `Authorization` (`client_secret_basic`). Default: `client_secret_post`.',
    access_token: 'A token to begin with. Default: one is fetched before the first request.',
    access_token_request_data:
      "Laid over the form of the token request, as `{ scope: 'read' }`. Default: nothing.",
    access_token_request_headers: 'Headers of the token request. Default: none of its own.',
    default_token_expiration:
      'Seconds that a token is good whose answer does not say it. Default: 3600.',
  },
  oauth2_jwt_bearer: {
    type: 'The way to authenticate.',
    access_token_url:
      'The URL (http or https) that gives tokens. Default: the one of the environment.',
    client_id:
      'The name of the client, the issuer of the assertion. Default: the one of the environment.',
    private_key:
      "The key that signs, PKCS #8 or PKCS #1 in PEM, best as `secret('NAME')`. Default: the one of the environment.",
    private_key_passphrase:
      'The passphrase of the key. Default: the one of the environment, else none.',
    algorithm: 'The algorithm of the signature. Default: `RS256`.',
    key_id: 'The name of the key, for the header of the assertion. Default: none.',
    subject: 'For whom access is asked. Default: `client_id`.',
    audience: 'For whom the assertion is. Default: `access_token_url`.',
    scopes: 'What access is asked for, one or several. Default: none.',
    claims: 'Laid over the claims of the assertion. Default: nothing.',
    client_secret:
      "The secret of the client, if the request carries one too, best as `secret('NAME')`. Default: none.",
    auth_method:
      'How the token request carries `client_id` and `client_secret`: in its form (`client_secret_post`) or in its header `Authorization` (`client_secret_basic`). Default: `client_secret_post`.',
    access_token: 'A token to begin with. Default: one is fetched before the first request.',
    access_token_request_data: 'Laid over the form of the token request. Default: nothing.',
    access_token_request_headers: 'Headers of the token request. Default: none of its own.',
    default_token_expiration:
      'Seconds that a token is good whose answer does not say it. Default: 3600.',
  },
  offset: {
    type: 'The way to page.',
    limit: 'Rows to ask for at a time.',
    offset: 'The first offset. Default: 0.',
    offset_param: 'The query parameter that carries the offset. Default: `offset`.',
    offset_body_path:
      'Where the offset goes in the JSON body, names with dots between them. Not together with `offset_param`.',
    limit_param: 'The query parameter that carries the limit. Default: `limit`.',
    limit_body_path:
      'Where the limit goes in the JSON body, names with dots between them. Not together with `limit_param`.',
    total_path:
      'Where the body tells how many rows the collection holds. Written, it must be there; null switches totals off. Default: the usual places, such as `total`, of which none need be there.',
    maximum_offset: 'The offset at which to stop, which is not asked for. Default: none.',
    stop_after_empty_page: 'Whether a page without rows is the last one. Default: true.',
    has_more_path: 'Where the body tells whether more pages follow. Default: nowhere.',
  },
  page_number: {
    type: 'The way to page.',
    base_page: "The number of the API's first page. Default: 0.",
    page: 'The first page to ask for. Default: that of `base_page`.',
    page_param: 'The query parameter that carries the number. Default: `page`.',
    page_body_path:
      'Where the number goes in the JSON body, names with dots between them. Not together with `page_param`.',
    total_path:
      'Where the body tells how many pages there are. Written, it must be there; null switches it off. Default: `total`, which need not be there.',
    maximum_page: 'The page at which to stop, which is not asked for. Default: none.',
    stop_after_empty_page: 'Whether a page without rows is the last one. Default: true.',
    has_more_path: 'Where the body tells whether more pages follow. Default: nowhere.',
  },
  cursor: {
    type: 'The way to page.',
    cursor_path: 'Where the body tells the cursor of the next page. Default: `cursors.next`.',
    cursor_param: 'The query parameter that carries the cursor. Default: `cursor`.',
    cursor_body_path:
      'Where the cursor goes in the JSON body, names with dots between them. Not together with `cursor_param`.',
    stop_after_empty_page: 'Whether a page without rows is the last one. Default: false.',
    has_more_path: 'Where the body tells whether more pages follow. Default: nowhere.',
  },
  header_cursor: {
    type: 'The way to page.',
    cursor_key: 'The header of the answer that tells the cursor of the next page. Default: `next`.',
    cursor_param: 'The query parameter that carries the cursor. Default: `cursor`.',
    stop_after_empty_page: 'Whether a page without rows is the last one. Default: false.',
  },
  json_link: {
    type: 'The way to page. `json_response` is an older word for `json_link`.',
    next_url_path: 'Where the body tells the URL of the next page. Default: `next`.',
    stop_after_empty_page: 'Whether a page without rows is the last one. Default: false.',
  },
  header_link: {
    type: 'The way to page.',
    links_next_key: 'The relation (`rel`) of the link to the next page. Default: `next`.',
    stop_after_empty_page: 'Whether a page without rows is the last one. Default: false.',
  },
  single_page: {
    type: 'The way to page.',
  },
  auto: {
    type: 'The way to page.',
  },
  rate_limit: {
    requests: 'Requests, from 1.',
    per_seconds: 'In how many seconds.',
  },
  timeout: {
    connect_seconds: 'Seconds until the connection stands. Default: 10.',
    idle_seconds: 'Seconds without a byte of the answer. Default: 60.',
    total_seconds: 'Seconds for one attempt in all. Default: 600.',
  },
  retry: {
    attempts: 'Attempts in all; 1 means that nothing is sent again. Default: 5.',
    base_seconds:
      'The longest first wait in seconds; it doubles from attempt to attempt. Default: 1.',
    cap_seconds:
      'The longest wait in seconds, as long as the API asks for nothing longer. Default: 30.',
  },
  limits: {
    depth: 'Objects and lists inside of one another. Default: 256.',
    string_bytes: 'Bytes of one string. Default: 16 MiB.',
    row_bytes: 'Bytes of one row. Default: 64 MiB.',
    row_keys: 'Names in one row, those of nested objects included. Default: 10,000.',
    page_bytes: 'Bytes of one page after decompression. Default: 4 GiB.',
    whole_page_bytes:
      'Bytes of a page that has to be read whole, because a path or an action looks at all of it. Default: 64 MiB.',
    empty_pages:
      'Pages without rows in a row that a walk may meet; more of them are no progress. Default: 100.',
  },
  defaults: {
    table_name:
      "The table's name, or a function that gives it for a row, up to 100 tables. Default: the resource's name. Either way it is put in snake_case.",
    primary_key:
      'The field that identifies a row, or several that do so together, as the API writes them, or by their columns. Default: none.',
    merge_key:
      'The field, or several together, whose rows are replaced as a group: all rows of the table that share it with a new one are deleted first. Default: none.',
    write_disposition:
      'How rows come into the table: `append` adds them, `replace` puts them in place of the whole table, `merge` in place of those with the same key. Default: `append`.',
    columns:
      'What is known of columns beforehand: an object by field, or a list with names. Default: nothing.',
    schema_contract:
      'What becomes of rows that would change the schema: `evolve` (it grows), `freeze` (the resource fails), `discard_row` or `discard_value`; for all, or by `tables`, `columns` and `data_type`. Default: `evolve`.',
    processing_steps:
      'What is done with each row before it is written: filter, map, yield_map. Default: nothing.',
    parallelized:
      'Has no effect: walks of dependent resources always go on concurrently, within `max_concurrency`. Default: true.',
    max_table_nesting:
      'Has no effect: nested objects and lists stay whole, in JSON columns, at any depth. Default: 0.',
    table_format: 'Has no effect: `native` is the only one, a table of DuckDB. Default: `native`.',
    selected: 'Whether the resource is loaded. Default: true.',
    naming:
      "Column names: `snake_case` of the API's names, or `direct`, as they are. Default: `snake_case`.",
    detect_dates:
      'Whether columns that hold nothing but ISO dates or date-times get a type for that. Default: true.',
    verify:
      'How the walks of this resource prove that they are complete: as that of the client. Default: that of the client.',
    max_passes:
      'How often a walk whose rows change places is passed in all, from 1. Default: that of the client.',
    on_missing:
      'What becomes of rows of the table that a complete walk of the collection did not meet: they are kept as they are, marked, or deleted. After a walk that is not proved to be complete nothing is. Default: `keep`.',
    load_times:
      'Whether each row says when it was written last, in the column `_loaded_at` beside `_load_id`. A table that has the column keeps it. Default: false.',
    max_delete_ratio:
      "The share of the table's rows, from 0 to 1, above which nothing is marked, deleted or, if it is written, replaced. 1 lets a table be replaced by no rows. Default: 0.2.",
    max_columns:
      'How many columns a new table gets at most, from 1, in the order in which the rows have their names. Values under further names go into one JSON column, `_rest`, with a warning. Keys, cursors and what `columns` names are always columns, and a table that has more keeps them. Default: 1000.',
    max_checkpoint_age_seconds:
      'Rows that an interrupted run staged are taken up by the next one, unless they are older than this many seconds; 0 means never. Default: 604800, a week.',
    include_from_parent:
      'Only with a parent: fields of the parent row that each row gets, as `_<parent>_<field>`.',
    on_null_parent:
      'What becomes of a parent row that has null where the request needs a value: `error`, or `skip`, which asks for nothing. Default: `error`.',
    endpoint:
      "How they are asked for. A resource's own keys go first; `params` and `json` are joined name by name.",
  },
  resource: {
    table_name:
      "The table's name, or a function that gives it for a row, up to 100 tables. Default: the resource's name. Either way it is put in snake_case.",
    primary_key:
      'The field that identifies a row, or several that do so together, as the API writes them, or by their columns. Default: none.',
    merge_key:
      'The field, or several together, whose rows are replaced as a group: all rows of the table that share it with a new one are deleted first. Default: none.',
    write_disposition:
      'How rows come into the table: `append` adds them, `replace` puts them in place of the whole table, `merge` in place of those with the same key. Default: `append`.',
    columns:
      'What is known of columns beforehand: an object by field, or a list with names. Default: nothing.',
    schema_contract:
      'What becomes of rows that would change the schema: `evolve` (it grows), `freeze` (the resource fails), `discard_row` or `discard_value`; for all, or by `tables`, `columns` and `data_type`. Default: `evolve`.',
    processing_steps:
      'What is done with each row before it is written: filter, map, yield_map. Default: nothing.',
    parallelized:
      'Has no effect: walks of dependent resources always go on concurrently, within `max_concurrency`. Default: true.',
    max_table_nesting:
      'Has no effect: nested objects and lists stay whole, in JSON columns, at any depth. Default: 0.',
    table_format: 'Has no effect: `native` is the only one, a table of DuckDB. Default: `native`.',
    selected: 'Whether the resource is loaded. Default: true.',
    naming:
      "Column names: `snake_case` of the API's names, or `direct`, as they are. Default: `snake_case`.",
    detect_dates:
      'Whether columns that hold nothing but ISO dates or date-times get a type for that. Default: true.',
    verify:
      'How the walks of this resource prove that they are complete: as that of the client. Default: that of the client.',
    max_passes:
      'How often a walk whose rows change places is passed in all, from 1. Default: that of the client.',
    on_missing:
      'What becomes of rows of the table that a complete walk of the collection did not meet: they are kept as they are, marked, or deleted. After a walk that is not proved to be complete nothing is. Default: `keep`.',
    load_times:
      'Whether each row says when it was written last, in the column `_loaded_at` beside `_load_id`. A table that has the column keeps it. Default: false.',
    max_delete_ratio:
      "The share of the table's rows, from 0 to 1, above which nothing is marked, deleted or, if it is written, replaced. 1 lets a table be replaced by no rows. Default: 0.2.",
    max_columns:
      'How many columns a new table gets at most, from 1, in the order in which the rows have their names. Values under further names go into one JSON column, `_rest`, with a warning. Keys, cursors and what `columns` names are always columns, and a table that has more keeps them. Default: 1000.',
    max_checkpoint_age_seconds:
      'Rows that an interrupted run staged are taken up by the next one, unless they are older than this many seconds; 0 means never. Default: 604800, a week.',
    include_from_parent:
      'Only with a parent: fields of the parent row that each row gets, as `_<parent>_<field>`.',
    on_null_parent:
      'What becomes of a parent row that has null where the request needs a value: `error`, or `skip`, which asks for nothing. Default: `error`.',
    name: 'Unlike any other in this configuration.',
    endpoint:
      'How it is asked for. A string is short for `{ path }`. Default: the path is the name.',
  },
  endpoint: {
    path: "Joined to `base_url`; a full http or https URL replaces it. May have a query. Default: the resource's name.",
    method: 'The method of the requests. Default: `GET`.',
    params:
      'Query parameters. A list repeats its name, null leaves a parameter out. Joined with those of the defaults.',
    json: 'A JSON body. Joined with that of the defaults, name by name and no deeper.',
    data: 'A body that is no JSON: an object or a list of pairs is sent as a form, a string as it is and without a content type. Empty, nothing is sent.',
    auth: "How to authenticate here, in place of the client's way; null: not at all. Default: the client's.",
    response_actions:
      'What is done with answers before their status is looked at: functions, or conditions and an action. Default: nothing.',
    headers: "Sent besides the client's headers; null takes a client's header away.",
    paginator:
      'How to get from page to page; a name alone has the defaults of its options. Default: that of the client, else `auto`.',
    data_selector:
      'Where the rows stand in the body: names with dots between them, odd ones quoted; `$` for the body itself.',
    error_path:
      'As that of the client, in its place: a path, or null to look for no error in the body. Default: that of the client.',
    incremental: 'Loads what is new since the last load.',
    witness:
      'What the API itself says of how many rows there are: where it stands, or that it means something else.',
  },
  witness: {
    total:
      'Where the body tells how many rows there are in all; null: no number tells that. Default: `total_path` of `offset`, else the usual places, headers included.',
    more: 'Where the body says that more rows follow: a flag, or a link or cursor that is empty on the last page; null: nothing says that. Default: `has_more_path`, else the usual flags, links and cursors.',
  },
  incremental: {
    cursor_path: 'The field that grows from change to change, by name or JSONPath.',
    initial_value:
      'Where the first load starts: a value of the cursor, or a time from now, such as `-30d`. Default: at the beginning.',
    convert: 'Makes of a value what is sent.',
    last_value_func: 'Which of several values is the last one. Default: `max`.',
    primary_key:
      'What identifies a row that has the very value at which a load starts. Default: the whole row. `[]`: nothing.',
    row_order:
      'The order in which the API gives rows. With it, a walk stops where only rows follow that were loaded before.',
    lag: 'How far before the last value a load starts: seconds for a time, days for a date, else a number.',
    on_cursor_value_missing:
      'What becomes of a row in which `cursor_path` leads to nothing. Default: `raise`.',
    range_start:
      'Whether the value at which a load starts belongs to it. Default: `closed`, which means yes.',
    range_end: 'Whether `end_value` belongs to the load. Default: `open`, which means no.',
    allow_external_schedulers: 'Not available; false says so.',
    end_value:
      'Where the load ends. Needs `initial_value`; such a load neither reads nor moves the cursor.',
    start_param: 'The query parameter that carries the start.',
    end_param: 'The query parameter that carries the end.',
  },
  incremental_param: {
    cursor_path: 'The field that grows from change to change, by name or JSONPath.',
    initial_value:
      'Where the first load starts: a value of the cursor, or a time from now, such as `-30d`. Default: at the beginning.',
    convert: 'Makes of a value what is sent.',
    last_value_func: 'Which of several values is the last one. Default: `max`.',
    primary_key:
      'What identifies a row that has the very value at which a load starts. Default: the whole row. `[]`: nothing.',
    row_order:
      'The order in which the API gives rows. With it, a walk stops where only rows follow that were loaded before.',
    lag: 'How far before the last value a load starts: seconds for a time, days for a date, else a number.',
    on_cursor_value_missing:
      'What becomes of a row in which `cursor_path` leads to nothing. Default: `raise`.',
    range_start:
      'Whether the value at which a load starts belongs to it. Default: `closed`, which means yes.',
    range_end: 'Whether `end_value` belongs to the load. Default: `open`, which means no.',
    allow_external_schedulers: 'Not available; false says so.',
    type: 'What kind of parameter this is.',
  },
  resolve: {
    type: 'What kind of parameter this is.',
    resource: 'The resource whose rows have it.',
    field: 'Where it stands in the row: a name, or a JSONPath.',
  },
  response_action: {
    status_code: 'The status of the answers that it acts on. Default: any.',
    content: 'A part of the text of the bodies that it acts on. Default: any.',
    action:
      '`ignore` ends the pages of the walk there, without an error; a function, or several in order, look at the answer and may give another one in its place.',
  },
  processing_step: {
    filter: 'Whether the row stays.',
    map: 'Gives the row that takes the place of this one.',
    yield_map: 'Gives the rows that take the place of this one.',
  },
  column: {
    data_type: 'The type of its values. Default: found out from the values.',
    nullable: 'Whether it may hold null. Default: true.',
    precision:
      'Of `text` and `binary` the greatest length, of `bigint` the bits, of `decimal` and `wei` the digits, of `timestamp` and `time` the digits of a second. Default: that of the type.',
    scale: 'Of `decimal` and `wei`: the digits behind the point. Default: that of the type.',
    timezone: 'Of `timestamp`: whether it knows its zone. Default: true.',
    description: 'A comment on the column. Default: none.',
    unique: 'Whether no value comes twice. Default: false.',
    primary_key: 'Whether it is part of the primary key. Default: false.',
    merge_key: 'Whether it is part of the merge key. Default: false.',
    hard_delete:
      'Whether rows are deleted from the table in which it is true, or holds anything but false and null. Default: false.',
    dedup_sort:
      'Of several rows with one key, the one with the greatest (`desc`) or least (`asc`) value of it stays. Default: the last one does.',
  },
  named_column: {
    data_type: 'The type of its values. Default: found out from the values.',
    nullable: 'Whether it may hold null. Default: true.',
    precision:
      'Of `text` and `binary` the greatest length, of `bigint` the bits, of `decimal` and `wei` the digits, of `timestamp` and `time` the digits of a second. Default: that of the type.',
    scale: 'Of `decimal` and `wei`: the digits behind the point. Default: that of the type.',
    timezone: 'Of `timestamp`: whether it knows its zone. Default: true.',
    description: 'A comment on the column. Default: none.',
    unique: 'Whether no value comes twice. Default: false.',
    primary_key: 'Whether it is part of the primary key. Default: false.',
    merge_key: 'Whether it is part of the merge key. Default: false.',
    hard_delete:
      'Whether rows are deleted from the table in which it is true, or holds anything but false and null. Default: false.',
    dedup_sort:
      'Of several rows with one key, the one with the greatest (`desc`) or least (`asc`) value of it stays. Default: the last one does.',
    name: 'The field, as the API writes it, or its column.',
  },
  schema_contract: {
    tables: 'What becomes of a table that is not there yet. Default: `evolve`.',
    columns: 'What becomes of columns that the table has not. Default: `evolve`.',
    data_type: 'What becomes of values that do not fit the column. Default: `evolve`.',
  },
  write_disposition: {
    disposition:
      '`append` adds rows, `replace` puts them in place of the whole table, `merge` in place of those with their key.',
    strategy:
      'Of `merge`: `delete-insert` and `upsert` replace the row with the same key, `insert-only` leaves it as it is. Default: `delete-insert`.',
    deduplicated:
      'Whether rows are known to have different keys. There is only false: the last row of a key counts. Default: false.',
  },
};
