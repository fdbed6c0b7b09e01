import type { AttackRow } from './attack.ts'
import { bearing } from './making/bearing.ts'
import { claimIs, wanted } from './making/words.ts'
import { CannotBeMade, type AttackWorld } from './world.ts'

/** A good token that allows something else. What it allows is a list of words with spaces between them (RFC 6749 §3.3). */
export const SCOPE_ATTACKS: readonly AttackRow[] = [
  {
    id: 'scope-missing',
    title: 'It has no scope',
    class: 'MUST',
    severity: { level: 'high', cwe: 862 },
    references: ['RFC 6750 §3.1'],
    needs: ['issuer-key', 'scope'],
    expects: ['403 scope'],
    make: bearing({ without: ['scope'] }),
  },
  {
    id: 'scope-insufficient',
    title: 'It has another scope',
    class: 'MUST',
    severity: { level: 'high', cwe: 285 },
    references: ['RFC 6750 §3.1'],
    needs: ['issuer-key', 'scope'],
    expects: ['403 scope'],
    make: bearing(claimIs('scope', 'another.scope')),
  },
  {
    id: 'scope-longer',
    title: 'Its scope begins with the one that is needed',
    class: 'MUST',
    severity: { level: 'high', cwe: 1289 },
    references: ['RFC 6749 §3.3'],
    needs: ['issuer-key', 'scope'],
    expects: ['403 scope'],
    make: bearing((world) => claimIs('scope', `${neededScope(world)}all`)),
  },
  {
    id: 'scope-case',
    title: 'Its scope is written in capital letters',
    class: 'MUST',
    severity: { level: 'medium', cwe: 178 },
    references: ['RFC 6749 §3.3'],
    needs: ['issuer-key', 'scope'],
    expects: ['403 scope'],
    make: bearing((world) => claimIs('scope', otherThanNeeded(world, neededScope(world).toUpperCase()))),
  },
  {
    id: 'scope-comma',
    title: 'Its scopes have a comma between them',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 6749 §3.3'],
    needs: ['issuer-key', 'scope'],
    expects: ['403 scope'],
    make: bearing((world) => claimIs('scope', `${neededScope(world)},another.scope`)),
  },
  {
    id: 'scope-array',
    title: 'Its scope is a list',
    class: 'POLICY',
    severity: { level: 'low', cwe: 704 },
    references: ['RFC 8693 §4.2'],
    needs: ['issuer-key', 'scope'],
    expects: ['401 token', '403 scope'],
    make: bearing((world) => claimIs('scope', [neededScope(world)])),
  },
  {
    id: 'scope-wildcard',
    title: 'Its scope is a star',
    class: 'MUST',
    severity: { level: 'medium', cwe: 285 },
    references: ['RFC 6749 §3.3'],
    needs: ['issuer-key', 'scope'],
    expects: ['403 scope'],
    make: bearing((world) => claimIs('scope', otherThanNeeded(world, '*'))),
  },
]

function neededScope({ target }: AttackWorld): string {
  return wanted(target.scope, 'a path that wants a scope')
}

/** The scope that is wanted is no defect. @throws CannotBeMade */
function otherThanNeeded({ target }: AttackWorld, scope: string): string {
  if (scope === target.scope) throw new CannotBeMade('the scope of the path leaves no room for it')
  return scope
}
