import type { z } from 'zod'
import { nextTurn } from '#core/clock'
import { isObject } from '#core/token/claims'

/** So many are read at a stretch, which takes some milliseconds. */
const DECLARATIONS_IN_A_ROUND = 16

/** Whoever mends a file has enough to do with these; each is work, and a line. */
export const MOST_DECLARATION_FAULTS = 100

/** Of one list, and of one declaration. A client that may call everybody here has fewer. */
const MOST_MEMBERS = 1000

export interface DeclarationRules<Declared> {
  isName: (name: string) => boolean
  nameFault: string
  schema: z.ZodType<Declared>
}

/**
 * Reads declarations of one kind, one after the other, and lets other work go on between.
 * @param faults takes what is wrong, with its place; once there are many, the rest is not looked at
 */
export async function readDeclarations<Declared>(
  written: readonly [name: string, value: unknown][],
  { isName, nameFault, schema }: DeclarationRules<Declared>,
  faults: string[],
): Promise<Record<string, Declared>> {
  const found: Record<string, Declared> = {}
  for (const [at, [name, value]] of written.entries()) {
    if (at > 0 && at % DECLARATIONS_IN_A_ROUND === 0) await nextTurn()
    const long = longParts(value)
    const read = long.length > 0 ? undefined : schema.safeParse(value)
    const own = [
      ...(isName(name) ? [] : [`${name}  ${nameFault}`]),
      ...long.map((fault) => `${name}${fault}`),
      ...(read?.error?.issues.flatMap((issue) => describeIssue(issue, name)) ?? []),
    ]
    faults.push(...own.slice(0, MOST_DECLARATION_FAULTS))
    if (faults.length >= MOST_DECLARATION_FAULTS) return found
    if (own.length === 0 && read?.success) found[name] = read.data
  }
  return found
}

/** Looked at before anything in it is: each fault of a long list would be work. */
function longParts(value: unknown): string[] {
  if (!isObject(value)) return []
  const members = Object.entries(value)
  if (members.length > MOST_MEMBERS) return [`  has more than ${MOST_MEMBERS} members`]
  return members
    .filter(([, member]) => Array.isArray(member) && member.length > MOST_MEMBERS)
    .map(([member]) => `.${member}  has more than ${MOST_MEMBERS} entries`)
}

/** The place, and what is wrong there. */
function describeIssue(issue: z.core.$ZodIssue, name: string): string[] {
  const at = (member: readonly PropertyKey[]) => `${[name, ...issue.path, ...member].join('.')}  ${issue.message}`
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => at([key])) : [at([])]
}
