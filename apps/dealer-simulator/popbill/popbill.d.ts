/** What of Popbill's own client is used here; it comes without types. */
declare module 'popbill' {
  type Success<T> = (answer: T) => void;
  type Failure = (failure: { readonly code: number }) => void;
  type Told = Record<string, unknown>;
  interface Sent {
    readonly msgs: Told[];
  }
  interface KakaoService {
    sendATS_one(...parts: unknown[]): void;
    listATSTemplate(corpNum: string, success: Success<Told[]>, failure: Failure): void;
    getATSTemplate(corpNum: string, templateCode: string, success: Success<Told>, failure: Failure): void;
    getMessages(corpNum: string, receiptNum: string, success: Success<Sent>, failure: Failure): void;
    getMessagesRN(corpNum: string, requestNum: string, success: Success<Sent>, failure: Failure): void;
  }
  interface MessageService {
    sendSMS(...parts: unknown[]): void;
    sendMMS(...parts: unknown[]): void;
    getMessagesRN(corpNum: string, requestNum: string, success: Success<Told[]>, failure: Failure): void;
  }

  const client: {
    config(configuration: Record<string, unknown>): void;
    KakaoService(): KakaoService;
    MessageService(): MessageService;
  };
  export default client;
  export type { Failure, Sent, Success, Told };
}
