// The other side of a socket: a client that knows nothing of actors. It types a message and waits for the answer; whatever
// else it is told goes to its owner.

import { once } from 'node:events'
import { WebSocket } from 'ws'
import { host } from './door.js'
import type { Demand, News } from './protocol.js'

const patienceMs = 10_000

export class Client {
  /** Whether the other side hung up. */
  isDisconnected = false
  private readonly listeners: ((answer: News | undefined) => void)[] = []

  private constructor(
    private readonly socket: WebSocket,
    private readonly onNews: (news: News) => void,
  ) {
    socket.on('message', (text) => this.receive(JSON.parse(String(text)) as News))
    socket.on('error', () => {})
    socket.on('close', this.onClose)
  }

  static async connect(port: number, onNews: (news: News) => void = () => {}): Promise<Client> {
    const socket = new WebSocket(`ws://${host}:${port}`)
    const client = new Client(socket, onNews)
    await once(socket, 'open')
    return client
  }

  /** Types a demand, or any text; gives the answer, or undefined when none comes. */
  ask(message: Demand | string): Promise<News | undefined> {
    if (this.isDisconnected) return Promise.resolve(undefined)
    const answer = this.hear()
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
    return answer
  }

  /** Says goodbye. */
  async leave(): Promise<void> {
    this.socket.off('close', this.onClose)
    if (this.socket.readyState === WebSocket.CLOSED) return
    this.socket.close()
    await once(this.socket, 'close')
  }

  /** Is gone without a word, as when a cable is pulled. */
  vanish(): void {
    this.socket.off('close', this.onClose)
    this.socket.terminate()
  }

  // Answers come in the order of the demands.
  private hear(): Promise<News | undefined> {
    return new Promise((resolve) => {
      const limit = setTimeout(() => listener(undefined), patienceMs)
      const listener = (answer: News | undefined): void => {
        clearTimeout(limit)
        resolve(answer)
      }
      this.listeners.push(listener)
    })
  }

  private receive(news: News): void {
    if (news.is === 'done' || news.is === 'refused') this.listeners.shift()?.(news)
    else this.onNews(news)
  }

  private readonly onClose = (): void => {
    this.isDisconnected = true
    for (const listener of this.listeners.splice(0)) listener(undefined)
  }
}
