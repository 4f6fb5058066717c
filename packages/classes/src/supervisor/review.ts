// A supervisor's word on an upgrade of its class, before anything happens: on a copy of its state, by its new code. A
// declaration that throws or is not sound refuses the upgrade, with everything that is wrong with it; a sound one is compared
// with the children that there are, and the difference is told. Models: `check_flags` and `code_change` of OTP's `supervisor`.

import { classNameOf, type ChildSpec, type UpgradeReview } from '@instar/core'
import type { Child } from './child.js'
import { completeAll, declarationDefects, type Declaring } from './declaration.js'
import { compareChildren, describeDifference } from './difference.js'

/** Judges what a supervisor would declare, and tells what that would change. */
export function reviewDeclaration(
  self: Declaring & { readonly supervised: ReadonlyMap<string, Child> },
  review: UpgradeReview,
): void {
  const defects = declarationDefects(self)
  for (const defect of defects) review.refuse(defect)
  if (defects.length > 0) return
  const specs = self.children()
  for (const unknown of unknownClasses(specs, review)) review.refuse(unknown)
  const difference = compareChildren(completeAll(specs), self.supervised)
  const text = describeDifference(difference)
  if (text !== '') review.remark(`children: ${text}; applied by applyChildren()`, difference)
}

/** Those that are named, and that nobody will know: what is given by value will be made known. */
function unknownClasses(specs: readonly ChildSpec[], review: UpgradeReview): string[] {
  return specs
    .filter(({ class: value }) => typeof value === 'string' && !review.knows(value))
    .map(
      ({ id, class: value }) =>
        `child ${id} is of the class ${classNameOf(value)}, which nobody knows: register it first`,
    )
}
