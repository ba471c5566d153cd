import { z } from 'zod';
import { planOf } from '#libs/lifecycle/plan.js'; // ✗ boundaries/dependencies
import { readFileSync } from 'node:fs'; // ✗ @typescript-eslint/no-restricted-imports
import { Injectable } from '@nestjs/common'; // ✗ @typescript-eslint/no-restricted-imports

export type Moment = number;
export const day = z.string();
export const borrowed = [planOf, readFileSync, Injectable];
export const now = (): Moment => Date.now(); // ✗ no-restricted-properties
export const today = (): Date => new Date(); // ✗ no-restricted-syntax
export const chance = (): number => Math.random(); // ✗ no-restricted-properties
export const zone = (): string | undefined => process.env['TZ']; // ✗ no-restricted-globals
export const later = (at: Moment): Date => new Date(at);
