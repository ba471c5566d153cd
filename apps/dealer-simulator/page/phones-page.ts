import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import type { PhoneView } from '../control/control.js';
import type { Button, Received, Template } from '../state.js';
import { STYLE } from './style.js';

const SHOWN_PHONES = 60;
/** Of each phone among many; a phone alone shows all that it has, up to the other number. */
const LAST_MESSAGES = 5;
const SHOWN_MESSAGES = 200;
const CHANNEL_LABELS = {
  alimtalk: '알림톡',
  brand: '브랜드 메시지',
  sms: '문자 (SMS)',
  lms: '장문 문자 (LMS)',
  mms: '그림 문자 (MMS)',
} as const;

export interface PhonesPage {
  readonly phones: readonly PhoneView[];
  readonly templates: Readonly<Record<string, Template>>;
  /** Only this phone is asked for. */
  readonly only?: string;
}

/** The page for people: every phone with the messages that really reached it, oldest first, as chat bubbles. */
export function phonesPage({ phones, templates, only }: PhonesPage): string {
  const shown = phones.slice(0, SHOWN_PHONES);
  const total = phones.reduce((sum, phone) => sum + phone.received.length, 0);
  const back = only === undefined ? '' : '<a class="back" href="/">모든 전화기</a>';
  const rest =
    phones.length > shown.length ? `<p class="rest">이 밖에 ${phones.length - shown.length}대가 더 있습니다.</p>` : '';
  const body =
    shown.length === 0
      ? '<p class="empty">아직 아무 메시지도 도착하지 않았습니다.</p>'
      : `<main>${shown.map((phone) => phoneCard(phone, templates, only === undefined ? LAST_MESSAGES : SHOWN_MESSAGES)).join('')}</main>${rest}`;
  return `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3">
<title>전화기 ${phones.length}대 · 시뮬레이터</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>전화기</h1><p>실제로 도착한 메시지만 보입니다. 전화기 ${phones.length}대, 메시지 ${total}건, 3초마다 새로 고침</p>${back}</header>
${body}
</body>
</html>
`;
}

function phoneCard(phone: PhoneView, templates: PhonesPage['templates'], most: number): string {
  const messages = phone.received.slice(-most);
  const earlier = phone.received.length - messages.length;
  const number = escapeHtml(hyphenated(phone.number));
  const bubbles = messages.map((message) => bubble(message, phone, templates)).join('');
  return `<section class="phone" aria-label="전화기 ${number}">
<h2><a href="/phones/${encodeURIComponent(phone.number)}">${number}</a><span>${escapeHtml(phone.fateInForce.title)}</span></h2>
<div class="chat">
${earlier > 0 ? `<p class="note"><a href="/phones/${encodeURIComponent(phone.number)}">앞선 메시지 ${earlier}건</a></p>` : ''}
${bubbles || '<p class="note">받은 메시지 없음</p>'}
</div>
</section>`;
}

function bubble(message: Received, phone: PhoneView, templates: PhonesPage['templates']): string {
  const time = `<time datetime="${new Date(message.at).toISOString()}">${escapeHtml(formatKoreanMoment(message.at))}</time>`;
  const label = `<span class="channel">${CHANNEL_LABELS[message.channel]}</span>`;
  const warning = message.dealerFallback ? '<span class="warning">중계사가 대신 보낸 문자</span>' : '';
  const picture = message.image === null ? '' : '<p class="note">[그림]</p>';
  if (message.channel !== 'alimtalk' && message.channel !== 'brand') {
    const subject = message.subject === null ? '' : `<strong>${escapeHtml(message.subject)}</strong>`;
    return `<article class="text">${label}${warning}<div class="body">${picture}${subject}<p>${withLinks(escapeHtml(message.text))}</p></div>
<footer>보낸 번호 ${escapeHtml(message.from ?? '없음')} ${time}</footer></article>`;
  }
  const template = message.templateId === null ? undefined : templates[message.templateId];
  const subtitle = message.subtitle === null ? '' : `<small>${escapeHtml(message.subtitle)}</small>`;
  const title =
    message.title === null ? '' : `<div class="title">${subtitle}<strong>${escapeHtml(message.title)}</strong></div>`;
  const extra = template?.extra === undefined ? '' : `<p class="extra">${escapeHtml(template.extra)}</p>`;
  const secret = template?.securityFlag ? '<p class="note">보안 메시지: 이 전화기에서만 보임</p>' : '';
  const buttons = message.buttons.map((button) => buttonLine(button, message, phone)).join('');
  return `<article class="card">${label}<div class="head">${message.channel === 'brand' ? '(광고) 브랜드 메시지' : '알림톡 도착'}</div>${title}<div class="body">${picture}<p>${escapeHtml(message.text)}</p>${extra}${secret}</div>
${buttons}${channelState(message, phone)}<footer>${time}</footer></article>`;
}

function buttonLine(button: Button, message: Received, phone: PhoneView): string {
  const name = escapeHtml(button.buttonName);
  if (button.buttonType === 'AC' && message.pfId !== null) {
    if (phone.channels.includes(message.pfId)) return `<span class="button done">채널 추가됨</span>`;
    return `<form method="post" action="/phones/${encodeURIComponent(phone.number)}/channels"><input type="hidden" name="pfId" value="${escapeHtml(message.pfId)}"><button class="button add">${name}</button></form>`;
  }
  const link = button.linkMo ?? button.linkPc;
  return link !== undefined && /^https?:\/\//.test(link)
    ? `<a class="button" rel="noreferrer" href="${escapeHtml(link)}">${name}</a>`
    : `<span class="button">${name}</span>`;
}

function channelState(message: Received, phone: PhoneView): string {
  if (message.pfId === null) return '';
  return `<p class="state">채널 ${escapeHtml(message.pfId)}: ${phone.channels.includes(message.pfId) ? '친구' : '친구 아님'}</p>`;
}

const hyphenated = (number: string): string => number.replace(/^(0\d{2}|050\d)(\d{3,4})(\d{4})$/, '$1-$2-$3');

/** As phones do: an address in a text can be followed. */
const withLinks = (escaped: string): string =>
  escaped.replaceAll(/https?:\/\/[^\s<>"'&]+/g, (link) => `<a rel="noreferrer" href="${link}">${link}</a>`);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
