import { describe, expect, it } from '@jest/globals';
import libraryLoan from '#lifecycles/library-loan.js';
import { stateDiagram } from './diagram.js';

describe('a state diagram', () => {
  it('shows stages, what leads from one to another, and timers, in Korean', () => {
    expect(stateDiagram(libraryLoan)).toBe(`stateDiagram-v2
  state "대출 중" as stage_on_loan
  state "훼손" as stage_damaged
  state "반납 확인 중" as stage_disputed
  state "분실" as stage_lost
  state "반납 완료" as stage_returned
  [*] --> stage_on_loan
  stage_on_loan --> stage_on_loan : 안내 정정, 반납 연장, 반납 연장 불가, 반납 연장 신청
  stage_on_loan --> stage_damaged : 훼손
  stage_on_loan --> stage_disputed : 이미 반납했다는 이의
  stage_on_loan --> stage_lost : 분실
  stage_on_loan --> stage_returned : 반납
  note right of stage_on_loan
    반납 3일 전 안내
    반납일 당일 안내
    연체 안내
  end note
  stage_damaged --> [*]
  stage_disputed --> stage_damaged : 훼손
  stage_disputed --> stage_on_loan : 이의 불인정
  stage_disputed --> stage_returned : 이의 인정, 반납
  stage_disputed --> stage_lost : 분실
  stage_lost --> [*]
  stage_returned --> [*]
`);
  });
});
