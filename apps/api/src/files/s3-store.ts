import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client, type S3ClientConfig, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { FileStore } from './file-store.ts';

export type S3Options = {
  readonly bucket: string;
  readonly region: string;
  /** Of an S3 that is not Amazon's. */
  readonly endpoint: string | null;
  /** The SDK's own chain (environment, instance) when left out. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/** In a bucket. */
export function s3Store({ bucket, region, endpoint, credentials }: S3Options): FileStore & { close(): void } {
  const config: S3ClientConfig = { region, maxAttempts: 3, ...(credentials === undefined ? {} : { credentials }) };
  // Others than Amazon name the bucket in the path, and do not all know the SDK's newer checksums.
  const elsewhere: S3ClientConfig = {
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  };
  const client = new S3Client(endpoint === null ? config : { ...config, ...elsewhere, endpoint });
  return {
    async put(key, bytes, contentType) {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType, ContentLength: bytes.length }),
      );
    },
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Body === undefined ? null : Buffer.from(await Body.transformToByteArray());
      } catch (error) {
        if (error instanceof NoSuchKey) return null;
        throw error;
      }
    },
    async list(folder) {
      const keys: string[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: folder }))
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
      return keys;
    },
    close: () => client.destroy(),
  };
}
