// Where decorators keep what they record, and what the framework keeps on user classes and instances.

/** Metadata of a class, recorded by its decorators on the constructor. */
export const metadataKey = Symbol.for('instar:class')
/** The link of a class value to the living systems that run it. */
export const linkKey: unique symbol = Symbol.for('instar:link') as never
/** Marks the gateway by which traits reach the constructor of their superclass. */
export const gatewayKey: unique symbol = Symbol.for('instar:gateway') as never
/** The state object of an instance. */
export const stateKey: unique symbol = Symbol.for('instar:state') as never
/** The cell of an instance. */
export const cellKey: unique symbol = Symbol.for('instar:cell') as never
