/** What of Aligo's own client is used here; it comes without types. */
declare module 'aligoapi' {
  /** As Express has it. */
  interface OfficialRequest {
    readonly headers: Record<string, string>;
    readonly body: Record<string, unknown>;
  }
  interface OfficialAnswer {
    readonly [name: string]: unknown;
    readonly info: { mid: string };
    readonly list: Record<string, unknown>[];
  }
  type Call = (request: OfficialRequest, auth: Record<string, string>) => Promise<OfficialAnswer>;

  const client: Readonly<
    Record<
      | 'alimtalkSend'
      | 'historyList'
      | 'historyDetail'
      | 'send'
      | 'list'
      | 'smsList'
      | 'templateAdd'
      | 'templateModify'
      | 'templateRequest'
      | 'templateList'
      | 'templateDel',
      Call
    >
  >;
  export default client;
}
