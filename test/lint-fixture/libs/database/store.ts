import { DataSource } from 'typeorm';
import type { Receipt } from '#libs/dealers/dealer.js';
import { callDealer } from '#libs/dealers/dealer.js'; // ✗ boundaries/dependencies
import { signal } from '#libs/contracts/names.js';
import { dispatch } from '#activities/dispatch.js'; // ✗ boundaries/dependencies
import { Injectable } from '@nestjs/common'; // ✗ @typescript-eslint/no-restricted-imports

export const store = (receipt: Receipt): unknown => [receipt, DataSource, callDealer, signal, dispatch, Injectable];
