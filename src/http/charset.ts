import { TextDecoder } from 'node:util';
import { headerValue, type ResponseHeaders } from './response-headers.ts';

/** How the text of a response is encoded, as its content type says; undefined if it says nothing. */
export function charsetOf(headers: ResponseHeaders): string | undefined {
  const type = headerValue(headers, 'content-type') ?? '';
  const [, quoted, plain] = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(type) ?? [];
  const charset = (quoted ?? plain ?? '').trim();
  return charset === '' ? undefined : charset;
}

/** The text of a body that is in memory; of one in a charset that nobody knows, as UTF-8. */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
