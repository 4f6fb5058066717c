// The service that supervisors ask: which strategies there are, and what is to be done when a child has ended. Both can be
// replaced, for a whole system, by a subclass.

import { type Decision, decide, type Rules, type Situation } from './decision.js'
import { type Strategy, type StrategyName, usualStrategies } from './strategy.js'

/**
 * How the supervisors of a system decide. To add a strategy of your own, subclass it and bind an instance to `SUPERVISION`;
 * supervisors then name the strategy. A strategy is a pure function; what it wants to know of a child stands in the `labels`
 * of its spec.
 *
 * ```ts
 * class WithNamed extends Supervision {
 *   override strategy(name: string) {
 *     return name === 'with-named' ? withNamed : super.strategy(name)
 *   }
 * }
 * ActorSystem.start({ configure: (container) => container.rebind(SUPERVISION).toConstantValue(new WithNamed()) })
 * ```
 */
export class Supervision {
  /** The strategy of this name; undefined when there is none, which makes the supervisor that names it refuse to start. */
  strategy(name: string): Strategy | undefined {
    return Object.hasOwn(usualStrategies, name) ? usualStrategies[name as StrategyName] : undefined
  }

  /** What is to be done about a child that has ended. Pure: it is asked once for each end, and carried out as it says. */
  decide(situation: Situation, rules: Rules): Decision {
    return decide(situation, rules)
  }
}
