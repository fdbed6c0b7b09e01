import type { ZodType } from 'zod'

/**
 * What a route takes and answers, for whoever calls it from another language: beside the list of routes, and not in it, so
 * that the list stays a first screen. A test calls each operation, and holds its answer against this.
 */
export interface Operation {
  /** Sentences besides what the route says of itself. */
  more?: string
  /** What each parameter of the query takes; those that every address takes need not be named. */
  query?: Readonly<Record<string, { takes: string }>>
  body?: OperationBody
  /** By status. Problems need not be named: every operation may answer one. */
  answers: Readonly<Record<number, OperationAnswer>>
  /** How the caller shows who it is. */
  proof?: keyof typeof PROOFS
}

export interface OperationBody {
  /** By media type. */
  content: Readonly<Record<string, ZodType>>
  /** A good one, of the first media type. */
  example: unknown
  isOptional?: boolean
}

export interface OperationAnswer {
  about: string
  /** By media type, the usual one first; nothing where there is no body. */
  content?: Readonly<Record<string, ZodType>>
}

/** Operations by the name of their route: its method and its first path, `POST /issueToken/:ringId`. */
export type Operations = Readonly<Record<string, Operation>>

/** How a caller proves who it is. */
export const PROOFS = {
  client: {
    scheme: {
      type: 'http',
      scheme: 'basic',
      description: 'The id and the secret of a registered client (RFC 6749 §2.3.1).',
    },
    isNeeded: false, // there are other ways, which OpenAPI has no words for
  },
  token: {
    scheme: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'A token for this service (RFC 6750).',
    },
    isNeeded: true,
  },
  publisher: {
    scheme: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'A JWT that the service has signed, by the key itself or by an approved key.',
    },
    isNeeded: true,
  },
  control: {
    scheme: { type: 'http', scheme: 'bearer', description: 'CONTROL_TOKEN; programs of this machine need none.' },
    isNeeded: false,
  },
} as const

/** An answer of JSON. */
export const jsonAnswer = (about: string, schema: ZodType): OperationAnswer => ({
  about,
  content: { 'application/json': schema },
})
