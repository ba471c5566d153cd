import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { AFFAIRS_IN_ROUND } from '#activities/callback-circuit.js';
import { CALLBACK_PAUSES_MS, CALLBACK_TIMEOUT_MS } from '#activities/callback-patience.js';
import { CALLBACK_EVENTS, CALLBACK_EVENTS_VERSION, type CallbackEventBody } from '#libs/contracts/callback-events.js';
import { CALLBACK_EVENT_DAYS } from '#libs/database/callback-event-store.js';

/** The call that the page shows, to try one's own code with. */
export const EXAMPLE_SECRET = 'whsec_Ym9uZ3N1IGV4YW1wbGUgc2VjcmV0LCBub3QgdXNlZCE=';
export const EXAMPLE_SENT_AT_S = 1_796_365_201;
const EXAMPLE: CallbackEventBody = {
  id: '5b1f0c9e-8a43-4f2d-9a51-0d6f2f3b7c11',
  type: 'message.delivered',
  version: CALLBACK_EVENTS_VERSION,
  at: '2026-12-04T15:20:00+09:00',
  sequence: 3,
  lifecycle: { id: '0b2f9a40-7c1e-7a52-9c1e-3a1b5c7d9e10', type: 'library-loan', reference: 'L-2026-0042' },
  keyKind: 'live',
  data: {
    messageId: '0b2f9a40-7c1e-8a52-9c1e-3a1b5c7d9e10',
    template: 'LOAN_STARTED',
    attempt: 1,
    channel: 'alimtalk',
    dealer: 'solapi',
  },
};
export const EXAMPLE_BODY = JSON.stringify(EXAMPLE);
export const EXAMPLE_HEADERS: Readonly<Record<string, string>> = {
  'webhook-id': EXAMPLE.id,
  'webhook-timestamp': String(EXAMPLE_SENT_AT_S),
  'webhook-signature': new Webhook(EXAMPLE_SECRET).sign(EXAMPLE.id, new Date(EXAMPLE_SENT_AT_S * 1000), EXAMPLE_BODY),
};

const HOUR = 3_600_000;

