/** A refusal as Marqeta words it (wire-format §1.13). Most six-digit codes are unconfirmed beyond their first three. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly errorCode: string;

  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

export const missingField = (field: string): ApiError => new ApiError(400, '400008', `Missing a required field: ${field}`);
export const invalidField = (field: string, why: string): ApiError => new ApiError(400, '400037', `Invalid field ${field}: ${why}`);
/** A creation that names a related resource that does not exist answers 400, not 404. */
export const unknownRelation = (what: string): ApiError => new ApiError(400, '400001', `${what} not found`);
export const notFound = (what: string): ApiError => new ApiError(404, what === 'Cardholder' ? '404004' : '404001', `${what} not found`);
