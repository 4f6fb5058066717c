// What one would write by hand instead: classes with a mailbox. An honest competitor: an array with a head index, drained
// in one microtask, one small record a message and a switch over it, `new Promise` for a request. No registry, no names,
// no time limits, no supervision, no upgrade.

interface Mail {
  readonly kind: 'getAge' | 'declareBirthday' | 'feed' | 'moveTo'
  readonly a: number
  readonly b: number
  readonly resolve: ((value: number) => void) | null
  readonly reject: ((error: unknown) => void) | null
}

const resolved = Promise.resolve()

abstract class BareActor {
  private readonly mailbox: Mail[] = []
  private head = 0
  private isScheduled = false

  private readonly drain = (): void => {
    const { mailbox } = this
    while (this.head < mailbox.length) {
      const mail = mailbox[this.head++]!
      try {
        this.handle(mail)
      } catch (error) {
        if (mail.reject === null) console.error(error)
        else mail.reject(error)
      }
    }
    mailbox.length = this.head = 0
    this.isScheduled = false
  }

  protected abstract handle(mail: Mail): void

  protected post(mail: Mail): void {
    this.mailbox.push(mail)
    if (this.isScheduled) return
    this.isScheduled = true
    void resolved.then(this.drain)
  }
}

class BareCreature extends BareActor {
  constructor(
    protected name: string,
    protected age: number,
  ) {
    super()
  }

  getAge(): Promise<number> {
    return new Promise((resolve, reject) => this.post({ kind: 'getAge', a: 0, b: 0, resolve, reject }))
  }

  declareBirthday(): void {
    this.post({ kind: 'declareBirthday', a: 0, b: 0, resolve: null, reject: null })
  }

  protected handle(mail: Mail): void {
    if (mail.kind === 'getAge') mail.resolve!(this.age)
    else this.age += 1
  }

  weigh(food: number): number {
    return this.age + food
  }
}

class BareCat extends BareCreature {
  protected x = 0
  protected y = 0
  protected lives = 9

  feed(amount: number): Promise<number> {
    return new Promise((resolve, reject) => this.post({ kind: 'feed', a: amount, b: 0, resolve, reject }))
  }

  moveTo(x: number, y: number): void {
    this.post({ kind: 'moveTo', a: x, b: y, resolve: null, reject: null })
  }

  protected override handle(mail: Mail): void {
    switch (mail.kind) {
      case 'feed':
        this.lives += mail.a
        mail.resolve!(this.lives)
        break
      case 'moveTo':
        this.x = mail.a
        this.y = mail.b
        break
      default:
        super.handle(mail)
    }
  }

  override weigh(food: number): number {
    return super.weigh(food) + this.x + this.lives
  }
}

export class BareKitten extends BareCat {
  /** The usual asynchronous factory: a birth may have to wait for something. */
  static async spawn(name: string, age: number): Promise<BareKitten> {
    return new BareKitten(name, age)
  }

  override weigh(food: number): number {
    return super.weigh(food) + this.age
  }

  weighOften(litter: readonly BareKitten[], times: number): number {
    let sum = 0
    for (let i = 0; i < times; i++) sum = (sum + litter[i & 63]!.weigh(i & 15)) & 1023
    return sum
  }
}
