import { Affairs1795392000001 } from './1795392000001-affairs.js';
import { Messages1795392000002 } from './1795392000002-messages.js';
import { Crossings1795392000003 } from './1795392000003-crossings.js';

/** Every migration, oldest first. Two branches that each add one conflict here, and are put in order by hand. */
export const migrations = [Affairs1795392000001, Messages1795392000002, Crossings1795392000003];
