// A module as compiled CommonJS wants it from `require`: a plain object with what the namespace exports, `default`
// among it, and the mark that says so. The properties read the namespace when they are read, as imports do.

/** What `require` gives for a module. */
export function asRequired(namespace: object): object {
  const required = Object.defineProperty({}, '__esModule', { value: true })
  for (const name of Object.keys(namespace)) {
    if (name === '__esModule') continue
    const get = (): unknown => (namespace as Record<string, unknown>)[name]
    Object.defineProperty(required, name, { enumerable: true, get })
  }
  return required
}
