// A program whose first answer is waited for: one class, one instance, one request.

import { Actor, actor, ActorSystem, request } from '@instar/core'

@actor({ version: '1.0.0' })
class Greeter extends Actor {
  @request() greet(): string {
    return 'hello'
  }
}

const system = await ActorSystem.start()
const greeter = await system.spawn(Greeter)
process.stdout.write(await greeter.greet(), () => process.exit(0))
