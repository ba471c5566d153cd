import { EXAMPLE_INSTITUTION_NAME } from '#libs/content/institution-name.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { previewBodyExample, previewOf, readPreview } from './template-preview.js';

const loan = lifecycleNamed('library-loan');
if (!loan) throw new Error('The library loan is not in the catalogue.');

/** For the OpenAPI document, made by what also makes the answers. */
export const previewExample = previewOf(loan, 'LOAN_STARTED', readPreview(loan, previewBodyExample), {
  linkBase: 'https://bongsu.example',
  institution: EXAMPLE_INSTITUTION_NAME,
});
