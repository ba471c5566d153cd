import { isScalar, Lexer, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { Problem } from '#libs/contracts/error-codes.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { jsonFault } from './json-fault.js';

export type DefinitionFormat = 'json' | 'yaml';

/** Anchors may save writing, but not unfold into what no machine can hold. */
const MOST_ALIASES = 100;
const MOST_PROBLEMS = 20;
/**
 * Words, signs and spaces in between. The largest shipped definition has some 9,500; while a text is read, everybody else
 * waits, and what is read is made of these, not of bytes.
 */
const MOST_TOKENS = 30_000;

/**
 * Reads a definition's text. YAML is 1.2 (core schema): no tags, no merge keys, one document, text keys that stand once.
 * Throws DEFINITION_UNREADABLE with the line and column of what is wrong; nothing of the text is repeated.
 */
export function readDefinitionText(bytes: Uint8Array, format: DefinitionFormat): unknown {
  const text = decoded(bytes);
  return format === 'json' ? readJson(text) : readYaml(text);
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ProblemError('DEFINITION_UNREADABLE', { detail: 'The text is not UTF-8.' });
  }
}

function readJson(text: string): unknown {
  const fault = jsonFault(text);
  if (!fault) return JSON.parse(text);
  const before = text.slice(0, fault.at).split('\n');
  throw unreadable([{ line: before.length, column: before.at(-1)!.length + 1, message: fault.message }]);
}

function readYaml(text: string): unknown {
  if (hasMoreTokens(text, MOST_TOKENS))
    throw new ProblemError('DEFINITION_UNREADABLE', {
      detail: 'The YAML has too many keys, values and signs to be a definition.',
    });
  const lines = new LineCounter();
  const faults: Fault[] = [];
  const add = (at: number, message: string): void => {
    const { line, col } = lines.linePos(at);
    faults.push({ line, column: col, message });
  };
  try {
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'error',
      // the library compares every key with every other
      uniqueKeys: false,
    });
    for (const { code, pos } of [...document.errors, ...document.warnings].slice(0, MOST_PROBLEMS))
      add(pos[0], REMEDIES[code] ?? 'this is not YAML; mind the indentation and put text with signs into quotes');
    if (faults.length === 0) findUnwanted(document, add);
    if (faults.length === 0) return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    // too deep for the library, or aliases that unfold without end
    throw new ProblemError('DEFINITION_UNREADABLE', {
      detail: 'The YAML is nested too deeply, or its aliases (*) lead nowhere or unfold into too much.',
    });
  }
  throw unreadable(faults);
}

/** Splits no more of the text than is needed to tell, which is quick whatever stands in it. */
function hasMoreTokens(text: string, most: number): boolean {
  let count = 0;
  for (const _token of new Lexer().lex(text)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}

/** What YAML allows and a definition does not. */
function findUnwanted(document: Document.Parsed, add: (at: number, message: string) => void): void {
  const { explicit, version } = document.directives.yaml;
  if (explicit === true && version !== '1.2') add(0, 'YAML must be of version 1.2; leave the directive out');
  visit(document, {
    Map(_, map) {
      const keys = new Set<string>();
      for (const { key } of map.items) {
        const at = (key as { range?: readonly number[] } | null)?.range?.[0] ?? map.range?.[0] ?? 0;
        if (!isScalar(key)) {
          add(at, 'a key must be plain text');
          continue;
        }
        const name = String(key.value);
        if (keys.has(name)) add(at, 'this key stands twice in one object; keep one of them');
        keys.add(name);
      }
    },
  });
}

interface Fault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

function unreadable(faults: readonly Fault[]): ProblemError {
  const problems: Problem[] = faults.slice(0, MOST_PROBLEMS).map(({ line, column, message }) => ({
    path: `line ${line}, column ${column}`,
    code: 'DEFINITION_UNREADABLE',
    message,
  }));
  const [first] = faults;
  const detail = first && `Line ${first.line}, column ${first.column}: ${first.message}.`;
  return new ProblemError('DEFINITION_UNREADABLE', { ...(detail !== undefined && { detail }), problems });
}

/** By the codes of the package `yaml`. */
const REMEDIES: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'an alias needs a plain name after *',
  BAD_DIRECTIVE: 'directives (%) are not taken; leave it out',
  BAD_DQ_ESCAPE: 'this escape does not exist in double quotes; use single quotes or another escape',
  BAD_INDENT: 'the indentation does not fit the lines before',
  BAD_SCALAR_START: 'text that begins with this sign needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second value stands on this line; put text with a colon into quotes',
  BLOCK_IN_FLOW: 'inside brackets everything is written with brackets',
  KEY_OVER_1024_CHARS: 'a key may have at most 1024 characters',
  MISSING_CHAR: 'a sign is missing here: a colon, a comma, a quote or a closing bracket',
  MULTILINE_IMPLICIT_KEY: 'a key and its colon must stand on one line',
  MULTIPLE_ANCHORS: 'a value takes one anchor (&)',
  MULTIPLE_DOCS: 'one document only; leave out what follows ---',
  MULTIPLE_TAGS: 'tags (!) are not taken; leave it out',
  RESOURCE_EXHAUSTION: 'this is nested too deeply',
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
  TAG_RESOLVE_FAILED: 'tags (!) are not taken; leave it out',
  UNEXPECTED_TOKEN: 'this cannot stand here; mind quotes and brackets',
};
