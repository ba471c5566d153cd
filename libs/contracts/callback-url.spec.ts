import { describe, expect, it } from '@jest/globals';
import { isCallbackUrl, isLoopbackCallback } from './callback-url.js';

describe('isCallbackUrl', () => {
  for (const url of [
    'https://library.example.go.kr',
    'https://library.example.go.kr:8443/bongsu?from=bongsu',
    'http://127.0.0.1:4000/bongsu',
    'http://localhost/bongsu',
    'http://[::1]:4000/',
  ]) {
    it(`takes ${url}`, () => {
      expect(isCallbackUrl(url)).toBe(true);
    });
  }

  for (const url of [
    '',
    'library.example.go.kr',
    'http://library.example.go.kr',
    'http://127.0.0.1.example.go.kr/',
    'http://localhost.example.go.kr/',
    'http://10.0.0.1/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'https://name@library.example.go.kr/',
    'https://:secret@library.example.go.kr/',
    'https://library.example.go.kr/#part',
  ]) {
    it(`does not take ${url === '' ? 'nothing' : url}`, () => {
      expect(isCallbackUrl(url)).toBe(false);
    });
  }
});

describe('isLoopbackCallback', () => {
  it('tells what goes in clear from what does not', () => {
    expect(['http://127.0.0.1/', 'https://library.example.go.kr/'].map(isLoopbackCallback)).toEqual([true, false]);
  });
});
