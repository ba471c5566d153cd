import { store } from '#libs/database/store.js';
import { callDealer } from '#libs/dealers/dealer.js';
import { lifecycle } from '#workflows/lifecycle.js'; // ✗ boundaries/dependencies
import { serve } from '#apps/api/serve.js'; // ✗ boundaries/dependencies

export const dispatch = (): Promise<unknown> => Promise.resolve([store, callDealer, lifecycle, serve]);