/** `docs/callback-events.md`: what a sender's system is told of, and how it believes it. */
export function callbackEventsMarkdown(): string {
  const headers = Object.entries(EXAMPLE_HEADERS).map(([name, value]) => `${name}: ${value}`);
  return `# Events for your systems

<!-- Written by \`npm run docs\`; the text stands in scripts/callback-events-page.ts. -->

Your systems hear what happens to lifecycles, messages and templates. Register an endpoint for each system that wants to know:

\`\`\`http
POST /v1/callbacks/endpoints
Idempotency-Key: 2f1c…

{"url":"https://library.example.go.kr/bongsu","kinds":["lifecycle.ended","message.unreached"],"lifecycleTypes":["library-loan"]}
\`\`\`

The answer holds the endpoint's secret (\`whsec_…\`), this once. Without \`kinds\` it is told of everything, also of kinds that are
added later; without \`lifecycleTypes\` of lifecycles of all types. Of affairs that test and team keys began it is told only if it asks for
them: \`"keyKinds":["live","team","test"]\`, or \`["test"]\` for a system on which you try things out. What a definition's \`call\` says goes elsewhere: to the one
\`callbackUrl\` of the settings ([integration.md](integration.md#callbacks)).

## A call

\`\`\`http
POST /bongsu
Content-Type: application/json; charset=utf-8
${headers.join('\n')}

${EXAMPLE_BODY}
\`\`\`

| field       | meaning |
| ----------- | ------- |
| \`id\`        | of the event: the same in every try, at every endpoint and in every replay. **Take an event whose id you have seen for done** and answer 2xx |
| \`type\`      | the kind, see below |
| \`version\`   | of this set, now ${CALLBACK_EVENTS_VERSION}. Kinds and fields are only added within a version: leave aside what you do not know |
| \`at\`        | when it was recorded, Korean time |
| \`sequence\`  | 1, 2, 3 … in each lifecycle (in each template's code, in each act that waits), over all kinds, also those that you did not choose; 0 in a test call |
| \`lifecycle\` | our id, the type and your reference; null where it is about no lifecycle |
| \`keyKind\`   | \`live\`, \`team\` or \`test\`: of the key that began the affair; null where it is about none. What a test key began reached nobody |
| \`data\`      | see below. Ids, references and codes: no name, no number, no text. Ask the API for more |

## Kinds

${Object.entries(CALLBACK_EVENTS).map(section).join('\n\n')}

## What you can rely on

- **Nothing is lost.** An event is written in the transaction that makes it true. What was rolled back is never told.
- **In order for each lifecycle.** An event is told only when the one before it in the same lifecycle was taken (or given up). Lifecycles
  are told of at once, ${AFFAIRS_IN_ROUND} at a time. After a workflow was reset by an operator, stages may be told of again, with numbers of their own.
- **At least once.** After a crash of ours an event comes again under its id.
- **Again until it is taken.** Answer 2xx within ${CALLBACK_TIMEOUT_MS / 1000} seconds and work afterwards. Anything else, a redirection too, is tried again
  ${CALLBACK_PAUSES_MS.length} times over ${Math.floor(total() / HOUR)} hours (after ${CALLBACK_PAUSES_MS.map(spoken).join(', ')}). When several lifecycles fail at once your system
  is left in peace for up to half an hour, and when it answers again all of it follows at once.
- **Given up** is an event only when your system takes others but not this one for more than a day. The next of its lifecycle follow;
  the gap in \`sequence\` shows it, and a replay brings it back.
- **Suspended** is an endpoint that takes nothing for a day, or answers 410. An alert tells your operators. Everything waits;
  \`POST …/{id}/enable\` goes on with the oldest.
- **One slow endpoint delays no other**, and no message.

| call | what it does |
| ---- | ------------ |
| \`GET /v1/callbacks/endpoints\` | how each stands: what waits and since when, the last answer, since when it fails |
| \`GET …/{id}/deliveries\` | each event that it was told, that waits or was given up, latest first, with the last answer and how long it took; by \`state\`, \`type\`, \`lifecycle\`, \`keyKind\`, \`from\`, \`until\` |
| \`GET …/{id}/deliveries/{eventId}\` | one of them with every try |
| \`PATCH …/{id}\` | another address or choice; what waits goes to the new address |
| \`POST …/{id}/test\` | one call with \`endpoint.test\`, now; the answer says what came of it |
| \`POST …/{id}/disable\`, \`…/enable\` | calls it no more, and again. What happens while it is disabled is not kept for it, but can be replayed |
| \`POST …/{id}/secret\` | a new secret. For 24 hours both sign: the header then holds two signatures, parted by a space |
| \`POST …/{id}/replay\` \`{"from":{"moment":"…"}}\` or \`{"from":{"eventId":"…"}}\` | tells everything from there on again, in order, under the same ids |
| \`DELETE …/{id}\` | deletes it |

Events are kept for ${CALLBACK_EVENT_DAYS} days, told or not; so far back reaches a replay, and so long a suspended endpoint has to be enabled again.

## Verify a call

By [Standard Webhooks](https://www.standardwebhooks.com): with a library of theirs, or as below. Take the body as it came, before it is
parsed. The call above is signed with \`${EXAMPLE_SECRET}\`: with a clock at \`${EXAMPLE_SENT_AT_S}\` your
code must find it genuine, and after any change of the body not.

JavaScript (\`npm install standardwebhooks\`):

\`\`\`js
import { Webhook } from 'standardwebhooks';

/** Throws when it is not genuine, or older than five minutes. */
export const eventIn = (headers, body, secret) => new Webhook(secret).verify(body, headers);
\`\`\`

Python, with nothing but what it ships:

\`\`\`python
import base64, hashlib, hmac, time

def is_genuine(headers, body, secret, now=None):
    """body: bytes as they came; headers: a dict with lower-case names."""
    message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs((time.time() if now is None else now) - int(timestamp)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = headers["webhook-signature"].split(" ")
    return any(hmac.compare_digest(each, f"v1,{mac}") for each in given)
\`\`\`

Java, with nothing but what it ships:

\`\`\`java
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class BongsuCalls {
  static boolean isGenuine(String id, String timestamp, String signatures, byte[] body, String secret, long nowSeconds)
      throws Exception {
    if (Math.abs(nowSeconds - Long.parseLong(timestamp)) > 300) return false;
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
    mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    byte[] expected = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes(StandardCharsets.UTF_8);
    for (String given : signatures.split(" "))
      if (MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8))) return true;
    return false;
  }
}
\`\`\`
`;
}

function section([kind, { happened, data }]: [string, { happened: string; data: z.ZodObject }]): string {
  const rows = Object.entries(data.shape as Readonly<Record<string, z.core.$ZodType>>).map(
    ([name, field]) => `| \`${name}\` | ${typeOf(field)} | ${saidOf(field)} |`,
  );
  return [`### ${kind}`, '', happened, '', '| in `data` | type | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function typeOf(field: z.core.$ZodType): string {
  const schema = z.toJSONSchema(field) as { type?: string; enum?: string[]; anyOf?: { type: string }[] };
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  return schema.anyOf ? schema.anyOf.map(({ type }) => type).join(' or ') : (schema.type ?? '');
}

const saidOf = (field: z.core.$ZodType): string =>
  (z.toJSONSchema(field) as { description?: string }).description ?? '';

const total = (): number => CALLBACK_PAUSES_MS.reduce((sum, pause) => sum + pause, 0);

function spoken(pauseMs: number): string {
  if (pauseMs >= HOUR) return `${pauseMs / HOUR} h`;
  return pauseMs >= 60_000 ? `${pauseMs / 60_000} min` : `${pauseMs / 1000} s`;
}
