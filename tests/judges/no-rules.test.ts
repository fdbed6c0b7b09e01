import { describe, expect, test } from 'vitest'
import { fileOf } from '../support/architecture.ts'
import { importsOf } from '../support/imports.ts'
import { readProject } from '../support/project-files.ts'

// Nothing of a rule is written a second time: a judge puts a dialect together, and asks it.

const judges = await readProject((path) => /^apps\/judge\/judges\/[^/]+\.ts$/.test(path) && !path.includes('.test.'))

/** By which somebody could check a token, or a part of it. */
const CHECKING = new Set([
  'jose',
  'core/token/verify-signature.ts',
  'core/token/quick-signatures.ts',
  'core/token/claim-rules.ts',
  'core/token/compact-form.ts',
  'core/token/strict-json.ts',
  'core/access/static-claims.ts',
])

/** Each imports what decides: the checks, the dialect, or the access around it. */
const DECIDING = /^core\/(?:access\/(?:dialects\/[\w-]+\/[\w-]+|[\w-]+-access)|token\/verify)\.ts$/

const MEMBER = String.raw`(?:exp|nbf|iat|aud|iss|typ|alg|crit|jti|cnf)`

/** A claim, or a member of a header, that is compared with something in the same line. */
const COMPARED = new RegExp(String.raw`(?:\.${MEMBER}\b|\w\['${MEMBER}'\])(?=[^\n]*?(?:[^=]>|<|[!=]==|\bincludes\())`)

/** What is wrong with a file of a judge, as sentences. */
function rulesIn(file: string, text: string): string[] {
  const files = importsOf(text).map((specifier) => fileOf(file, specifier))
  const faults = files.filter((each) => CHECKING.has(each)).map((each) => `checks by ${each}`)
  if (!files.some((each) => DECIDING.test(each))) faults.push('asks no dialect')
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'[^']*'|`[^`]*`/g, (part) => (part.startsWith("'") ? part : ''))
  const ruled = COMPARED.exec(code)
  if (ruled) faults.push(`compares ${ruled[0]}`)
  return faults
}

test('no judge has a rule of its own, and each asks a dialect', () => {
  expect(judges.size).toBeGreaterThan(5)
  const faults = [...judges].flatMap(([file, text]) => rulesIn(file, text).map((fault) => `${file} ${fault}`))
  expect(faults).toEqual([])
})

describe('and one that had would be found', () => {
  const ask = "import { kongPlugin } from '#core/access/dialects/kong/plugin'\n"
  test.each([
    [`${ask}import { jwtVerify } from 'jose'\n`, 'checks by jose'],
    [`${ask}import { checkText } from '#core/token/quick-signatures'\n`, 'checks by core/token/quick-signatures.ts'],
    [`${ask}if (claims.exp < now) return\n`, 'compares .exp'],
    [`${ask}if (claims['aud'] !== audience) return\n`, "compares s['aud']"],
    ["import { judgeBy } from '../judge-by.ts'\n", 'asks no dialect'],
    [`${ask}const checks = ['exp'] // claims.exp\n`, undefined],
  ])('%j', (text, fault) => {
    expect(rulesIn('apps/judge/judges/x.ts', text)).toEqual(fault === undefined ? [] : [fault])
  })
})
