import { isObject } from '../token/claims.ts'

/**
 * Are two values of JSON the same, all the way down? Numbers are compared as numbers, lists in their order, objects
 * whatever the order of their members; null is null and nothing else.
 */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((each, at) => isSameJson(each, other[at]))
  }
  if (!isObject(one)) return one === other
  if (!isObject(other)) return false
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSameJson(one[name], other[name]))
  )
}
