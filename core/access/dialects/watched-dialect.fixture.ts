import type { Dialect } from '../dialect.ts'

/** The same dialect; what a check reads before anybody wrote it is a fault. */
export function watching<E extends object>(dialect: Dialect<E>) {
  const written = new Set<PropertyKey>()
  const faults: string[] = []
  const watch = (examination: E): E =>
    new Proxy(examination, {
      get(target, name) {
        const isThere = written.has(name) || (dialect.given as readonly PropertyKey[]).includes(name)
        if (!isThere) faults.push(`${String(name)} is read before it is known`)
        return Reflect.get(target, name)
      },
      set(target, name, value) {
        written.add(name)
        return Reflect.set(target, name, value)
      },
    })
  const { each } = dialect
  const watched: Dialect<E> = {
    ...dialect,
    begin: (request, context) => watch(dialect.begin(request, context)),
    ...(each && { each: (begun) => each(begun).map(watch) }),
  }
  return { dialect: watched, written, faults }
}
