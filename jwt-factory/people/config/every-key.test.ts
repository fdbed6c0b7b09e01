import { describe, expect, test } from 'vitest'
import { configFaultsIn, HONOURED, readWritten } from './every-key.fixture.ts'

describe('no key of the example is taken and not honoured', () => {
  /** What asks for nothing, as long as something else is chosen. */
  const OF_ANOTHER_CHOICE = /^(?:database\.(?:postgres|mysql)\.|telemetry\.metric_(?:export_url|insecure)|users\.skip_)/
  /** Another value where one more letter, or the other boolean, is none. */
  const OTHERS: Record<string, string> = {
    'server.port': '8081',
    'server.timeout': '2000',
    'server.allowed_hosts': '[]',
    'database.type': 'postgres',
    'database.postgres.port': '5433',
    'database.postgres.extra_args': 'sslmode=disable',
    'logging.level': 'info',
    'tokens.algorithm': 'RSA',
    'tokens.num_bits': '384',
    'tokens.key_duration': '4h',
    'tokens.token_duration': '20m',
    'tokens.audience': '[a]',
    'tokens.token_refresh_limit': '3',
    'tokens.include_issued_at': 'yes',
    'tokens.include_not_before': 'yes',
    'telemetry.trace_provider': 'none',
    'telemetry.trace_export_url': 'http://localhost:4319',
    'users.search_timeout': '5',
    'users.server_url': 'ldap://other',
    'users.group_filter_template': '"(uid={{.Username}})"',
    'users.user_filter_template': '"(cn={{.Username}})"',
  }
  const lines = HONOURED.replace('allowed_hosts:\n    - "*"', 'allowed_hosts: ["*"]').split('\n')
  const sections: string[] = []
  const keys = lines.flatMap((line, at) => {
    const [, indent = '', key = '', value = ''] = /^( *)(\w+): ?(.*)$/.exec(line) ?? []
    sections.splice(indent.length / 2, Infinity, key)
    return value === '' ? [] : [{ path: sections.join('.'), at, key, value, indent }]
  })
  const before = readWritten(HONOURED)

  test.each(keys.map((each) => [each.path, each] as const))('%s', (path, { at, key, value, indent }) => {
    const booleans: Record<string, string> = { true: 'false', false: 'true' }
    const other = OTHERS[path] ?? booleans[value] ?? `x${value.replaceAll('"', '')}`
    const text = lines.with(at, `${indent}${key}: ${other}`).join('\n')
    const isHonoured = configFaultsIn(text).length > 0 || JSON.stringify(readWritten(text)) !== JSON.stringify(before)
    expect(isHonoured).toBe(!OF_ANOTHER_CHOICE.test(path))
    const misspelt = lines.with(at, `${indent}${key}x: ${value}`).join('\n')
    if (!path.startsWith('database.mysql.'))
      expect(configFaultsIn(misspelt).join('\n')).toContain(`"${key}x" is unknown here`)
  })
})
