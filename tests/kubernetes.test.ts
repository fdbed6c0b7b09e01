import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { compileMesh } from '#core/policy/mesh/decider'
import { MESH_DEFAULTS } from '#core/policy/mesh/model'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { lintTexts } from '../apps/mesh/lint/lint-files.ts'
import { PROJECT } from './support/project-files.ts'

const FOLDER = join(PROJECT, 'deploy/kubernetes')
const names = (await readdir(FOLDER, { recursive: true })).filter((name) => name.endsWith('.yaml')).sort()
const files = await Promise.all(names.map(async (file) => ({ file, text: await readFile(join(FOLDER, file), 'utf8') })))

/** What is found where a file stands alone, which is the lesson of its step. */
const ALONE: Record<string, string[]> = {
  'policies/token-optional.yaml': ['token-not-required'],
  'policies/caller-and-user.yaml': ['token-never-verified'],
  'gloo/policies/request-authentication.yaml': ['token-not-required'],
}

describe.each(files)('deploy/kubernetes/$file', ({ file, text }) => {
  test('is YAML without doubled keys, and each document says what it is and how it is called', () => {
    for (const document of parseAllDocuments(text)) {
      expect(document.errors).toEqual([])
      expect(document.toJS()).toMatchObject({
        apiVersion: expect.any(String),
        kind: expect.any(String),
        metadata: { name: expect.stringMatching(/^[a-z][a-z0-9-]*$/) },
      })
    }
  })

  test('has no fault that our reader would tell, and lint finds in it what it is there to show', () => {
    const bad = lintTexts([{ file, text }]).filter(({ severity }) => severity !== 'note')
    expect(bad.map(({ code }) => code)).toEqual(ALONE[file] ?? [])
    expect(readMeshPolicies([{ file, text }]).skipped.length > 0).toBe(!file.includes('policies/'))
  })
})

test('of all policies at the end of the walk, lint finds nothing but what is meant', () => {
  const atTheEnd = files.filter(({ file }) => file.startsWith('policies') && !file.endsWith('/caller.yaml'))
  expect(atTheEnd).toHaveLength(5)
  expect(lintTexts(atTheEnd).filter(({ severity }) => severity !== 'note')).toEqual([])
})

test('every service account, label and namespace that a policy names is that of a party', () => {
  const all = files
    .filter(({ file }) => !file.startsWith('gloo/'))
    .map(({ text }) => text)
    .join('\n---\n')
  const parties = parseAllDocuments(all).map((document) => document.toJS())
  const accounts = parties.filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.name)
  expect(accounts).toEqual(['webui', 'backend-api', 'second-backend-api'])
  for (const { kind, spec } of parties.filter(({ kind: one }) => one === 'AuthorizationPolicy')) {
    expect(kind).toBe('AuthorizationPolicy')
    const app = spec.selector?.matchLabels.app
    if (app !== undefined) expect(accounts).toContain(app)
  }
})

const policiesOf = (...steps: string[]) =>
  readMeshPolicies(files.filter(({ file }) => steps.some((step) => file === `policies/${step}.yaml`))).policies

const CALLERS = {
  ingress: 'spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account',
  webui: 'spiffe://cluster.local/ns/default/sa/webui',
}
const USER = { iss: 'https://people/', sub: 'alice' }

const walk = (...steps: string[]) => {
  const lets = (app: string, peerUri: string, claims?: Record<string, unknown>) => {
    const workload = { namespace: 'default', name: app, labels: { app } }
    const { decide } = compileMesh(policiesOf(...steps).authorization, workload, MESH_DEFAULTS)
    const { decision } = decide({
      protocol: 'http',
      method: 'GET',
      path: '/data',
      port: 3000,
      peerUri,
      ...(claims && { claims }),
    })
    return decision === 'allow'
  }
  return {
    page: lets('webui', CALLERS.ingress),
    data: lets('backend-api', CALLERS.webui),
    withUser: lets('backend-api', CALLERS.webui, USER),
    otherCaller: lets('backend-api', CALLERS.ingress, USER),
    second: lets('second-backend-api', CALLERS.webui, USER),
  }
}

test('the policies decide as the walk in its README says', () => {
  const nothing = { page: false, data: false, withUser: false, otherCaller: false, second: false }
  expect(walk('allow-nothing')).toEqual(nothing)
  expect(walk('allow-nothing', 'ingress-only')).toEqual({ ...nothing, page: true })
  const caller = { ...nothing, page: true, data: true, withUser: true }
  expect(walk('allow-nothing', 'ingress-only', 'caller')).toEqual(caller)
  expect(walk('allow-nothing', 'ingress-only', 'caller', 'token-optional')).toEqual(caller)
  expect(walk('allow-nothing', 'ingress-only', 'token-optional', 'caller-and-user')).toEqual({ ...caller, data: false })
})

test('each container runs a command that there is, and the image has every folder that commands are made of', async () => {
  const { scripts, imports } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8'))
  const deployed = files.flatMap(({ text }) => parseAllDocuments(text).map((document) => document.toJS()))
  const containers = deployed.flatMap(({ spec }) => spec?.template?.spec.containers ?? [])
  const run = containers.map(({ args: [npm, word, name] }) =>
    npm === 'npm' && word === 'run' ? name : 'something else',
  )
  expect(run.toSorted()).toEqual(['backend-api', 'backend-api', 'jwt-factory', 'web-ui', 'web-ui'])
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(run))
  const dockerfile = await readFile(join(FOLDER, 'Dockerfile'), 'utf8')
  const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '))
  await Promise.all(copied.map((path) => stat(join(PROJECT, path)))) // each is there, or this throws
  const rooms = Object.values<string>(imports).map((path) => path.split('/')[1])
  expect(copied).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'apps', ...rooms]))
  expect(dockerfile).toMatch(/\nUSER [1-9]\d*\n/)
})
