import { Controller, Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { catalogue, lifecycleNamed } from '#lifecycles/catalogue.js';
import { Operation } from '../documentation/operation.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { lifecycleType, lifecycleTypeList, typeSummaryOf, typeViewOf } from './lifecycle-type-view.js';

const [example] = catalogue;

@ApiTags('Lifecycle types')
@Controller('v1/lifecycle-types')
export class LifecycleTypesController {
  @Get()
  @Operation({
    id: 'listLifecycleTypes',
    summary: 'What can be started',
    answers: [
      {
        status: 200,
        description: 'Every lifecycle type, by name.',
        schema: lifecycleTypeList,
        example: { items: example ? [typeSummaryOf(example)] : [] },
      },
    ],
  })
  list(): z.output<typeof lifecycleTypeList> {
    return { items: [...catalogue].sort((a, b) => (a.name < b.name ? -1 : 1)).map(typeSummaryOf) };
  }

  @Get(':name')
  @ApiParam({ name: 'name', schema: { type: 'string', example: 'library-loan' } })
  @Operation({
    id: 'getLifecycleType',
    summary: 'One lifecycle type: definition, JSON Schemas, state diagram, templates',
    errors: ['LIFECYCLE_TYPE_NOT_FOUND'],
    answers: [
      {
        status: 200,
        description: 'Everything an integrator needs.',
        schema: lifecycleType,
        example: example && typeViewOf(example),
      },
    ],
  })
  get(@Param('name') name: string): z.output<typeof lifecycleType> {
    const definition = lifecycleNamed(name);
    if (!definition) throw new ProblemError('LIFECYCLE_TYPE_NOT_FOUND');
    return typeViewOf(definition);
  }
}
