import { store } from '#libs/database/store.js';
import { readFileSync } from 'node:fs';

export const aTestMayLookAcrossRooms = [store, readFileSync, Date.now()];
