// fast-check is loaded when it is needed: whoever only wants a virtual clock does not pay for it. So it is handed on as a value.

export type FastCheck = typeof import('fast-check')
