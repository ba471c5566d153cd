// Prints the secrets that docker-compose.yml asks for, drawn at random: `node scripts/new-environment.mjs > .env`, once.
import { randomBytes } from 'node:crypto';

const word = () => randomBytes(24).toString('base64url');
const key = () => randomBytes(32).toString('base64');
const environment = {
  BONGSU_SUPERUSER_PASSWORD: word(),
  BONGSU_OWNER_PASSWORD: word(),
  BONGSU_APP_PASSWORD: word(),
  TEMPORAL_DB_PASSWORD: word(),
  BONGSU_MASTER_KEYS: `m1:${key()}`,
  BONGSU_LOOKUP_KEY: key(),
  BONGSU_PAYLOAD_KEYS: `p1:${key()}`,
  SOLAPI_API_KEY: `DEV${randomBytes(8).toString('hex').toUpperCase()}`,
  SOLAPI_API_SECRET: word(),
  SOLAPI_WEBHOOK_SECRET: word(),
};
for (const [name, value] of Object.entries(environment)) process.stdout.write(`${name}=${value}\n`);
