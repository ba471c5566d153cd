import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { RequiredScope } from '#libs/contracts/key-scopes.js';

export const REQUIRED_SCOPE = 'bongsu:required-scope';
/** Under this name the OpenAPI document says it of each operation. */
export const SCOPE_EXTENSION = 'x-required-scope';

/** Lets the handler's requests through that come with a key or a role of this scope; a handler that names none lets nobody through. */
export const RequireScope = (scope: RequiredScope): MethodDecorator =>
  applyDecorators(SetMetadata(REQUIRED_SCOPE, scope), ApiExtension(SCOPE_EXTENSION, scope));

export const SYSTEMS_ONLY = 'bongsu:systems-only';
/** Under this name the OpenAPI document says it. */
export const SYSTEMS_ONLY_EXTENSION = 'x-systems-only';

/** No role of an operator is enough: what it begins has to stand in a system's own records, or reaches very many at once. */
export const SystemsOnly = (): MethodDecorator =>
  applyDecorators(SetMetadata(SYSTEMS_ONLY, true), ApiExtension(SYSTEMS_ONLY_EXTENSION, true));
