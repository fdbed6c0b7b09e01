/**
 * What is made of an object that never changes is made once, and forgotten with the object.
 * @param make is asked once for each object, and has to say the same whenever it is asked
 */
export function onceForEach<From extends object, Made>(make: (from: From) => Made): (from: From) => Made {
  const known = new WeakMap<From, { readonly made: Made }>()
  return (from) => {
    const before = known.get(from)
    if (before) return before.made
    const made = make(from)
    known.set(from, { made })
    return made
  }
}
