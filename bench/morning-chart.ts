/** What left in the morning, drawn: a panel a run, bars of ten seconds by tenant, the dealer's rate as a line. */

export interface ChartedRun {
  readonly title: string;
  /** Seconds after the opening at which each message of each tenant left; tenants in the order of their size. */
  readonly tenants: readonly { readonly messages: number; readonly seconds: readonly number[] }[];
  /** When the worker was killed, in seconds after the opening. */
  readonly killedAt: number;
}

const COLOURS = ['#33556e', '#6f9bb8', '#c98a2b', '#b3501b', '#5d7f3f'];
const STEP = 10;
const PANEL = { left: 70, width: 860, height: 200, top: 70, gap: 90 };

/** @param perSecond what the dealer takes a second */
export function morningChart(runs: readonly ChartedRun[], perSecond: number): string {
  const last = Math.max(...runs.flatMap(({ tenants }) => tenants.flatMap(({ seconds }) => Math.max(...seconds))));
  const steps = Math.max(1, Math.floor(last / STEP) + 1);
  const counted = runs.map(({ tenants }) => tenants.map(({ seconds }) => bySteps(seconds, steps)));
  const highest = Math.max(
    perSecond * STEP,
    ...counted.flatMap((tenants) =>
      Array.from({ length: steps }, (_, step) => tenants.reduce((sum, counts) => sum + (counts[step] ?? 0), 0)),
    ),
  );
  const height = PANEL.top + runs.length * (PANEL.height + PANEL.gap);
  const panels = runs.map((run, index) =>
    panel(run, counted[index]!, {
      top: PANEL.top + index * (PANEL.height + PANEL.gap),
      steps,
      highest,
      rate: perSecond * STEP,
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 ${height}" role="img" aria-labelledby="title">
  <title id="title">Messages that left per ten seconds after the quiet hours, by tenant, against the dealer's rate</title>
  <style>
    text { font-family: system-ui, 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif; font-size: 13px; fill: #22303c; }
    .head { font-size: 15px; font-weight: 700; }
    .axis { stroke: #8d8672; }
    .rate { stroke: #b3261e; stroke-dasharray: 6 4; stroke-width: 1.5; }
    .killed { stroke: #22303c; stroke-dasharray: 2 3; }
  </style>
  <rect width="1000" height="${height}" fill="#ffffff" />
${legend(runs[0]?.tenants.map(({ messages }) => messages) ?? [])}
${panels.join('\n')}
</svg>
`;
}

function bySteps(seconds: readonly number[], steps: number): number[] {
  const counts = new Array<number>(steps).fill(0);
  for (const second of seconds) {
    const step = Math.min(steps - 1, Math.max(0, Math.floor(second / STEP)));
    counts[step] = (counts[step] ?? 0) + 1;
  }
  return counts;
}

const legend = (sizes: readonly number[]): string =>
  sizes
    .map((size, index) => {
      const x = PANEL.left + index * 170;
      return `  <rect x="${x}" y="16" width="12" height="12" fill="${COLOURS[index % COLOURS.length]}" /><text x="${x + 18}" y="27">tenant with ${size}</text>`;
    })
    .join('\n');

function panel(
  { title, killedAt }: ChartedRun,
  tenants: readonly (readonly number[])[],
  at: { readonly top: number; readonly steps: number; readonly highest: number; readonly rate: number },
): string {
  const { top, steps, highest, rate } = at;
  const bottom = top + PANEL.height;
  const width = PANEL.width / steps;
  const y = (count: number): number => round(bottom - (count / highest) * PANEL.height);
  const x = (step: number): number => round(PANEL.left + step * width);
  const bars = Array.from({ length: steps }, (_, step) => {
    let below = 0;
    return tenants.flatMap((counts, index) => {
      const count = counts[step] ?? 0;
      if (count === 0) return [];
      const from = below;
      below += count;
      const colour = COLOURS[index % COLOURS.length];
      return [
        `  <rect x="${x(step)}" y="${y(below)}" width="${round(width * 0.86)}" height="${round(y(from) - y(below))}" fill="${colour}" />`,
      ];
    });
  }).flat();
  const labelEvery = Math.max(1, Math.ceil(steps / 14));
  const labels = Array.from({ length: Math.floor(steps / labelEvery) + 1 }, (_, index) => index * labelEvery).map(
    (step) => `  <text x="${x(step)}" y="${bottom + 18}">${step * STEP} s</text>`,
  );
  const killed = x(killedAt / STEP);
  return [
    `  <text class="head" x="${PANEL.left}" y="${top - 12}">${title}</text>`,
    ...bars,
    `  <line class="axis" x1="${PANEL.left}" y1="${bottom}" x2="${PANEL.left + PANEL.width}" y2="${bottom}" />`,
    `  <line class="rate" x1="${PANEL.left}" y1="${y(rate)}" x2="${PANEL.left + PANEL.width}" y2="${y(rate)}" />`,
    `  <text x="${PANEL.left - 8}" y="${y(rate) + 4}" text-anchor="end">rate</text>`,
    `  <text x="${PANEL.left - 8}" y="${y(highest) + 4}" text-anchor="end">${y(highest) === y(rate) ? '' : highest}</text>`,
    `  <line class="killed" x1="${killed}" y1="${top}" x2="${killed}" y2="${bottom}" />`,
    `  <text x="${killed + 4}" y="${top + 22}">worker killed</text>`,
    ...labels,
  ].join('\n');
}

const round = (value: number): number => Math.round(value * 10) / 10;
