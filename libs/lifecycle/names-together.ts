import { languageForms } from './language-forms.js';

/** How a message of several people's items names them: a guardian's two children, for instance. `language`: Korean, if left out. */
export const namesTogether = ([first = '', ...others]: readonly string[], language?: string): string =>
  others.length === 0 ? first : languageForms(language).andOthers(first, others.length);
