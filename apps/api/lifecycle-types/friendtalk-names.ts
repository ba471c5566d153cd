import { bubbleNamed } from '#libs/content/brand-content.js';

/**
 * 친구톡 ended on 2025-12-31. Senders still write its names: the channel `friendtalk`, and bubbles as FT, FI, CTA and FC.
 * Here, at the boundary, they become those of the brand message; nothing further in knows them. What is no definition is
 * answered as it came.
 */
export function withBrandNames(json: unknown): unknown {
  if (!isRecord(json)) return json;
  const { templates, ...rest } = json;
  const named = withChannels(rest) as Readonly<Record<string, unknown>>;
  return 'templates' in json ? { ...named, templates: withBubbles(templates) } : named;
}

/** Of every send, wherever it stands. */
function withChannels(piece: unknown): unknown {
  if (Array.isArray(piece)) return piece.map(withChannels);
  if (!isRecord(piece)) return piece;
  const isSend = typeof piece['send'] === 'string';
  return Object.fromEntries(
    Object.entries(piece).map(([name, value]) => [
      name,
      isSend && name === 'channels' && Array.isArray(value)
        ? value.map((channel: unknown) => (channel === 'friendtalk' ? 'brand' : channel))
        : withChannels(value),
    ]),
  );
}

function withBubbles(templates: unknown): unknown {
  if (!isRecord(templates)) return templates;
  return Object.fromEntries(
    Object.entries(templates).map(([code, template]) => {
      const brand = isRecord(template) ? template['brand'] : undefined;
      if (!isRecord(template) || !isRecord(brand)) return [code, template];
      const { bubble } = brand;
      const known = typeof bubble === 'string' ? bubbleNamed(bubble) : undefined;
      return [code, { ...template, brand: { ...brand, bubble: known ?? bubble } }];
    }),
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
