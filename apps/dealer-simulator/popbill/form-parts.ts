import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';

/** The parts of a `multipart/form-data`, by name; the last one of a name counts. */
export type FormParts = Readonly<Record<string, Buffer>>;

/**
 * Popbill's own client ends the heads of its files with a semicolon (`filename="a.jpg";`), which readers that keep to the
 * grammar (RFC 6266) pass over without a word. Popbill takes it, and so does this.
 */
export function partsOf(contentType: string, body: Buffer): FormParts {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return {};
  const delimiter = Buffer.from(`--${boundary}`);
  const found: [string, Buffer][] = [];
  let start = body.indexOf(delimiter);
  while (start >= 0) {
    const from = start + delimiter.length;
    const end = body.indexOf(delimiter, from);
    if (end < 0) break;
    const part = partIn(body.subarray(from, end));
    if (part) found.push(part);
    start = end;
  }
  return Object.fromEntries(found);
}

const LINE = '\r\n';

/** Between two delimiters: a line end, the head, an empty line, the content, a line end. */
function partIn(part: Buffer): [name: string, content: Buffer] | undefined {
  const headEnd = part.indexOf(LINE + LINE);
  if (headEnd < 0) return undefined;
  const head = part.subarray(0, headEnd).toString('utf8');
  const name = /content-disposition:\s*form-data;\s*name="([^"]*)"/i.exec(head)?.[1];
  return name === undefined ? undefined : [name, part.subarray(headEnd + 2 * LINE.length, part.length - LINE.length)];
}

/** Reads such a form: its text parts into the body, its file into `file`. */
@Injectable()
export class PopbillForm implements NestInterceptor {
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { file, ...texts } = partsOf(request.headers['content-type'] ?? '', Buffer.concat(chunks));
    request.body = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.toString('utf8')]));
    if (file) Object.assign(request, { file: { buffer: file } });
    return next.handle();
  }
}
