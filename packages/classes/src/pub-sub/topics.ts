// The tree of topics: which subscriptions a topic reaches. A topic is segments between dots (`orders.eu.new`). In a
// subscription `*` stands for any one segment, and `>` at the end for one or more. Plain data and pure look-ups, in time by the
// number of segments and not of subscriptions. The language of topics is that of NATS.

/** A node of the tree: what is subscribed to exactly here, and what goes on below. */
export interface TopicNode<S> {
  readonly here: Map<string, S>
  readonly below: Map<string, TopicNode<S>>
}

export function emptyTopics<S>(): TopicNode<S> {
  return { here: new Map(), below: new Map() }
}

/** Why a text is no topic that can be subscribed to; null when it is one. */
export function topicProblem(topic: unknown): string | null {
  if (typeof topic !== 'string' || topic === '') return 'it is no text'
  const segments = topic.split('.')
  if (segments.includes('')) return 'it has an empty segment'
  if (segments.slice(0, -1).includes('>')) return 'it has a > that is not its last segment'
  return null
}

/** Puts a subscription under its topic. */
export function plant<S>(root: TopicNode<S>, topic: string, key: string, subscription: S): void {
  let node = root
  for (const segment of topic.split('.')) {
    let next = node.below.get(segment)
    if (next === undefined) node.below.set(segment, (next = emptyTopics()))
    node = next
  }
  node.here.set(key, subscription)
}

/** Takes a subscription from under its topic, and the nodes that nobody needs any more. */
export function uproot<S>(root: TopicNode<S>, topic: string, key: string): void {
  const segments = topic.split('.')
  const path = [root]
  for (const segment of segments) {
    const next = path.at(-1)!.below.get(segment)
    if (next === undefined) return
    path.push(next)
  }
  path.at(-1)!.here.delete(key)
  for (let i = segments.length; i > 0 && isBare(path[i]!); i--) path[i - 1]!.below.delete(segments[i - 1]!)
}

/** The subscriptions that a published topic reaches. */
export function reached<S>(root: TopicNode<S>, topic: string): S[] {
  const found: S[] = []
  let level = [root]
  for (const segment of topic.split('.')) {
    for (const { below } of level) found.push(...(below.get('>')?.here.values() ?? []))
    level = level.flatMap(({ below }) =>
      [below.get(segment), segment === '*' ? undefined : below.get('*')].filter(isThere),
    )
  }
  for (const { here } of level) found.push(...here.values())
  // Somebody may publish to `>` itself; then the last step has found these already.
  return topic.endsWith('>') ? [...new Set(found)] : found
}

function isBare<S>({ here, below }: TopicNode<S>): boolean {
  return here.size === 0 && below.size === 0
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined
}
