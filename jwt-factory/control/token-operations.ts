import { z } from 'zod'
import { tokenSchema } from '#core/openapi/common'
import { jsonAnswer, type Operations } from '#core/openapi/operation'
import { mintSchema } from './mint-order.ts'
import { signTextSchema } from './sign-text.ts'

/** What makes tokens, and signatures over texts that others made. */
export const TOKEN_OPERATIONS: Operations = {
  'POST /control/mint': {
    proof: 'control',
    body: { content: { 'application/json': mintSchema }, example: { claims: { aud: 'serviceb' }, without: ['exp'] } },
    answers: {
      200: {
        about: 'The token, good or not. Of two that are sent at once (two-headers) each has a line.',
        content: { 'application/jwt': tokenSchema, 'text/plain': z.string().describe('two tokens, a line each') },
      },
    },
  },
  'POST /control/signature': {
    proof: 'control',
    more: 'Nothing of the text is read: whoever makes a token puts the signature behind it.',
    body: { content: { 'application/json': signTextSchema }, example: { text: 'ZTMwLmUzMA' } },
    answers: {
      200: jsonAnswer(
        'The signature, and the key that made it.',
        z.strictObject({ signature: z.string().describe('as base64url'), kid: z.string(), algorithm: z.string() }),
      ),
    },
  },
}
