import type { AlimtalkButton } from '#libs/content/alimtalk-buttons.js';

/** Popbill's letters for a button: type, name, and two addresses whose meaning goes by the type. */
interface WireButton {
  readonly t: string;
  readonly n: string;
  readonly u1?: string | undefined;
  readonly u2?: string | undefined;
  readonly telNum?: string | undefined;
}

/** All buttons of the template with their links filled in; a message without them is taken and refused later (dealer-api §0). */
export const wireButtons = (buttons: readonly AlimtalkButton[]): WireButton[] => buttons.map(wireButton);

function wireButton(button: AlimtalkButton): WireButton {
  const common = { t: button.type, n: button.name };
  if (button.type === 'WL') return { ...common, u1: button.linkMo, u2: button.linkPc };
  if (button.type === 'AL') return { ...common, u1: button.schemeAndroid, u2: button.schemeIos };
  if (button.type === 'TN') return { ...common, telNum: button.tel };
  return common;
}
