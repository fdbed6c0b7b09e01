import { parse } from 'yaml'
import { z } from 'zod'
import { readProject } from './project-files.ts'

const texts = z.record(z.string(), z.string())
const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']))

/** What the workflow syntax knows of a step, as far as these files use it. A step runs something, or uses an action. */
const step = z
  .strictObject({
    id: z.string().optional(),
    if: z.string().optional(),
    uses: z.string().optional(),
    run: z.string().optional(),
    shell: z.literal('bash').optional(),
    env: texts.optional(),
    with: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).optional(),
  })
  .refine(({ uses, run }) => (uses === undefined) !== (run === undefined), 'has either uses or run')

const workflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({ push: z.strictObject({ branches: z.array(z.string()) }), pull_request: z.null() }),
  permissions,
  jobs: z.record(
    z.string(),
    z.strictObject({
      'runs-on': z.string().regex(/^ubuntu-\d+\.\d+$/),
      'timeout-minutes': z.int(),
      permissions: permissions.optional(),
      steps: z.array(step),
    }),
  ),
})

const action = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputs: z.record(
    z.string(),
    z.strictObject({ description: z.string(), default: z.string().optional(), required: z.boolean().optional() }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({ using: z.literal('composite'), steps: z.array(step) }),
})

const read = async (wanted: RegExp) => [...(await readProject((path) => wanted.test(path)))]

/** The examples, by their paths. @throws ZodError for a member that GitHub would not know, or of another type */
export const githubWorkflows = async () =>
  (await read(/^deploy\/github\/workflows\/.+\.yml$/)).map(([path, text]) => ({
    path,
    text,
    ...workflow.parse(parse(text)),
  }))

/** The actions, by the names of their folders. @throws as githubWorkflows */
export const githubActions = async () =>
  Object.fromEntries(
    (await read(/^deploy\/github\/\w+\/action\.yml$/)).map(([path, text]) => [
      path.split('/')[2] ?? '',
      action.parse(parse(text)),
    ]),
  )
