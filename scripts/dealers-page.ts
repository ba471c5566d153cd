import { DEALERS, type DealerName } from '#libs/contracts/dealers.js';
import { DESK_RULES } from '#libs/dealers/desk-rules.js';
import type { CodeTable } from '#libs/dealers/code-tables.js';
import { fallbackOf, type ResultClass } from '#libs/message/result-class.js';

/** What we do at a result of each class. */
const DONE: Readonly<Record<ResultClass, string>> = {
  ok: 'delivered; nobody is woken',
  accepted: 'waited for; asked for when it does not come',
  'permanent-input': 'given up on this channel; a text follows as the policy says',
  'permanent-config': 'of a message: a text follows as the policy says; of the account: it waits for an operator',
  'permanent-recipient': 'a text follows an 알림톡',
  suppressed: 'given up; no text follows',
  'time-window': 'sent again when the channel is open',
  transient: 'sent again later; an ambiguous call is looked up first',
  unknown: 'looked up, asked for, or left to a person; nothing is sent in its place',
  duplicate: 'looked up; nothing is sent in its place',
};

const NAMES: Readonly<Record<DealerName, string>> = {
  solapi: 'Solapi',
  nhn: 'NHN Cloud',
  aligo: 'Aligo',
  popbill: 'Popbill',
};

const HOW: Readonly<Record<DealerName, string>> = {
  solapi:
    'A message is the one of a group, which is committed at most once. A lost answer is settled by the group: still PENDING ' +
    'after a while means not taken, and that very group is committed again. `SOLAPI_*`; receipts at `/v1/receipts/solapi`.',
  nhn:
    'One call under an idempotency key, which is also the grouping key. A lost answer is looked up by it; what is not listed ' +
    'is called again with the same key within nine minutes of the first call (NHN refuses a second one for ten, with -1005), ' +
    'later it is undecidable. The SMS API and that of brand messages document no such key: what is not listed is undecidable ' +
    'there. `NHN_*`; receipts of both products at `/v1/receipts/nhn`.',
  aligo:
    'One call without any key. A lost answer is looked for in the history by number, text and time; unless exactly one row ' +
    'fits it is undecidable. Aligo calls nobody back: results are asked for. `ALIGO_*`.',
  popbill:
    'One call under a request number, which is taken once. A lost answer is looked up by it; what is not there is called ' +
    'again under the same number. `POPBILL_*`; receipts at `/v1/receipts/popbill`.',
};

/** Beyond 알림톡, SMS and LMS, which all of them carry. */
const MORE: Readonly<Record<DealerName, string>> = {
  solapi:
    'MMS and brand messages of every bubble (`BMS_FREE`), of WIDE_ITEM_LIST those with four items; pictures are uploaded first, ' +
    'each for its place (`BMS`, `BMS_WIDE`, `BMS_WIDE_MAIN_ITEM_LIST`, …). Shapes are those of its own client 6.0.1, which ' +
    'the simulator is held against; as what pictures of COMMERCE and films are uploaded is unverified.',
  nhn:
    'MMS and brand messages of every bubble (`freestyle-messages`); pictures are uploaded first, each for its place ' +
    '(`imageType`). Shapes are those of its guide of 2026, untried: unverified.',
  aligo:
    'MMS, with the picture in the call (`image1` of the form, as its page on texts of 2026 has it). Brand messages not: nothing is ' +
    'published of them (`CHANNEL_UNSUPPORTED`).',
  popbill:
    'MMS, with the picture in the call. Brand messages not: nothing that is published describes recipients and buttons.',
};

/** What of each desk no document says, or only one that we could not try. */
const OPEN: Readonly<Record<DealerName, string>> = {
  solapi:
    'Unverified: that an approved template cannot be changed (a new one is registered beside it in any case), and the ' +
    'error codes of these calls. Solapi says nothing of dormancy.',
  nhn:
    'An edit of an approved template stands apart until it is approved, and the old content is sent so long. A review is ' +
    'asked for by registering; words to the reviewer contest a rejection. Unverified: the name of the webhook’s event.',
  aligo:
    'Has no item lists, headers and quick replies, and takes a picture as a file of the form alone, never by an address: ' +
    'such a template is refused here. ' +
    'Unverified: the fields of comments, and most error codes.',
  popbill: 'Templates are made on Popbill’s own site; those that are approved can be read.',
};

