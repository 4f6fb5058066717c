// C3 against what the literature says: Barrett et al., "A Monotonic Superclass Linearization for Dylan" (1996); Simionato,
// "The Python 2.3 Method Resolution Order" (2003); and the example of the encyclopedias.

import { expect, test } from 'vitest'
import { type Level, linearise } from '../../src/registry/lineage.js'
import { SeededRandom } from '../../src/testing/index.js'

interface Node extends Level<Node> {}

/** The lineage of the last class of a text such as `A(B, C) B() C()`, which names parents before their heirs. */
function lineageIn(text: string): string | undefined {
  const nodes = new Map<string, Node>()
  let last: Node | undefined
  for (const [, name, parents] of text.matchAll(/([\w-]+)\(([^)]*)\)/g)) {
    const names = parents!.split(',').filter((each) => each.trim() !== '')
    last = { name: name!, parents: names.map((each) => nodes.get(each.trim())!) }
    nodes.set(name!, last)
  }
  return lineageOf(last!)
    ?.map(({ name }) => name)
    .join(' ')
}

function lineageOf(node: Node): Node[] | undefined {
  const parents = new Map(node.parents.map((parent) => [parent, lineageOf(parent)]))
  if ([...parents.values()].includes(undefined)) return undefined
  return linearise(node, (parent) => parents.get(parent)!)
}

const examples: Record<string, readonly [classes: string, lineage: string]> = {
  'a single class': ['A()', 'A'],
  'single inheritance': ['A() B(A) C(B)', 'C B A'],
  'a diamond': ['A() B(A) C(A) D(B, C)', 'D B C A'],
  "Dylan's pedalo": [
    'object() boat(object) day-boat(boat) wheel-boat(boat) engine-less(day-boat) small-multihull(day-boat) ' +
      'pedal-wheel-boat(engine-less, wheel-boat) small-catamaran(small-multihull) ' +
      'pedalo(pedal-wheel-boat, small-catamaran)',
    'pedalo pedal-wheel-boat engine-less small-catamaran small-multihull day-boat wheel-boat boat object',
  ],
  "Python's first example": ['O() F(O) E(O) D(O) C(D, F) B(D, E) A(B, C)', 'A B C D E F O'],
  "Python's second example": ['O() F(O) E(O) D(O) C(D, F) B(E, D) A(B, C)', 'A B E C D F O'],
  'the example with nine classes': [
    'O() A(O) B(O) C(O) D(O) E(O) K1(A, B, C) K2(D, B, E) K3(D, A) Z(K1, K2, K3)',
    'Z K1 K2 K3 D A B C E O',
  ],
  'the same with other orders': [
    'O() A(O) B(O) C(O) D(O) E(O) K1(C, A, B) K3(A, D) K2(B, D, E) Z(K1, K3, K2)',
    'Z K1 C K3 A K2 B D E O',
  ],
}

for (const [what, [classes, lineage]] of Object.entries(examples)) {
  test(`the lineage of ${what} is that of the literature`, () => {
    expect(lineageIn(classes)).toBe(lineage)
  })
}

test('a class whose parents disagree about an order has no lineage', () => {
  expect(lineageIn('X() Y() A(X, Y) B(Y, X) C(A, B)')).toBeUndefined()
})

test('a class that names an ancestor before its heir has no lineage', () => {
  expect(lineageIn('F() E(F) G(F, E)')).toBeUndefined()
})

test('over random graphs every lineage has each ancestor once, heirs first, and keeps the order of parents and of their lineages', () => {
  const random = new SeededRandom(11)
  let found = 0
  for (let graph = 0; graph < 500; graph++) {
    const nodes: Node[] = []
    for (let i = 0; i < 8; i++) {
      const parents = nodes
        .filter(() => random.next() < 0.35)
        .map((node) => ({ node, key: random.next() }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ node }) => node)
      nodes.push({ name: `N${i}`, parents })
    }
    for (const node of nodes) {
      const lineage = lineageOf(node)
      if (lineage === undefined) continue
      found += 1
      expect(new Set(lineage).size).toBe(lineage.length)
      expect(lineage[0]).toBe(node)
      const isKept = (order: readonly Node[]): boolean =>
        order.every((each, i) => i === 0 || lineage.indexOf(order[i - 1]!) < lineage.indexOf(each))
      expect(isKept(node.parents)).toBe(true)
      for (const parent of node.parents) expect(isKept(lineageOf(parent)!)).toBe(true)
    }
  }
  expect(found).toBeGreaterThan(500)
})
