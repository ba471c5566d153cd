/**
 * XML of elements and text alone, as data services answer: no attributes, no comments, no declared entities, nothing that can
 * grow or reach elsewhere. What holds more is not read.
 */

/** Text, or elements by name; a name that comes again makes a list. */
export type Element = string | { readonly [name: string]: Element | Element[] };

const TOKEN = /<(\/?)([A-Za-z][A-Za-z0-9_]*)[ \t\r\n]*(\/?)>|([^<]+)/y;
const PROLOGUE = /^\uFEFF?[ \t\r\n]*(?:<\?xml[^<>]*\?>)?/;
const DEEPEST = 10;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

interface Open {
  readonly name: string;
  text: string;
  readonly children: Map<string, Element[]>;
}

/** The document's elements by name, its root the only one; undefined when it is not well-formed or holds more than it may. */
export function readElements(xml: string): Element | undefined {
  const document: Open = { name: '', text: '', children: new Map() };
  const open = [document];
  TOKEN.lastIndex = PROLOGUE.exec(xml)?.[0].length ?? 0;
  while (TOKEN.lastIndex < xml.length) {
    const token = TOKEN.exec(xml);
    const top = open.at(-1);
    if (!token || !top) return undefined;
    const [, closing, name, empty, text] = token;
    if (text !== undefined) {
      const plain = unescaped(text);
      if (plain === undefined) return undefined;
      top.text += plain;
    } else if (closing) {
      if (top.name !== name || empty) return undefined;
      open.pop();
      addTo(open.at(-1), top);
    } else {
      if (open.length > DEEPEST) return undefined;
      const begun: Open = { name: name!, text: '', children: new Map() };
      if (empty) addTo(top, begun);
      else open.push(begun);
    }
  }
  const whole = open.length === 1 && document.children.size === 1 && document.text.trim() === '';
  return whole && [...document.children.values()][0]?.length === 1 ? valueOf(document) : undefined;
}

function addTo(parent: Open | undefined, child: Open): void {
  const siblings = parent?.children.get(child.name);
  if (siblings) siblings.push(valueOf(child));
  else parent?.children.set(child.name, [valueOf(child)]);
}

const valueOf = ({ children, text }: Open): Element =>
  children.size === 0
    ? text
    : Object.fromEntries([...children].map(([name, all]) => [name, all.length === 1 ? all[0]! : all]));

const REFERENCE = /&([^&;]*)(?:;|$|(?=&))/g;

/** Undefined for an entity that XML itself does not have. */
function unescaped(text: string): string | undefined {
  const references = [...text.matchAll(REFERENCE)];
  if (references.some(([whole, entity]) => !whole.endsWith(';') || characterOf(entity!) === undefined))
    return undefined;
  return text.replace(REFERENCE, (_, entity: string) => characterOf(entity) ?? '');
}

function characterOf(entity: string): string | undefined {
  if (Object.hasOwn(ENTITIES, entity)) return ENTITIES[entity];
  const [, decimal, hexadecimal] = /^#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}))$/.exec(entity) ?? [];
  const code = decimal !== undefined ? Number(decimal) : parseInt(hexadecimal ?? '', 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
