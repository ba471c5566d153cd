import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { factProblems, factsOf, IMAGE_LIMITS, IMAGE_USES, LIMITS_OF_USE } from '#libs/content/image-rules.js';
import { putImage, readImage, type StoredImage } from '#libs/database/image-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Caller } from '../authentication/authentication.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { ProblemError } from '../problem-details/problem-error.js';
import type { ImageAnswer, UploadImage } from './image.schemas.js';

/** Pictures that a tenant's templates may name. */
@Injectable()
export class Images {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws IMAGE_REFUSED for what no dealer takes, whatever it is for. */
  upload({ tenant, by }: Caller, { data }: UploadImage, idempotencyKey: string): Promise<ImageAnswer> {
    const bytes = Buffer.from(data, 'base64');
    const { format, sides, ...facts } = factsOf(bytes);
    const problems = factProblems({ format, sides, ...facts }, { ...IMAGE_LIMITS.kakao, width: 1 });
    if (problems.length > 0 || !format || !sides) throw refused(problems);
    const id = createHash('sha256').update(bytes).digest('hex');
    const request = { tenant, idempotencyKey, operation: 'upload image', body: { id } };
    return inTenant(this.dataSource, tenant, async (tx) => {
      const answer = await answeredOnce(tx, this.keys, request, async () => {
        const image = { id, format, ...sides, bytes, uploadedBy: by.id, uploadedAt: this.clock.now() };
        return { status: 200, body: viewOf(await putImage(tx, tenant, image)) };
      });
      return answer.body;
    });
  }

  /** Throws IMAGE_NOT_FOUND. */
  async get(tenant: string, id: string): Promise<ImageAnswer> {
    const stored = await inTenant(this.dataSource, tenant, (tx) => readImage(tx, tenant, id));
    if (!stored) throw new ProblemError('IMAGE_NOT_FOUND');
    return viewOf(stored);
  }
}

const refused = (problems: ReturnType<typeof factProblems>): ProblemError =>
  new ProblemError('IMAGE_REFUSED', {
    problems: problems.map(({ code, english }) => ({
      path: 'data',
      code: 'IMAGE_REFUSED',
      message: `${english} (${code})`,
    })),
  });

const viewOf = ({ id, format, width, height, size, uploadedAt }: StoredImage): ImageAnswer => ({
  id,
  format,
  width,
  height,
  bytes: size,
  uploadedAt: isoKorean(uploadedAt),
  uses: IMAGE_USES.map((use) => ({
    use,
    problems: factProblems({ format, size, sides: { width, height } }, LIMITS_OF_USE[use]).map(({ code, message }) => ({
      code,
      message,
    })),
  })),
});
