import { describe, expect, test } from 'vitest'
import { PROBE_LINE } from '../apps/probe/probe-line.ts'
import { githubActions, githubWorkflows } from './support/github-files.ts'
import { knownVariables } from './support/document-variables.ts'
import { readProjectFile } from './support/project-files.ts'

const workflows = await githubWorkflows()
const actions = await githubActions()
const { version, scripts } = JSON.parse(await readProjectFile('package.json'))
const variables = await knownVariables()

/** `${{ inputs.port }}` → port. */
const named = (kind: string, text: string) =>
  [...text.matchAll(new RegExp(`\\b${kind}\\.([\\w.-]+)`, 'g'))].map(([, name = '']) => name)

test('there are two of each', () => {
  expect(Object.keys(actions)).toEqual(['issuer', 'probe'])
  expect(workflows.map(({ path }) => path.split('/').at(-1))).toEqual(['issuer-in-ci.yml', 'probe-in-ci.yml'])
})

describe.each(workflows)('$path', ({ text, permissions, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps)

  test('may read the repository, and a job more only where an action of it needs that', () => {
    expect(permissions).toEqual({ contents: 'read' })
    for (const { permissions: more, steps } of Object.values(jobs)) {
      const isUploading = steps.some(({ uses }) => uses?.includes('/upload-sarif@'))
      expect(more).toEqual(isUploading ? { contents: 'read', 'security-events': 'write' } : undefined)
    }
  })

  test('pins each action of others to a commit, and says which release that is', () => {
    const others = steps.flatMap(({ uses }) => (uses === undefined || uses.startsWith('./') ? [] : [uses]))
    expect(others.length).toBeGreaterThan(0)
    for (const uses of others) {
      expect(uses).toMatch(/^[\w-]+\/[\w/-]+@[\da-f]{40}$/)
      expect(text).toMatch(new RegExp(`uses: ${uses} # v\\d+\\.\\d+\\.\\d+\\n`))
    }
  })

  test('gives an action of ours what it takes, and takes from it what it gives', () => {
    const ids = new Map(steps.map(({ id, uses }) => [id, uses?.split('/').at(-1) ?? '']))
    const ours = steps.filter(({ uses }) => uses?.startsWith('./.github/actions/'))
    expect(ours).toHaveLength(1)
    for (const { uses = '', with: given = {} } of ours) {
      const inputs = actions[uses.split('/').at(-1) ?? '']?.inputs ?? {}
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)))
      const required = Object.keys(inputs).filter((name) => inputs[name]?.required)
      expect(Object.keys(given)).toEqual(expect.arrayContaining(required))
    }
    for (const name of named('steps', text)) {
      const [id = '', , output = ''] = name.split('.')
      expect(Object.keys(actions[ids.get(id) ?? '']?.outputs ?? {}), name).toContain(output)
    }
  })

  test('keeps no credentials, and puts nothing into a script that somebody else may write', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    expect(checkouts.map(({ with: given }) => given)).toEqual([{ 'persist-credentials': false }])
    for (const { run = '' } of steps) expect(run).not.toContain('${{')
    expect(text).not.toMatch(/pull_request_target|secrets\./)
  })
})

describe.each(Object.entries(actions))('the action %s', (name, { inputs, outputs, runs: { steps } }) => {
  const script = steps.at(-1)?.run ?? ''

  test('installs the release that this is, and no script of a package runs', () => {
    expect(inputs['package']?.default).toBe(`jwt-sandbox@${version}`)
    expect(steps[0]?.run).toMatch(/^npm install .*--ignore-scripts .*"\$PACKAGE"$/)
  })

  test('reads every input by the environment, and gives what its script writes', () => {
    const used = steps.flatMap(({ env = {} }) => named('inputs', Object.values(env).join(' ')))
    expect([...new Set(used)].sort()).toEqual(Object.keys(inputs).sort())
    for (const { run, shell } of steps) {
      expect(run).not.toContain('${{')
      expect(shell).toBe('bash')
    }
    for (const [output, { value }] of Object.entries(outputs)) {
      expect(named('steps', value)).toEqual([`${steps.at(-1)?.id}.outputs.${output}`])
      expect(script).toMatch(new RegExp(`echo "${output}=.*" >> "\\$GITHUB_OUTPUT"`))
    }
  })

  test('calls a command that there is, with options and settings of ours', () => {
    expect(script).toContain(`node_modules/.bin/jwt-sandbox" ${name} `.replace('" issuer', ' issuer'))
    expect(Object.keys(scripts)).toContain(name)
    const options = [...script.matchAll(/--([a-z-]+)/g)].map(([, option = '']) => option)
    expect(Object.keys(PROBE_LINE.options ?? {})).toEqual(expect.arrayContaining(options))
    const settings = Object.keys(steps.at(-1)?.env ?? {})
    if (name === 'issuer') expect(variables).toEqual(expect.arrayContaining(settings))
    else expect(options.length).toBeGreaterThan(4)
  })
})
