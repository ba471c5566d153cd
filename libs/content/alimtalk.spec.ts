import { describe, expect, it } from '@jest/globals';
import { picturesOf, renderAlimtalk, type AlimtalkContent, withPictures } from './alimtalk.js';

const template: AlimtalkContent = {
  body: '#{이름}님, #{책} 반납일은 #{날짜}입니다.',
  emphasize: { title: '#{날짜}', subtitle: '반납 안내' },
  buttons: [{ type: 'WL', name: '대출 연장', linkMo: 'https://lib.example.go.kr/x?n=#{번호}' }],
};
const values = { 이름: '홍길동', 책: '토지', 날짜: '12월 7일', 번호: 'L-1', 남는것: 'x' };
describe('renderAlimtalk', () => {
  it('renders body, highlighted title and links', () => {
    expect(renderAlimtalk(template, values)).toMatchObject({
      content: {
        body: '홍길동님, 토지 반납일은 12월 7일입니다.',
        emphasize: { title: '12월 7일', subtitle: '반납 안내' },
        buttons: [{ name: '대출 연장', linkMo: 'https://lib.example.go.kr/x?n=L-1' }],
      },
    });
  });

  it('gives just the values that the template uses', () => {
    const { 남는것: _unused, ...used } = values;
    expect(renderAlimtalk(template, values)).toMatchObject({ variables: used });
    expect(Object.keys((renderAlimtalk(template, values) as { variables: object }).variables)).not.toContain('남는것');
  });

  it('names the missing variables of all parts', () => {
    expect(renderAlimtalk(template, { 이름: '가', 책: '나' })).toEqual({ missing: ['날짜', '번호'] });
  });
});

describe('renderAlimtalk of every part', () => {
  it('keeps the channel button, the further information, the kind and the security as they are', () => {
    const full: AlimtalkContent = {
      body: '#{이름}님',
      messageType: 'MI',
      extra: '문의 02-123-4567',
      buttons: [
        { type: 'AC', name: '채널 추가' },
        { type: 'WL', name: '연장', linkMo: 'https://a.kr/l/#{링크_extend}', linkPc: 'https://a.kr/l/#{링크_extend}' },
      ],
      secure: true,
    };
    expect(renderAlimtalk(full, { 이름: '홍길동', 링크_extend: 't0' })).toEqual({
      content: {
        ...full,
        body: '홍길동님',
        buttons: [
          { type: 'AC', name: '채널 추가' },
          { type: 'WL', name: '연장', linkMo: 'https://a.kr/l/t0', linkPc: 'https://a.kr/l/t0' },
        ],
      },
      variables: { 이름: '홍길동', 링크_extend: 't0' },
    });
  });
});

describe('The pictures of a template', () => {
  const OF_OURS = 'a'.repeat(64);
  const content: AlimtalkContent = {
    body: '접수',
    image: OF_OURS,
    itemList: { highlight: { title: '제목', description: '설명', image: OF_OURS }, items: [] },
  };

  it('are those that it names by our ids, each with what it is for', () => {
    expect(picturesOf(content)).toEqual([
      { path: 'image', id: OF_OURS, use: 'alimtalk' },
      { path: 'itemList.highlight.image', id: OF_OURS, use: 'alimtalk-highlight' },
    ]);
  });

  it('are not those that the dealer has under a name of its own', () => {
    expect(picturesOf({ image: 'https://mud-kage.kakao.com/dn/1/img_l.jpg' })).toEqual([]);
  });

  it('are named as the dealer calls them once it was given them', () => {
    expect(withPictures(content, { alimtalk: 'ST01', 'alimtalk-highlight': 'ST02' })).toEqual({
      body: '접수',
      image: 'ST01',
      itemList: { highlight: { title: '제목', description: '설명', image: 'ST02' }, items: [] },
    });
  });

  it('keep their names where the dealer takes them with the template', () => {
    expect(withPictures(content, {})).toEqual(content);
  });
});