const yes = (it: boolean): string => (it ? 'yes' : 'no');
const listed = (states: readonly string[]): string => (states.length === 0 ? 'never' : states.join(', '));

/** What each dealer lets be done to templates, from the rules by which it is asked. */
const deskTable = (): string => `## Templates

| | ${DEALERS.map((dealer) => NAMES[dealer]).join(' | ')} |
| --- | ${DEALERS.map(() => '---').join(' | ')} |
| registered by API | ${DEALERS.map((dealer) => yes(DESK_RULES[dealer].registers)).join(' | ')} |
| registering asks for the review | ${DEALERS.map((dealer) => yes(DESK_RULES[dealer].reviewsByItself)).join(' | ')} |
| content can be changed when | ${DEALERS.map((dealer) => listed(DESK_RULES[dealer].editable)).join(' | ')} |
| a review can be asked for when | ${DEALERS.map((dealer) => listed(DESK_RULES[dealer].reviewable)).join(' | ')} |
| and called back when | ${DEALERS.map((dealer) => listed(DESK_RULES[dealer].cancellable)).join(' | ')} |
| can be deleted when | ${DEALERS.map((dealer) => listed(DESK_RULES[dealer].deletable)).join(' | ')} |
| posts news of reviews | ${DEALERS.map((dealer) => yes(DESK_RULES[dealer].webhook)).join(' | ')} |
| takes an uploaded picture (이미지형) | ${DEALERS.map((dealer) => yes(DESK_RULES[dealer].pictures.includes('alimtalk'))).join(' | ')} |
| takes one beside a highlight | ${DEALERS.map((dealer) => yes(DESK_RULES[dealer].pictures.includes('alimtalk-highlight'))).join(' | ')} |
| says what sleeps or is blocked | ${DEALERS.map((dealer) => yes(DESK_RULES[dealer].tellsDormancy)).join(' | ')} |

${DEALERS.map((dealer) => `- ${NAMES[dealer]}: ${OPEN[dealer]}`).join('\n')}

Dormancy can be released by no dealer’s API: it is done on its site and noted here.
`;

const row = (code: string, resultClass: ResultClass, meaning: string): string =>
  `| \`${code}\` | ${meaning} | ${resultClass} | ${fallbackOf(resultClass)} |`;

/** docs/dealers.md, whole: made from the tables that the adapters read by. */
export function dealersMarkdown(tables: readonly CodeTable[]): string {
  const classes = Object.entries(DONE).map(([name, done]) => `| ${name} | ${done} |`);
  const chapters = DEALERS.map((dealer) => {
    const parts = tables
      .filter((table) => table.dealer === dealer)
      .map(
        ({ title, rows }) => `### ${title}

| code | what the operator sees | class | fallback |
| --- | --- | --- | --- |
${rows.map(([code, resultClass, meaning]) => row(code, resultClass, meaning)).join('\n')}
`,
      );
    return `## ${NAMES[dealer]}

${HOW[dealer]}

${MORE[dealer]}

${parts.join('\n')}`;
  });
  return `# Dealers

<!-- Made by \`npm run docs\` from libs/dealers; do not edit. -->

\`DEALERS\` names those that a platform has, the usual one first; each needs its variables, at the API only the secret of its
receipts. A tenant's setting \`dealer\` names another one for what is sent from then on; what a dealer has begun it goes on with,
so keep one configured until its messages are settled. Templates belong to the dealer that they were approved through.

\`dealers\` divides a tenant's messages by weight (\`{"solapi": 80, "nhn": 20}\`; 0: only while no other can be called), one dealer for
all of a lifecycle. One that is out is passed over: what was never called goes by another that has the text approved, and what
nobody may carry waits and drains by deadline. An attempt that may have been taken stays where it is
([ADR](adr/0017-a-dealers-outage-is-a-pause.md)). \`permanent-config\` of the account stops all calls but single probes at once; \`transient\` and
answers that never came do so when half of the calls of twenty seconds end so.

A code that is in no table is unknown, never a failure. The dealers' own fallback is switched off in every request.

| class | what we do |
| --- | --- |
${classes.join('\n')}

${deskTable()}
${chapters.join('\n')}`;
}
