/** What is drawn of an outage: per second since the beginning, what was handed over and what waits. */
export interface OutageCourse {
  readonly perSecond: number;
  /** Seconds since the beginning. */
  readonly outFrom: number;
  readonly backAt: number;
  /** By second. */
  readonly handedOver: readonly number[];
  readonly waiting: readonly number[];
  readonly title: string;
}

const WIDTH = 1000;
const HEIGHT = 460;
const LEFT = 70;
const RIGHT = 70;
const TOP = 70;
const BOTTOM = 60;

/** The course as an SVG picture of its own, light on any page. Pure. */
export function outageChart(course: OutageCourse): string {
  const { handedOver, waiting, outFrom, backAt, perSecond, title } = course;
  const seconds = Math.max(handedOver.length, waiting.length);
  const mostWaiting = roundUp(Math.max(1, ...waiting));
  const mostHanded = roundUp(Math.max(perSecond, ...handedOver));
  const x = (second: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * second) / seconds;
  const y = (part: number): number => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part;
  const at = (...point: readonly number[]): string => point.map((each) => each.toFixed(1)).join(' ');
  const line = waiting.map((count, second) => `${second === 0 ? 'M' : 'L'}${at(x(second), y(count / mostWaiting))}`);
  const bars = handedOver.flatMap((count, second) =>
    count === 0 ? [] : [`M${at(x(second + 0.5), y(0))}V${y(count / mostHanded).toFixed(1)}`],
  );
  const every = [10, 30, 60, 120, 300].find((step) => seconds / step <= 14) ?? 600;
  const ticks = Array.from({ length: Math.floor(seconds / every) + 1 }, (_, index) => index * every);
  const parts = [0, 0.25, 0.5, 0.75, 1];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title">
  <title id="title">${title}</title>
  <style>
    text { font-family: system-ui, sans-serif; font-size: 13px; fill: #22303c; }
    .head { font-size: 17px; font-weight: 700; }
    .small { font-size: 12px; fill: #4a5a68; }
    .grid { stroke: #d9dee2; stroke-width: 1; }
    .handed { fill: none; stroke: #33556e; stroke-width: ${Math.max(1, (WIDTH - LEFT - RIGHT) / seconds - 0.5).toFixed(1)}; }
    .waiting { fill: none; stroke: #b3501b; stroke-width: 2.2; }
  </style>
  <rect width="${WIDTH}" height="${HEIGHT}" rx="12" fill="#fbfaf6" />
  <text class="head" x="${LEFT}" y="30">${title}</text>
  <text class="small" x="${LEFT}" y="52" style="fill:#33556e">bars: messages handed over in each second (left)</text>
  <text class="small" x="${LEFT + 330}" y="52" style="fill:#b3501b">line: messages that wait for the dealer (right)</text>
  <rect x="${at(x(outFrom))}" y="${TOP}" width="${at(x(backAt) - x(outFrom))}" height="${HEIGHT - TOP - BOTTOM}" fill="#f3e3d6" />
  <text class="small" x="${at(x(outFrom) + 6)}" y="${TOP + 16}">the dealer is out</text>
${parts
  .map(
    (part) => `  <path class="grid" d="M${LEFT} ${at(y(part))}H${WIDTH - RIGHT}" />
  <text class="small" x="${LEFT - 8}" y="${at(y(part) + 4)}" text-anchor="end">${round(mostHanded * part)}</text>
  <text class="small" x="${WIDTH - RIGHT + 8}" y="${at(y(part) + 4)}">${round(mostWaiting * part)}</text>`,
  )
  .join('\n')}
${ticks.map((tick) => `  <text class="small" x="${at(x(tick))}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${tick}</text>`).join('\n')}
  <text class="small" x="${WIDTH / 2}" y="${HEIGHT - 16}" text-anchor="middle">seconds</text>
  <path class="handed" d="${bars.join('')}" />
  <path class="waiting" d="${line.join('')}" />
</svg>
`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** To a number whose quarters are easy to read. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((step) => step * unit).find((step) => step >= value) ?? 10 * unit;
}
