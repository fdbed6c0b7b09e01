import type { AuthorizationPolicy, MeshSettings, PolicyCondition } from '../model.ts'
import { isPathTemplate } from '../path-template.ts'
import { quoted } from '../read-parts.ts'
import { conditionsOfRule } from '../compile-rule.ts'
import { ofCondition, type FindingText, type LintFinding } from './finding.ts'

/**
 * Values that keep somebody out, and that a small change of the request avoids: those of DENY policies, and negations in
 * ALLOW policies.
 */
export function findWalkedAround(policy: AuthorizationPolicy, mesh: MeshSettings): LintFinding[] {
  return policy.rules.flatMap((rule, index) =>
    conditionsOfRule(rule)
      .filter(
        ({ isNegated }) =>
          isNegated === (policy.action === 'ALLOW') && (policy.action === 'ALLOW' || policy.action === 'DENY'),
      )
      .flatMap((condition) =>
        condition.values.flatMap((value, at) => {
          const found = wayAround(condition, value, mesh)
          return found ? [ofCondition(policy, index, condition, { code: 'can-be-walked-around', ...found }, at)] : []
        }),
      ),
  )
}

function wayAround(
  { attribute }: PolicyCondition,
  value: string,
  mesh: MeshSettings,
): Omit<FindingText, 'code'> | undefined {
  if (attribute.kind === 'host') return hostAround(value)
  return attribute.kind === 'path' ? pathAround(value, mesh) : undefined
}

function hostAround(value: string): Omit<FindingText, 'code'> | undefined {
  if (value.endsWith('*') || /:\d+$/.test(value)) return undefined
  const message = `${quoted(value)} does not match the same host with a port behind it`
  const advice = value.startsWith('*')
    ? 'name the hosts, each also with ":*", or use paths instead'
    : `add ${quoted(`${value}:*`)}`
  return { message, advice }
}

function pathAround(value: string, { pathNormalization }: MeshSettings): Omit<FindingText, 'code'> | undefined {
  if (isPathTemplate(value)) {
    const message = `the operators of ${quoted(value)} do not match "=", "*", "|" and letters outside of ASCII, so that such a path avoids it`
    return { message, advice: 'use a prefix such as "/admin/*" to keep somebody out' }
  }
  if (pathNormalization === 'NONE') {
    const message = `paths are not made normal in this mesh, so that a path with "/./" in it avoids ${quoted(value)}`
    return { message, advice: 'set the path normalization of the mesh to BASE or more' }
  }
  if (!value.includes('*') && value !== '/') {
    const message = `${quoted(value)} is this path alone: ${quoted(`${value.replace(/\/$/, '')}/x`)} and the same with a slash behind avoid it`
    return {
      severity: 'note',
      message,
      advice: `add ${quoted(`${value.replace(/\/$/, '')}/*`)} where the service takes them for the same`,
    }
  }
  if (pathNormalization !== 'BASE' || value.startsWith('*')) return undefined
  const message = `slashes are not merged in this mesh, so that ${quoted(`/${value}`)} avoids ${quoted(value)}`
  return {
    severity: 'note',
    message,
    advice: 'set the path normalization of the mesh to MERGE_SLASHES where the service merges them',
  }
}
