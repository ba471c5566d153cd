import { z } from 'zod';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { id, lineOfText, moment } from '../requests/field-schemas.js';

/** What the calls on migrations take and answer. */

const version = z.union([z.int().min(1).max(999_999_999), z.string().regex(/^[0-9a-f]{64}$/)]);
const stageName = z.string().regex(/^[a-z0-9-]{1,40}$/, 'is a stage: lower-case letters, digits and hyphens');
const fieldName = z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/, 'is a field');

export const migrate = z
  .strictObject({
    fromVersion: version
      .optional()
      .describe('Only lifecycles of this version; of every other one by which something runs now, if left out.'),
    toVersion: version.describe('Number or hash of the version that they shall run by.'),
    stages: z
      .record(stageName, stageName)
      .default({})
      .describe('Old stage to new stage; one of the same name needs no entry.'),
    fields: z
      .record(fieldName, fieldName)
      .default({})
      .describe('New field to the old one that it comes from; one of the same name needs no entry.'),
    dryRun: z.boolean().describe('True: only the report, nothing is changed.'),
    perMinute: z.int().min(1).max(6000).default(600).describe('So many lifecycles are moved in a minute.'),
    reason: lineOfText(500).describe('Shown with the migration and in each timeline.'),
    actor: lineOfText(100)
      .optional()
      .describe(
        'Who does it; the label of the API key, if left out. Of an operator who has signed in their own label stands, whatever is given.',
      ),
  })
  .meta({
    id: 'Migrate',
    examples: [{ toVersion: 1, dryRun: false, perMinute: 600, reason: '모임 하루 전 대신 이틀 전에 알림' }],
  });
export type Migrate = z.output<typeof migrate>;

const firing = z.object({ timer: z.string(), title: z.string(), occurrence: z.int(), at: moment });
const count = z.object({ timer: z.string(), title: z.string(), count: z.int() });

export const migrationReport = z
  .object({
    complete: z
      .boolean()
      .describe(
        'False while it is still being worked out, which the answer to a migration of more than 500 lifecycles does not wait for: read the migration again. Nothing is moved until it is true.',
      ),
    total: z.int().describe('Open lifecycles that it covers.'),
    moves: z.int(),
    refused: z.array(
      z.object({ code: z.string(), message: z.string(), count: z.int(), examples: z.array(id).describe('Up to ten.') }),
    ),
    appear: z.array(count).describe('Planned after the move and not before, by timer.'),
    vanish: z.array(count),
    shift: z.array(count),
    lifecycles: z
      .array(
        z.object({
          id,
          reference: z.string(),
          stage: z.object({ from: z.string(), to: z.string() }),
          appear: z.array(firing),
          vanish: z.array(firing),
          shift: z.array(
            z.object({ timer: z.string(), title: z.string(), occurrence: z.int(), from: moment, to: moment }),
          ),
        }),
      )
      .describe('The first hundred that move, one by one; left out in lists.'),
  })
  .meta({ id: 'MigrationReport' });

export const migrationView = z
  .object({
    id,
    type: z.string(),
    fromVersion: z
      .string()
      .nullable()
      .describe('Hash; null: every version but the new one by which something ran when it was asked for.'),
    toVersion: z.string().describe('Hash.'),
    stages: z.record(z.string(), z.string()),
    fields: z.record(z.string(), z.string()),
    state: z.enum(['dry-run', 'running', 'stopped', 'completed']),
    perMinute: z.int(),
    reason: z.string(),
    actor: z.string(),
    createdAt: moment,
    changedAt: moment,
    progress: z.object({
      total: z.int().describe('Open lifecycles that it concerned when it was asked for.'),
      moved: z.int(),
      pending: z.int().describe('Told, and not answered yet.'),
      refused: z.array(z.object({ code: z.string(), message: z.string(), count: z.int() })),
      left: z.int(),
    }),
    report: migrationReport.describe('What it was to change, seen when it was asked for.'),
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'Migration' });
export type MigrationView = z.output<typeof migrationView>;

export const migrationList = z.object({ items: z.array(migrationView) }).meta({ id: 'MigrationList' });

export const migrationIdParam = id.meta({ examples: [EXAMPLE_IDS.message] });

export const migrationExample: MigrationView = {
  id: EXAMPLE_IDS.message,
  type: 'city-library/reading-club',
  fromVersion: null,
  toVersion: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  stages: {},
  fields: {},
  state: 'running',
  perMinute: 600,
  reason: '모임 하루 전 대신 이틀 전에 알림',
  actor: 'library',
  createdAt: '2030-11-18T09:30:00+09:00',
  changedAt: '2030-11-18T09:30:00+09:00',
  progress: { total: 1, moved: 0, pending: 1, refused: [], left: 0 },
  report: {
    complete: true,
    total: 1,
    moves: 1,
    refused: [],
    appear: [],
    vanish: [],
    shift: [{ timer: 'tomorrow', title: '모임 알림', count: 1 }],
    lifecycles: [
      {
        id: EXAMPLE_IDS.lifecycle,
        reference: 'C-1',
        stage: { from: 'joined', to: 'joined' },
        appear: [],
        vanish: [],
        shift: [
          {
            timer: 'tomorrow',
            title: '모임 알림',
            occurrence: 1,
            from: '2030-12-01T10:00:00+09:00',
            to: '2030-11-30T10:00:00+09:00',
          },
        ],
      },
    ],
  },
  links: { self: `/v1/lifecycle-types/city-library/reading-club/migrations/${EXAMPLE_IDS.message}` },
};
