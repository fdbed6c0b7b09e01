/** A memory of so many; the one that was used the longest ago makes room. */
export interface BoundedMemory<Value> {
  /** Also counts as using it. */
  get(name: string): Value | undefined
  set(name: string, value: Value): void
  delete(name: string): void
  /** Forgets those for which it is true. */
  purge(isOver: (value: Value) => boolean): void
  readonly size: number
}

export function boundedMemory<Value>(most: number): BoundedMemory<Value> {
  const values = new Map<string, Value>() // what was used last is the last
  const set = (name: string, value: Value) => {
    values.delete(name)
    values.set(name, value)
    for (const oldest of values.keys()) {
      if (values.size <= most) break
      values.delete(oldest)
    }
  }
  return {
    get(name) {
      const value = values.get(name)
      if (value !== undefined) set(name, value)
      return value
    },
    set,
    delete: (name) => void values.delete(name),
    purge(isOver) {
      for (const [name, value] of values) if (isOver(value)) values.delete(name)
    },
    get size() {
      return values.size
    },
  }
}
