// The clerk of the story, to whom happens whatever an order says: it crashes itself, or makes an account crash. Each
// mishap happens once; when the transfer is taken up again, all goes well.

import { actor } from '@instar/core'
import { accountNow } from './address.js'
import { Clerk } from './clerk.js'
import type { Point } from './order.js'
import type { Transfer } from './transfer.js'

@actor({ version: '1.0.0', description: 'carries transfers out, with mishaps' })
export class ClumsyClerk extends Clerk {
  override async reached(point: Point, { mishap, attempts, from, to }: Transfer): Promise<void> {
    if (mishap?.at !== point || attempts > 1) return
    if (mishap.who === 'clerk') throw new Error('it fell over')
    const account = await accountNow(this.system, mishap.who === 'payer' ? from : to)
    account.stumble()
    await account.exited
  }
}
