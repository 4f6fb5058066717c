// By hand again, for asynchronous methods: the drain waits for each that returns a promise before it takes the next mail.

interface Mail {
  readonly kind: 'answer' | 'answerLater' | 'askOn'
  readonly resolve: (value: number) => void
  readonly reject: (error: unknown) => void
}

const resolved = Promise.resolve()

export class BareAsker {
  private readonly mailbox: Mail[] = []
  private head = 0
  private isScheduled = false
  private answers = 0

  constructor(private readonly next: BareAsker | null) {}

  answer(): Promise<number> {
    return new Promise((resolve, reject) => this.post({ kind: 'answer', resolve, reject }))
  }

  answerLater(): Promise<number> {
    return new Promise((resolve, reject) => this.post({ kind: 'answerLater', resolve, reject }))
  }

  askOn(): Promise<number> {
    return new Promise((resolve, reject) => this.post({ kind: 'askOn', resolve, reject }))
  }

  private post(mail: Mail): void {
    this.mailbox.push(mail)
    if (this.isScheduled) return
    this.isScheduled = true
    void resolved.then(this.drain)
  }

  private readonly drain = async (): Promise<void> => {
    const { mailbox } = this
    while (this.head < mailbox.length) {
      const mail = mailbox[this.head++]!
      try {
        const result = this.handle(mail)
        mail.resolve(typeof result === 'number' ? result : await result)
      } catch (error) {
        mail.reject(error)
      }
    }
    mailbox.length = this.head = 0
    this.isScheduled = false
  }

  private handle(mail: Mail): number | Promise<number> {
    switch (mail.kind) {
      case 'answer':
        return (this.answers += 1)
      case 'answerLater':
        return this.handleLater()
      case 'askOn':
        return this.handleOn()
    }
  }

  private async handleLater(): Promise<number> {
    await null
    return (this.answers += 1)
  }

  private async handleOn(): Promise<number> {
    return this.next === null ? 1 : 1 + (await this.next.askOn())
  }
}
