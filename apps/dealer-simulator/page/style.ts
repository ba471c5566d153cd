/** The look of the phones' page: KakaoTalk's chat for 알림톡 cards, a plain bubble for texts. */
export const STYLE = `
* { box-sizing: border-box; }
body { margin: 0; background: #f3f4f6; color: #191919; font: 15px/1.5 system-ui, 'Apple SD Gothic Neo', 'Noto Sans KR', sans-serif; }
body > header { padding: 20px 24px 4px; }
h1 { margin: 0; font-size: 22px; }
body > header p { margin: 2px 0 0; color: #4b5563; }
main { columns: 300px; column-gap: 18px; padding: 18px 24px 32px; }
.phone { break-inside: avoid; margin-bottom: 18px; border-radius: 22px; overflow: hidden; background: #bacee0; border: 6px solid #23272f; }
.phone h2 { margin: 0; padding: 10px 14px; background: #a9bfd4; font-size: 16px; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 10px; }
.phone h2 a { color: inherit; text-decoration: none; }
.phone h2 a:hover { text-decoration: underline; }
.phone h2 span { font-weight: 400; font-size: 13px; color: #2b3a4a; }
.chat { padding: 12px; display: flex; flex-direction: column; gap: 12px; }
.chat p { margin: 0; }
.note { text-align: center; font-size: 13px; color: #2b3a4a; }
article { max-width: 270px; }
.channel, .warning { display: inline-block; margin: 0 6px 4px 0; font-size: 12px; color: #2b3a4a; }
.warning { color: #a11212; font-weight: 600; }
.card .head { background: #fee500; padding: 9px 14px; border-radius: 14px 14px 0 0; font-weight: 700; font-size: 14px; }
.card .title { background: #fff; padding: 12px 14px 8px; border-bottom: 1px solid #eceef0; }
.card .title strong { display: block; font-size: 18px; line-height: 1.3; }
.card .title small { color: #4b5563; }
.card .body { background: #fff; padding: 12px 14px; }
.body p { white-space: pre-wrap; word-break: keep-all; overflow-wrap: anywhere; }
.body .extra { margin-top: 8px; color: #4b5563; font-size: 13px; }
.button { display: block; width: 100%; margin: 0; padding: 9px 12px; background: #f0f1f3; border: 0; border-top: 1px solid #fff; text-align: center; font: inherit; color: #191919; text-decoration: none; }
a.button:hover, button.button:hover { background: #e3e5e8; }
.button.add { background: #fee500; font-weight: 700; cursor: pointer; }
.button.done { color: #4b5563; }
form { margin: 0; }
.card .state { background: #fff; border-radius: 0 0 14px 14px; padding: 7px 14px; font-size: 12px; color: #4b5563; border-top: 1px solid #eceef0; overflow-wrap: anywhere; }
.text .body { background: #fff; border-radius: 4px 14px 14px 14px; padding: 10px 14px; }
.text .body strong { display: block; }
footer { margin-top: 4px; font-size: 12px; color: #2b3a4a; }
.note a { color: inherit; }
.empty, .rest { padding: 24px; color: #4b5563; }
.back { display: inline-block; margin-top: 6px; }
a:focus-visible, button:focus-visible { outline: 3px solid #1d4ed8; outline-offset: 1px; }
`;
