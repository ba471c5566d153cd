import type { AlimtalkButton } from '#libs/content/alimtalk-buttons.js';

/**
 * `button_1` of a request: all buttons of the template with their links filled in, as text. Aligo takes a message without
 * them, and Kakao refuses it later (dealer-api §0).
 */
export const buttonsJson = (buttons: readonly AlimtalkButton[]): string =>
  JSON.stringify({ button: buttons.map(wireButton) });

function wireButton(button: AlimtalkButton): Record<string, string> {
  const common = { name: button.name, linkType: button.type };
  if (button.type === 'WL')
    return { ...common, linkMo: button.linkMo, ...(button.linkPc !== undefined && { linkPc: button.linkPc }) };
  if (button.type === 'AL') {
    const { schemeAndroid, schemeIos, linkMo } = button;
    return {
      ...common,
      ...(schemeAndroid !== undefined && { linkAnd: schemeAndroid }),
      ...(schemeIos !== undefined && { linkIos: schemeIos }),
      ...(linkMo !== undefined && { linkMo }),
    };
  }
  return common;
}
