/** `firstName` → `first_name`, `HTTPServer` → `http_server`; letters of all scripts stay, all else becomes `_`. */
export function toSnakeCase(name: string): string {
  const words = name
    .normalize('NFC')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .replace(/[^\p{L}\p{N}\p{M}_]+/gu, '_')
    .toLowerCase()
    .normalize('NFC');
  if (words === '') return '_';
  return /^\p{N}/u.test(words) ? `_${words}` : words;
}
