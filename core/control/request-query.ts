import { PRETTY } from '../http/pretty.ts'
import { readQuery, type Parameter } from '../http/query.ts'
import { isCallerName } from './caller-name.ts'
import { CAPTURE_LIMITS } from './capture.ts'
import { TRACE_ID } from './fault-rules.ts'

/** Which requests are wanted: of a route, of a caller, of a trace; and how many of them, the last ones. */
export interface RequestQuery {
  on?: string
  from?: string
  trace?: string
  last?: string
}

const REQUEST_PARAMETERS = {
  on: { read: (text) => text, takes: 'the name of a route' },
  from: { read: (text) => (isCallerName(text) ? text : undefined), takes: 'the first word of a User-Agent' },
  trace: { read: (text) => (TRACE_ID.test(text) ? text : undefined), takes: '32 hexadecimal digits' },
  last: { read: readCount, takes: `how many at most, the last ones: 1 to ${CAPTURE_LIMITS.requests}` },
  ...PRETTY,
} satisfies Record<string, Parameter<string | number | boolean>>

/** @throws Problem invalid-input for what no caller and no trace is called */
export const readRequestQuery = (query: unknown) => readQuery(query, REQUEST_PARAMETERS)

function readCount(text: string): number | undefined {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return count >= 1 && count <= CAPTURE_LIMITS.requests ? count : undefined
}
