/** Names by which APIs tell of errors. All of these are compared without case, `_` and `-`. */

/** What is not empty under these is an error. */
export const ERROR_NAMES: ReadonlySet<string> = new Set([
  ...['error', 'errors', 'err', 'errmsg', 'errcode', 'errno', 'errormessage', 'errormessages'],
  ...['errormsg', 'errorcode', 'errordescription', 'errorinfo', 'errordetail', 'errordetails'],
  ...['errortype', 'errorresponse', 'errortext', 'errmessage', 'fault', 'faultstring', 'faultcode'],
  ...['exception', 'exceptionmessage', 'odata.error'],
]);

export const FLAGS_OF_SUCCESS: ReadonlySet<string> = new Set([
  ...['success', 'ok', 'succeeded', 'successful', 'issuccess', 'issuccessful', 'isok'],
]);

export const FLAGS_OF_ERROR: ReadonlySet<string> = new Set([
  ...['haserror', 'haserrors', 'iserror', 'failed', 'isfailed', 'isfailure', 'timedout'],
]);

export const STATUS_NAMES: ReadonlySet<string> = new Set([
  ...['status', 'stat', 'result', 'type', 'response', 'resultcode', 'returncode', 'retcode', 'ret'],
  ...['respcode', 'responsecode', 'code', 'resultstatus', 'returnstatus'],
]);

export const CODES: ReadonlySet<string> = new Set([
  ...['code', 'statuscode', 'status', 'cod', 'httpcode', 'httpstatus', 'httpstatuscode'],
  ...['responsecode', 'resultcode', 'returncode', 'retcode', 'ret', 'respcode'],
]);

export const MESSAGES: ReadonlySet<string> = new Set([
  ...['message', 'msg', 'messages', 'detail', 'details', 'reason', 'statusmessage', 'statustext'],
  ...['resultmessage', 'resultmsg', 'resultdesc', 'retmsg', 'returnmessage', 'returnmsg'],
  ...['respmsg', 'responsemessage', 'responsemsg', 'info'],
]);

/** Objects in which an API says something of its response, or that hold the rows. */
export const ENVELOPES: ReadonlySet<string> = new Set([
  ...['meta', 'metadata', 'status', 'header', 'headers', 'responseheader', 'responsestatus'],
  ...['response', 'result', 'results', 'data', 'body', 'payload', 'd', 'envelope'],
]);

/** Where the rows stand in answers that have some. */
export const ROW_PLACES: ReadonlySet<string> = new Set([
  ...['data', 'result', 'results', 'items', 'rows', 'records', 'response', 'payload'],
]);

/** What stands beside a message that is all there is. */
export const ASIDES: ReadonlySet<string> = new Set([
  ...['documentation', 'documentationurl', 'docs', 'docsurl', 'help', 'helpurl', 'moreinfo'],
  ...['requestid', 'reqid', 'traceid', 'correlationid', 'errorid', 'logid', 'timestamp'],
]);

/** Everything that a response is made of which tells of an error and nothing else. */
export const ERROR_WORDS: ReadonlySet<string> = new Set([
  ...ERROR_NAMES,
  ...FLAGS_OF_SUCCESS,
  ...FLAGS_OF_ERROR,
  ...STATUS_NAMES,
  ...CODES,
  ...MESSAGES,
  ...[
    'description',
    'title',
    'instance',
    'hint',
    'developermessage',
    'usermessage',
    'debugmessage',
  ],
  ...['messagedetail', 'exceptiontype', 'innerexception', 'cause', 'causes', 'trace', 'stack'],
  ...[
    'stacktrace',
    'traceback',
    'debug',
    'severity',
    'category',
    'subcategory',
    'target',
    'subcode',
  ],
  ...['errorsubcode', 'erroruri', 'warning', 'warnings', 'retryable', 'retryafter', 'infocode'],
  ...['links', 'link', 'href', 'url', 'uri', 'termsofuse', 'support', 'transactionid', 'logref'],
  ...['debugid', 'time', 'date', 'datetime', 'servertime', 'duration', 'took', 'path', 'method'],
  ...['endpoint', 'host', 'version', 'apiversion', 'kind', 'jsonrpc', 'resultoutput', 'needed'],
  ...['provided', 'extensions', 'meta', 'metadata', 'header', 'responseheader', 'request'],
  ...['servedby', 'responsemetadata'],
  ...ASIDES,
]);
