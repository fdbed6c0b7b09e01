import type { AskedRequest } from './dialect.ts'

/** The values of all fields of one name, in their order. `headers` of Node drops or joins what is repeated. */
export function fieldValues({ fields, authorization }: AskedRequest, name: string): readonly string[] {
  if (!fields) return name === 'authorization' ? authorization : []
  const values: string[] = []
  for (let at = 0; at + 1 < fields.length; at += 2) {
    if (fields[at]?.toLowerCase() === name) values.push(fields[at + 1] ?? '')
  }
  return values
}
