import { dispatch } from '#activities/dispatch.js';

export const work = (): Promise<unknown> => dispatch();
