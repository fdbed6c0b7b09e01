import { z } from 'zod'

/** The body of a problem (RFC 9457 §3.1), with what ours have besides. */
export const problemSchema = z.looseObject({
  type: z.string().describe('urn:jwt-sandbox:problem:…, a name that programs can decide by'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What is wrong here, and what to do'),
  instance: z.string().describe('The address that was asked'),
  traceId: z.string(),
})
