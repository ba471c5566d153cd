import { ACCESS_CODES } from './access-codes.js';
import { APPROVAL_CODES } from './approval-codes.js';
import { CALLBACK_ERROR_CODES } from './callback-error-codes.js';
import { IMAGE_ERROR_CODES } from './image-error-codes.js';
import { START_CODES } from './start-codes.js';
import { QUARANTINE_CODES } from './quarantine-codes.js';

/**
 * Every error that the API answers with, by its stable code. A code never changes its meaning, its status or its name;
 * a new kind of error gets a new code. docs/errors.md is made from this table, and a test keeps the two equal.
 */

export interface ErrorCodeEntry {
  readonly status: number;
  /** What went wrong, the same for every occurrence. */
  readonly title: string;
  /** What the caller should do about it. */
  readonly remedy: string;
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean;
  readonly group: 'Request' | 'Fields' | 'Access' | 'Repeating' | 'Lifecycles' | 'Receipts' | 'Service';
}

const entry = (
  group: ErrorCodeEntry['group'],
  status: number,
  title: string,
  remedy: string,
  retryable = false,
): ErrorCodeEntry => ({ group, status, title, remedy, retryable });

export const ERROR_CODES = {
  // Request: what HTTP itself carries
  BODY_MISSING: entry(
    'Request',
    400,
    'The request has no body',
    'Send a JSON object as the body, with Content-Type: application/json.',
  ),
  JSON_BROKEN: entry(
    'Request',
    400,
    'The body is not valid JSON',
    'Send well-formed JSON in UTF-8. Serialise it with a library, not by joining text.',
  ),
  BODY_TOO_LARGE: entry('Request', 413, 'The body is too large', 'Send at most 256 kB in one request.'),
  CONTENT_TYPE_UNSUPPORTED: entry(
    'Request',
    415,
    'The content type or encoding is not supported',
    'Send the body as application/json in UTF-8, plain or compressed with gzip, deflate or br. A definition may also be application/yaml.',
  ),
  ROUTE_UNKNOWN: entry(
    'Request',
    404,
    'There is no such address',
    'Look up the address at /docs. Reference numbers in a path must be percent-encoded.',
  ),
  METHOD_NOT_ALLOWED: entry(
    'Request',
    405,
    'The method is not allowed at this address',
    'Use one of the methods that the Allow header names.',
  ),
  URL_INVALID: entry(
    'Request',
    400,
    'The URL is not correctly encoded',
    'Percent-encode the parts of the path and the values of the query as UTF-8.',
  ),
  REQUEST_INVALID: entry('Request', 400, 'The request cannot be read', 'Check the request against /docs.'),

  // Fields: what stands in bodies, paths and queries
  INPUT_INVALID: entry(
    'Fields',
    400,
    'Several things are wrong with the input',
    'Correct every place that `problems` lists; each has a code of its own.',
  ),
  FIELD_MISSING: entry('Fields', 400, 'A required field is missing', 'Add the fields that `problems` lists.'),
  FIELD_TYPE_WRONG: entry(
    'Fields',
    400,
    'A field has the wrong type',
    'Send the JSON type that `problems` names for each place.',
  ),
  FIELD_UNKNOWN: entry(
    'Fields',
    400,
    'A field is not known',
    'Leave the field out or correct its spelling; nothing is ignored silently.',
  ),
  FIELD_INVALID: entry(
    'Fields',
    400,
    'A field has a value that is not allowed',
    'Correct the value as `problems` says: length, range, choice or form.',
  ),
  DATE_INVALID: entry(
    'Fields',
    400,
    'A date does not exist or is not written as one',
    'Write dates as YYYY-MM-DD, as in 2026-12-07; the day must exist.',
  ),
  MOMENT_INVALID: entry(
    'Fields',
    400,
    'A moment is not written as one',
    'Write moments as ISO 8601 with an offset, as in 2026-12-07T10:00:00+09:00.',
  ),
  TIME_OF_DAY_INVALID: entry(
    'Fields',
    400,
    'A time of day is not written as one',
    'Write times of day as HH:MM or HH:MM:SS in Korean time, from 00:00 to 23:59:59.',
  ),
  ID_INVALID: entry(
    'Fields',
    400,
    'An id is not a UUID',
    'Use the id exactly as an earlier answer gave it, or the by-reference address.',
  ),
  CURSOR_INVALID: entry(
    'Fields',
    400,
    'The cursor of the page is not valid',
    'Use `next` of the page before, unchanged and with the same filters, or start again without a cursor.',
  ),
  PAGE_SIZE_INVALID: entry(
    'Fields',
    400,
    'The page size is not valid',
    'Ask for 1 to 100 entries with `limit`, or leave it out.',
  ),
  PARTIES_AMBIGUOUS: entry(
    'Fields',
    400,
    'It is not clear who is to be told',
    'Give either `recipient`, for a lifecycle with one party, or `parties` by role, not both.',
  ),
  RECIPIENT_PHONE_INVALID: entry(
    'Fields',
    422,
    'A phone number cannot be reached by 알림톡 or text',
    'Give a Korean mobile number (010…, or +82 10…) or a safe number (050…). The number is not repeated here on purpose.',
  ),
  GUARDIAN_MISSING: entry(
    'Fields',
    422,
    'Somebody under fourteen has no guardian who could be told',
    'Give `guardian` with name and phone beside `birthDate`: until the fourteenth birthday the guardian is told instead.',
  ),
  LANGUAGE_UNKNOWN: entry(
    'Fields',
    400,
    'A language does not exist or is not written as one',
    'Write languages as BCP 47 does, at most with script and region: en, zh, zh-Hant. Without one people are told in Korean.',
  ),
  SENDER_NUMBER_INVALID: entry(
    'Fields',
    422,
    'A sender number is not valid',
    'Give the number that is registered with the dealer, digits only, as in 0212345678.',
  ),
  CALLBACK_URL_INVALID: entry(
    'Fields',
    422,
    'The address to call is not one that is called',
    'Give an https address of at most 500 characters that is on the public internet, without a name, a password or a fragment; null for none.',
  ),
  PERIOD_INVALID: entry(
    'Fields',
    400,
    'The period ends before it begins',
    'Give an end that is not earlier than the beginning.',
  ),
  PERIOD_TOO_LONG: entry(
    'Fields',
    400,
    'The period is too long',
    'Ask for at most 400 days at a time, or for several periods.',
  ),
  CALENDAR_PERIOD_INVALID: entry(
    'Fields',
    400,
    'The period is not one that the calendar shows',
    'Ask for `from` and `to`, days of which the second is not earlier, at most 400 days apart.',
  ),
  HOLIDAY_FILE_UNREADABLE: entry(
    'Fields',
    400,
    'The file is not one of the holiday service',
    'Send the answer of 특일정보 getRestDeInfo (한국천문연구원, data.go.kr) unchanged, as XML or JSON; look whether it holds an error of that service.',
  ),
  HOLIDAY_FILE_INCOMPLETE: entry(
    'Fields',
    422,
    'The file does not hold the whole year',
    'Ask the holiday service for the year with numOfRows=100, so that one answer holds all of it; or leave `year` out, then nothing is removed.',
  ),
  DEALER_NOT_CONFIGURED: entry(
    'Fields',
    422,
    'The dealer is not called here',
    'Name a dealer that GET /v1/dealers lists, or have the operator add it to DEALERS.',
  ),
  DEALER_NOT_FOUND: entry('Fields', 404, 'There is no such dealer', 'Use a name that GET /v1/dealers lists.'),
  SITE_UNKNOWN: entry(
    'Fields',
    422,
    'There is no such site',
    'Give one of the names under `sites` in GET /v1/settings, or leave `site` out.',
  ),
  SITE_IN_USE: entry(
    'Fields',
    409,
    'Open lifecycles belong to a site',
    'Keep the sites that `detail` names until their lifecycles have ended; `sites` is always given whole.',
  ),
  DATA_MARK_BACKWARD: entry(
    'Fields',
    409,
    'Data is marked as loaded up to a later day already',
    'A mark only moves forward; messages that relied on it may have left. `detail` names the day at which it stands.',
  ),
  DATA_MARK_IN_FUTURE: entry(
    'Fields',
    422,
    'Data of a day that has not come cannot be loaded',
    'Give today or an earlier day, in Korean time.',
  ),
  DATE_PAST: entry(
    'Fields',
    422,
    'A date that must lie ahead has passed',
    'Give today or a later day, in Korean time.',
  ),
  MOMENT_IN_FUTURE: entry(
    'Fields',
    422,
    'An event cannot have happened in the future',
    'Send the moment at which it happened, or leave `occurredAt` out; check the clock of the sending machine.',
  ),
  INFORMATION_NOT_REFUSABLE: entry(
    'Fields',
    422,
    'Information cannot be refused altogether',
    'Record the refusal for the channel alimtalk, so that the text message goes instead; or let people refuse information with the setting `informationRefusable`.',
  ),
  OPT_OUT_NUMBER_OTHER: entry(
    'Fields',
    422,
    'A call record is of another number for opting out',
    'Send only calls to the number that stands as `optOutNumber` in the settings.',
  ),
  CSV_ROW_INVALID: entry(
    'Fields',
    422,
    'A row of a CSV file is not valid',
    'Correct the row and column that `problems` lists; rows are counted from 1 without the heading.',
  ),

  ...IMAGE_ERROR_CODES,

  ...ACCESS_CODES,
  ...APPROVAL_CODES,

  // Repeating
  IDEMPOTENCY_KEY_MISSING: entry(
    'Repeating',
    400,
    'The Idempotency-Key header is missing',
    'Send a new Idempotency-Key, such as a UUID, with each new request, and the same one when repeating it.',
  ),
  IDEMPOTENCY_KEY_INVALID: entry(
    'Repeating',
    400,
    'The Idempotency-Key header is not valid',
    'Use 1 to 255 visible ASCII characters, such as a UUID.',
  ),
  IDEMPOTENCY_KEY_REUSED: entry(
    'Repeating',
    422,
    'The Idempotency-Key was used for another request',
    'Use a new key for a new request. A repetition must be the same to the letter of its values.',
  ),
  EVENT_ID_REUSED: entry(
    'Repeating',
    422,
    'The eventId was used for another event',
    'Give every event of a lifecycle an id of its own. A repetition must carry the same type, data and moment.',
  ),

  // Lifecycles
  TOO_MANY_LIFECYCLES: entry(
    'Lifecycles',
    422,
    'The event would happen to too many lifecycles at once',
    'Report it in several calls, each for some of the stages or references.',
  ),
  EVENT_NOT_FOUND: entry(
    'Lifecycles',
    404,
    'No lifecycle of the type knows such an event',
    'Check the eventId and the lifecycleType with which it was reported.',
  ),
  LIFECYCLE_TYPE_UNKNOWN: entry(
    'Lifecycles',
    422,
    'There is no such lifecycle type',
    'Use a name that GET /v1/lifecycle-types lists.',
  ),
  LIFECYCLE_TYPE_NOT_FOUND: entry(
    'Lifecycles',
    404,
    'There is no lifecycle type at this address',
    'Use a name that GET /v1/lifecycle-types lists.',
  ),
  TEMPLATE_NOT_FOUND: entry(
    'Lifecycles',
    404,
    'The lifecycle type has no such template',
    'Use a code that GET /v1/lifecycle-types/{name} lists under `templates`.',
  ),
  LIFECYCLE_TYPE_VERSION_UNKNOWN: entry(
    'Lifecycles',
    422,
    'The lifecycle type has no such version',
    'Give a number or hash that GET /v1/lifecycle-types/{name} lists under `versions`, or leave `version` out.',
  ),
  LIFECYCLE_TYPE_RETIRED: entry(
    'Lifecycles',
    409,
    'The version of the lifecycle type takes no new starts',
    'Start by the latest version: leave `version` out. Where all are retired, publish a new one.',
  ),
  LIFECYCLE_TYPE_SHIPPED: entry(
    'Lifecycles',
    409,
    'The lifecycle type ships with the product',
    'Only your own lifecycle types, whose names begin with your tenant, can be retired. Simply do not start it.',
  ),
  DEFINITION_UNREADABLE: entry(
    'Lifecycles',
    400,
    'The definition is not valid JSON or YAML',
    'Correct the places that `problems` names by line and column. YAML is 1.2, without tags, one document.',
  ),
  DEFINITION_INVALID: entry(
    'Lifecycles',
    422,
    'The definition is not one of a lifecycle',
    'Correct every place that `problems` lists; /v1/lifecycle-definition.schema.json lets an editor help.',
  ),
  LIFECYCLE_NOT_FOUND: entry(
    'Lifecycles',
    404,
    'There is no such lifecycle',
    'Check the id or the type and reference; each key sees only the lifecycles of its own tenant.',
  ),
  MESSAGE_NOT_FOUND: entry(
    'Lifecycles',
    404,
    'There is no such message',
    'Check the id; the timeline of a lifecycle lists its messages.',
  ),
  MESSAGE_REMOVED: entry(
    'Lifecycles',
    410,
    'The message has come to its term',
    'Nothing: messages of its month were removed when your `retention` said, and do not come back. What they cost is still in GET /v1/costs, what people did in the audit log, and proofs that were fetched before still verify.',
  ),
  MESSAGE_NOT_UNDECIDABLE: entry(
    'Lifecycles',
    409,
    'The message does not wait for a decision',
    'Somebody has decided already, or the dealer has said after all what became of it: GET /v1/messages/{id} tells.',
  ),
  MESSAGE_WAITS_FOR_DECISION: entry(
    'Lifecycles',
    409,
    'Nobody can tell whether the message left, so it waits for a decision',
    'Decide with POST /v1/messages/{id}/decision whether it is sent again.',
  ),
  MESSAGE_UNDER_WAY: entry(
    'Lifecycles',
    409,
    'The message is still on its way',
    'Wait until it has come to an end. GET /v1/messages/{id} says what it waits for.',
  ),
  MESSAGE_POINTLESS: entry(
    'Lifecycles',
    409,
    'What the message tells is no longer to be told',
    'What happened since, the end of its affair, or its own deadline made it pointless. Where it misled somebody, put it right with POST /v1/messages/{id}/correction.',
  ),
  MESSAGE_NEVER_LEFT: entry(
    'Lifecycles',
    409,
    'Nobody can have read the message, so there is nothing to put right',
    'GET /v1/messages/{id} says why it did not leave.',
  ),
  MESSAGE_NOT_UNREACHED: entry(
    'Lifecycles',
    409,
    'The message is not one that could reach nobody',
    'A letter stands for messages whose state is undeliverable, as GET /v1/unreached lists them.',
  ),
  LETTER_ALREADY_SENT: entry(
    'Lifecycles',
    409,
    'A letter has been noted for this message before',
    'GET /v1/messages/{id} says who sent it and when, in `decisions`.',
  ),
  MESSAGE_IN_BUNDLE: entry(
    'Lifecycles',
    409,
    'The message is part of a bundle, or a bundle itself',
    'A doubt is decided for the whole bundle, under the id that `bundle.messageId` names; to send again or put right, name an item instead.',
  ),
  CORRECTION_UNDER_WAY: entry(
    'Lifecycles',
    409,
    'Messages of this template are being put right already',
    'Follow, stop or resume the set that is under way; GET /v1/message-corrections lists it.',
  ),
  CORRECTION_NOT_FOUND: entry(
    'Lifecycles',
    404,
    'There is no such set of corrections',
    'Check the id; GET /v1/message-corrections lists the sets of your own tenant.',
  ),
  CORRECTION_NOT_RUNNING: entry(
    'Lifecycles',
    409,
    'The set of corrections is not running',
    'Only one that runs can be stopped; GET it to see how it stands.',
  ),
  CORRECTION_NOT_STOPPED: entry(
    'Lifecycles',
    409,
    'The set of corrections is not stopped',
    'Only one that was stopped can go on; GET it to see how it stands.',
  ),
  TEMPLATE_UNKNOWN: entry(
    'Lifecycles',
    422,
    'The definition has no such template',
    'Name one of the templates that GET /v1/lifecycle-types/{name} lists.',
  ),
  TEMPLATE_CODE_UNKNOWN: entry(
    'Lifecycles',
    404,
    'No template of this code is kept',
    'Look at GET /v1/templates. Register the templates of a lifecycle type by POST /v1/lifecycle-types/{name}/templates/registrations.',
  ),
  TEMPLATE_INVALID: entry(
    'Lifecycles',
    422,
    'A reviewer or a dealer would refuse the template',
    'Mend every place in `problems`; docs/content-rules.md explains each rule.',
  ),
  TEMPLATE_DESK_READ_ONLY: entry(
    'Lifecycles',
    409,
    'The dealer lets templates only be read by its API',
    'Make the template on the dealer’s own site, then give its id as `dealerTemplateId`.',
  ),
  TEMPLATE_ACT_NOT_OFFERED: entry(
    'Lifecycles',
    409,
    'The dealer does not offer this by its API',
    'Do it on the dealer’s own site; what becomes of it is read from there.',
  ),
  TEMPLATE_PICTURE_NOT_OFFERED: entry(
    'Lifecycles',
    409,
    'The dealer takes no uploaded picture for this',
    'Register the template on the dealer’s own site and give its id as `dealerTemplateId`, or name a picture that the dealer has already.',
  ),
  TEMPLATE_STATE_UNFIT: entry(
    'Lifecycles',
    409,
    'The template is in no state for this',
    'Look at its state by GET /v1/templates/{code}; docs/dealers.md says what each dealer allows when.',
  ),
  TEMPLATE_UNDER_WAY: entry(
    'Lifecycles',
    409,
    'Something is still under way for this template',
    'Wait until what was asked for before is done, or until its review has ended, and ask again.',
    true,
  ),
  TEMPLATES_NOT_APPROVED: entry(
    'Lifecycles',
    409,
    'Templates that the version sends are not approved yet',
    'Register them and wait for their approval; GET /v1/templates says how they stand. A tenant that rather sends texts meanwhile sets requireApprovedTemplates to false.',
  ),
  ALERT_NOT_FOUND: entry(
    'Lifecycles',
    404,
    'There is no such alert',
    'Check the id; GET /v1/alerts lists the alerts of your own tenant.',
  ),
  CALLBACK_SECRET_MISSING: entry(
    'Lifecycles',
    409,
    'There is no secret to sign calls with',
    'Draw one with POST /v1/callbacks/secret and give it to the receiving system, then set `callbackUrl` again.',
  ),
  ...CALLBACK_ERROR_CODES,
  REFERENCE_TAKEN: entry(
    'Lifecycles',
    409,
    'An open lifecycle of this type already has this reference',
    'Report events to the open one (by reference), or end it before starting another.',
  ),
  ...START_CODES,
  LIFECYCLE_CLOSED: entry(
    'Lifecycles',
    409,
    'The lifecycle has already closed',
    'Nothing more can happen to it. Start a new lifecycle if the affair goes on.',
  ),
  EVENT_UNKNOWN: entry(
    'Lifecycles',
    422,
    'The lifecycle type knows no such event',
    'Use one of the events that GET /v1/lifecycle-types/{name} lists.',
  ),
  EVENT_NOT_ALLOWED_IN_STAGE: entry(
    'Lifecycles',
    409,
    'The event cannot happen in the present stage',
    'Read the lifecycle to see its stage and the events that its type allows there.',
  ),
  EVENT_LIMIT_REACHED: entry(
    'Lifecycles',
    409,
    'The event has happened as often as it may',
    'The definition of the lifecycle type limits it; nothing was changed.',
  ),
  EVENT_CONDITION_UNMET: entry(
    'Lifecycles',
    409,
    'A condition that the definition sets for the event does not hold',
    'The reason is in `problems`, in the words of the definition; nothing was changed. Report another event, or this one under a new eventId once the condition holds.',
  ),
  EVENT_DATA_INVALID: entry(
    'Lifecycles',
    422,
    'The data of the event is not valid for this lifecycle',
    'Correct every place that `problems` lists.',
  ),
  LIFECYCLE_PAUSED: entry(
    'Lifecycles',
    409,
    'The lifecycle is paused already',
    'Nothing was changed. Resume it when it shall go on.',
  ),
  LIFECYCLE_NOT_PAUSED: entry(
    'Lifecycles',
    409,
    'The lifecycle is not paused',
    'Nothing was changed; it goes on as planned.',
  ),
  PLANNED_MESSAGE_UNKNOWN: entry(
    'Lifecycles',
    409,
    'Nothing of that kind is planned, or it has moved',
    'Read the lifecycle again and name what `planned` lists now, by timer and occurrence.',
  ),
  PARTY_UNKNOWN: entry(
    'Lifecycles',
    422,
    'The lifecycle type has no such party',
    'Name one of the roles under `parties` of GET /v1/lifecycle-types/{name}; with one party `party` may be left out.',
  ),
  MIGRATION_STAGE_UNMAPPED: entry(
    'Lifecycles',
    422,
    'The new version has no stage for the present one',
    'Map every stage of the old version that the new one does not have, under `stages`, to one that is not final.',
  ),
  MIGRATION_FIELD_MISSING: entry(
    'Lifecycles',
    422,
    'The new version needs something that the old one does not have',
    'Map it under `fields` to a field of the old version of the same type, or let the new version do without it.',
  ),
  MIGRATION_UNDER_WAY: entry(
    'Lifecycles',
    409,
    'Another migration of the lifecycle type is under way',
    'Wait until it has completed; GET …/migrations shows it. A stopped one must be resumed first.',
  ),
  MIGRATION_NOT_FOUND: entry(
    'Lifecycles',
    404,
    'There is no such migration',
    'Use an id that GET /v1/lifecycle-types/{name}/migrations lists.',
  ),
  MIGRATION_NOT_RUNNING: entry(
    'Lifecycles',
    409,
    'The migration is not running',
    'Only a running migration can be stopped; read it to see how it stands.',
  ),
  MIGRATION_NOT_STOPPED: entry(
    'Lifecycles',
    409,
    'The migration is not stopped',
    'Only a stopped migration can be resumed; read it to see how it stands.',
  ),
  PERSON_ERASED: entry(
    'Lifecycles',
    409,
    'The person has been erased',
    'Nothing can be reported or sent about a person whose data has been erased. Start a new lifecycle.',
  ),
  PERSON_NOT_FOUND: entry(
    'Lifecycles',
    404,
    'There is no such person',
    'Find people by their number with POST /v1/persons/search.',
  ),
  ...QUARANTINE_CODES,
  REHEARSAL_TOO_LARGE: entry(
    'Lifecycles',
    422,
    'The rehearsal takes too long',
    'Play fewer samples or a shorter span, or look for a timer that repeats very often.',
  ),

  // Receipts
  DEALER_UNKNOWN: entry(
    'Receipts',
    404,
    'There is no such dealer',
    'Receipts are taken at /v1/receipts/{dealer} of the dealers in DEALERS.',
  ),
  RECEIPT_SECRET_WRONG: entry(
    'Receipts',
    401,
    'The secret of the receipt is wrong or missing',
    'Set the same webhook secret at the dealer and here, as SOLAPI_WEBHOOK_SECRET for Solapi.',
  ),
  RECEIPT_INVALID: entry(
    'Receipts',
    400,
    'The receipt cannot be read',
    'Receipts come as JSON in the form that the dealer documents.',
  ),

  // Service
  REHEARSALS_BUSY: entry(
    'Service',
    429,
    'Other rehearsals are being played',
    'Repeat the request after the seconds in Retry-After. Nothing was stored.',
    true,
  ),
  SERVICE_NOT_READY: entry(
    'Service',
    503,
    'The service cannot work at the moment',
    'Repeat the request after the seconds in Retry-After, with the same Idempotency-Key or eventId.',
    true,
  ),
  INTERNAL_ERROR: entry(
    'Service',
    500,
    'Something went wrong on our side',
    'Repeat the request later, with the same Idempotency-Key or eventId. If it goes on, give the operator `instance`.',
    true,
  ),
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(ERROR_CODES, text);

/** One place that is wrong. `path` leads into the body (`data.dueDate`), or names a header or query parameter. */
export interface Problem {
  readonly path: string;
  readonly code: ErrorCode;
  readonly message: string;
}
