// The direct instances of one class: an array without holes. Each member knows its place, so that entering and leaving
// are O(1) and an instance costs one array slot. The order changes when one leaves; nobody may rely on it.

export interface Member {
  /** Where the set keeps it; -1 when it is in no set. */
  place: number
}

export class PidSet<M extends Member> {
  private readonly members: M[] = []

  get size(): number {
    return this.members.length
  }

  add(member: M): void {
    member.place = this.members.length
    this.members.push(member)
  }

  /** Takes a member out; one that is in no set is ignored. */
  remove(member: M): void {
    if (member.place === -1) return
    const last = this.members.pop()!
    if (last !== member) {
      this.members[member.place] = last
      last.place = member.place
    }
    member.place = -1
  }

  /** The members as they are now, unmoved by who enters or leaves later. */
  snapshot(): M[] {
    return this.members.slice()
  }

  /** The members themselves, for one synchronous pass that neither adds nor removes. */
  get all(): readonly M[] {
    return this.members
  }
}
