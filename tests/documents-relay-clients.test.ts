import { expect, test } from 'vitest'
import { AGENT_FLAGS } from '../apps/relay/agent/agent-flags.ts'
import { readAgentConfig } from '../apps/relay/agent/read-agent-config.ts'
import { FORWARD_FLAGS } from '../apps/relay/forward/forward-flags.ts'
import { readForwardConfig } from '../apps/relay/forward/read-forward-config.ts'
import { readProjectFile } from './support/project-files.ts'

const page = await readProjectFile('docs/relay.md')
const section = page.slice(page.indexOf('## Agents and forwards'), page.indexOf('## Its configuration'))
const [agentYaml = '', forwardYaml = ''] = [...section.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml = '']) => yaml)

test('the files of the document are read, with the ports of this sandbox', () => {
  const agent = readAgentConfig({ text: agentYaml, file: 'agent.yaml', flags: [] }, { folder: '/' })
  expect(agent.listeners.map(({ service }) => service)).toEqual(['http://localhost:3001', 'http://localhost:5432', 'unix:/run/b.sock']) // prettier-ignore
  expect(agent.connect).toMatchObject({ url: 'http://localhost:4801', tokenCommand: { words: ['./get-token', 'my-endpoint'] } }) // prettier-ignore
  const forward = readForwardConfig({ text: forwardYaml, file: 'forward.yaml', flags: [] }, { folder: '/' })
  expect(forward.ports).toMatchObject([{ listen: { host: 'localhost', port: 6000 }, endpoint: 'database' }])
  expect(forward.connect.url).toBe('http://localhost:4800')
})

test('every option of agents and forwards is in the table, with its key, and no other', () => {
  const rows = section.split('\n').filter((line) => line.startsWith('| `--'))
  const cells = (column: number) =>
    rows.flatMap((row) => [...(row.split('|')[column] ?? '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text))
  const flags = { ...AGENT_FLAGS, ...FORWARD_FLAGS }
  expect(new Set(cells(1))).toEqual(new Set(Object.keys(flags).map((name) => `--${name}`)))
  const keys = Object.values(flags).flatMap(({ path }) => (path ? [path.join('.')] : []))
  expect(new Set(cells(2).filter((key) => !key.startsWith('listeners[]')))).toEqual(new Set(keys))
})
