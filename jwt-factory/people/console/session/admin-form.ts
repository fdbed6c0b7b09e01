import type { Request, RequestHandler } from 'express'
import { readBytes } from '#core/http/body'
import { Problem } from '#core/http/problem'

/** What a form sent. Texts are as they were typed: spaces at the ends of a password belong to it. */
export interface AdminForm {
  /** @returns '' for what is not there @throws Problem invalid-input for what is there twice */
  text(name: string): string
  /** Of boxes that are ticked. @throws Problem invalid-input for what is no id */
  ids(name: string): number[]
  has(name: string): boolean
  /** All of it, in order. */
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** A group with so many members ticks as many boxes. */
const MOST_FIELDS = 5000

/** Reads the body of a form (URL §5.1); `adminFormOf` has it then. */
export const adminFormBody: RequestHandler = (request, response, next) => {
  readBytes(request, response, (error?: unknown) => {
    if (error !== undefined) return next(error)
    try {
      adminForms.set(request, readAdminForm(request))
      next()
    } catch (problem) {
      next(problem)
    }
  })
}

const adminForms = new WeakMap<Request, AdminForm>()

export function adminFormOf(request: Request): AdminForm {
  const form = adminForms.get(request)
  if (!form) throw new Error('the route has no form')
  return form
}

const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(?:;\s*charset=utf-8\s*)?$/i

function readAdminForm({ body, headers }: Request): AdminForm {
  const bytes: unknown = body
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) return adminFormFrom([])
  if (!FORM_TYPE.test(headers['content-type'] ?? ''))
    throw new Problem('unsupported-media-type', 'The body must be a form: application/x-www-form-urlencoded.')
  const text = new TextDecoder().decode(bytes) // a form is written in letters of ASCII
  if (text.split('&', MOST_FIELDS + 1).length > MOST_FIELDS)
    throw new Problem('invalid-input', `A form has ${MOST_FIELDS} fields at most.`)
  return adminFormFrom([...new URLSearchParams(text)])
}

export function adminFormFrom(fields: AdminForm['fields']): AdminForm {
  const valuesOf = (name: string) => fields.flatMap(([each, value]) => (each === name ? [value] : []))
  return {
    fields,
    has: (name) => valuesOf(name).length > 0,
    text(name) {
      const [value = '', ...more] = valuesOf(name)
      if (more.length > 0) throw new Problem('invalid-input', `The form says ${name} twice.`)
      return value
    },
    ids: (name) =>
      valuesOf(name).map((value) => {
        if (/^[1-9]\d{0,14}$/.test(value)) return Number(value)
        throw new Problem('invalid-input', `The form has something else than an id in ${name}.`)
      }),
  }
}
