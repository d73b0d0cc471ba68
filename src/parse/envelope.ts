import { jsonPointer } from '../json-pointer.ts';
import type { EnvelopeFacts, EnvelopeValue, JsonNode } from '../model.ts';
import { carried } from '../wording.ts';
import { OutlineBuilder } from './outline.ts';
import type { Token } from './tokens.ts';

/** Names at the root that are remembered for messages. */
const MAX_NAMES = 30;

/** Where the walk over the envelope met the selected value. */
export type Selected = 'array' | 'object' | 'null' | 'scalar';

/** An open container. */
interface Frame {
  /** Its RFC 6901 JSON pointer; undefined for an array and below, where nothing can be asked for. */
  readonly pointer: string | undefined;
  /** How many segments of the selector lead here; -1 off its path. */
  readonly matched: number;
  /** Its own pointer, where it was asked for. */
  readonly asked?: string;
  isEmpty: boolean;
}

type Place = Pick<Frame, 'pointer' | 'matched'>;

/**
 * Walks the tokens outside of the selected array: finds the selected value, keeps the values that were asked for
 * (by JSON pointer), and remembers which names there were.
 */
export class EnvelopeWalk {
  readonly #selector: readonly string[];
  readonly #wanted: ReadonlySet<string>;
  readonly #values = new Map<string, EnvelopeValue>();
  readonly #frames: Frame[] = [];
  readonly #names: string[] = [];
  readonly #outline = new OutlineBuilder();
  #name = '';

  constructor(selector: readonly string[], pointers: readonly string[]) {
    this.#selector = selector;
    this.#wanted = new Set(pointers);
  }

  get depth(): number {
    return this.#frames.length;
  }

  get values(): EnvelopeFacts {
    return this.#values;
  }

  /** The envelope as a tree, within bounds; see {@link OutlineBuilder}. */
  get outline(): JsonNode {
    return this.#outline.root;
  }

  /** Names at the root and along the selector, as far as it was there. */
  get names(): readonly string[] {
    return this.#names;
  }

  /**
   * Takes one token. If it begins the selected value, says what that is; the elements of a selected array, or the
   * members of a selected object, are not for this walk: it goes on with the token behind that value's end.
   */
  take(token: Token): Selected | undefined {
    const isEnd = token.name === 'endObject' || token.name === 'endArray';
    const frame = this.#frames.at(-1);
    if (frame !== undefined && !isEnd) frame.isEmpty = false;
    switch (token.name) {
      case 'keyValue':
        this.#nameValue(token.value);
        return undefined;
      case 'startObject':
      case 'startArray':
        return this.#open(token.name === 'startArray' ? 'array' : 'object');
      case 'endObject':
      case 'endArray':
        this.#close();
        return undefined;
      default:
        return this.#scalar(token);
    }
  }

  #nameValue(name: string): void {
    this.#name = name;
    const matched = this.#frames.at(-1)?.matched ?? -1;
    if (matched < 0 || this.#names.length >= MAX_NAMES) return;
    this.#names.push([...this.#selector.slice(0, matched), carried(name)].join('.'));
  }

  #open(kind: 'array' | 'object'): Selected | undefined {
    const { pointer, matched } = this.#place();
    const isAsked = pointer !== undefined && this.#wanted.has(pointer);
    if (isAsked) this.#values.set(pointer, { kind, text: '' });
    if (matched === this.#selector.length) {
      this.#outline.addRows(kind, this.#name);
      return kind;
    }
    this.#outline.open(kind, this.#name);
    const inside = kind === 'array' ? { pointer: undefined, matched: -1 } : { pointer, matched };
    this.#frames.push({ ...inside, ...(isAsked ? { asked: pointer } : {}), isEmpty: true });
    return undefined;
  }

  #close(): void {
    const frame = this.#frames.pop();
    this.#outline.close();
    if (frame?.asked === undefined || !frame.isEmpty) return;
    const value = this.#values.get(frame.asked);
    if (value !== undefined) this.#values.set(frame.asked, { ...value, isEmpty: true });
  }

  #scalar(token: Token): Selected | undefined {
    const value = scalarValue(token);
    if (value === undefined) return undefined;
    this.#outline.add(value, this.#name);
    const { pointer, matched } = this.#place();
    if (pointer !== undefined && this.#wanted.has(pointer)) this.#values.set(pointer, value);
    if (matched !== this.#selector.length) return undefined;
    return value.kind === 'null' ? 'null' : 'scalar';
  }

  /** Where the value stands that comes next. */
  #place(): Place {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return { pointer: '', matched: 0 };
    if (frame.pointer === undefined) return frame;
    return {
      pointer: frame.pointer + jsonPointer([this.#name]),
      matched:
        frame.matched >= 0 && this.#selector[frame.matched] === this.#name ? frame.matched + 1 : -1,
    };
  }
}

/** A value of a tree as the envelope tells of it: objects and arrays are named, not held. */
export function envelopeValue(node: JsonNode): EnvelopeValue {
  if (node.kind !== 'object' && node.kind !== 'array') return { kind: node.kind, text: node.text };
  return { kind: node.kind, text: '', ...(isEmptyNode(node) ? { isEmpty: true } : {}) };
}

function isEmptyNode(node: JsonNode): boolean {
  if (node.kind === 'object') return node.members.size === 0;
  return node.kind === 'array' && node.items.length === 0;
}

type ScalarValue = Extract<JsonNode, { readonly text: string }>;

export function scalarValue(token: Token): ScalarValue | undefined {
  switch (token.name) {
    case 'stringValue':
      return { kind: 'string', text: token.value };
    case 'numberValue':
      return { kind: 'number', text: token.value };
    case 'nullValue':
      return { kind: 'null', text: '' };
    case 'trueValue':
    case 'falseValue':
      return { kind: 'boolean', text: String(token.value) };
    default:
      return undefined;
  }
}
