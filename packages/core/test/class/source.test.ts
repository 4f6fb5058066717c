import { expect, test } from 'vitest'
import { uncarriedMembers } from '../../src/class/source.js'

const found = ['#x']

/** Each text declares `#x` after, or in spite of, something that a careless reader stumbles over. */
const withPrivate: Record<string, string> = {
  'a field': 'class A { #x = 1 }',
  'a method': 'class A { #x() {} }',
  'an accessor pair': 'class A { get #x() { return 1 } set #x(v) {} }',
  'a static member': 'class A { static #x = 1 }',
  'after a line comment': 'class A { // it has no #y\n #x = 1 }',
  'after a block comment': 'class A { /* no #y, "no `string" */ #x = 1 }',
  'after a string with an escaped quote': 'class A { a = "\\"#y" + \'\\\'#y\'; #x = 1 }',
  'after a string that ends in a backslash': 'class A { a = "\\\\"; #x = 1 }',
  'after a template': 'class A { a = `#y \\` #y`; #x = 1 }',
  'after a template with a value': 'class A { a = `${1}#y`; #x = 1 }',
  'after a template in a template': 'class A { a = `${b ? `#y ${c} #y` : "}"}#y`; #x = 1 }',
  'after an object in a template': 'class A { a = `${{ b: { c: 1 } }.b.c}#y`; #x = 1 }',
  'after a brace in a string in a template': "class A { a = `${'{'}#y`; #x = 1 }",
  'after a closing brace in a string in a template': "class A { a = `${f('}') + '#y'}#y`; #x = 1 }",
  'after a backtick in a string in a template': "class A { a = `${'`'}#y`; #x = 1 }",
  'after a comment in a template': 'class A { a = `${1 /* } ` #y */}#y`; #x = 1 }',
  'after a regular expression': 'class A { a = /#y/; #x = 1 }',
  'after a regular expression with a slash in a class': 'class A { a = /[/#y]/u; #x = 1 }',
  'after a regular expression with an escaped slash': 'class A { a = /\\/#y/; #x = 1 }',
  'after a regular expression with a quote': 'class A { a = /"/; #x = 1 }',
  'after a returned regular expression': 'class A { a() { return /"#y/ } #x = 1 }',
  'after a regular expression as an argument': 'class A { a(s) { s.match(/`#y/) } #x = 1 }',
  'after a division': 'class A { a = b / c; #x = 1; d = e / f }',
  'after a division by a bracket': 'class A { a = (b + 1) / c; #x = 1; d = e / f }',
  'after a division of an element': 'class A { a = b[0] / c; #x = 1; d = e / f }',
  'in spite of a quote in a regular expression before': 'class A { a = x.replace(/\'/g, 1); #x = 1; b = "\'" }',
}

for (const [what, text] of Object.entries(withPrivate)) {
  test(`a hard-private member is seen: ${what}`, () => {
    expect(uncarriedMembers(text)).toEqual(found)
  })
}

/** Nothing in these texts is a member that an upgrade could not carry. */
const without: Record<string, string> = {
  'a comment': 'class A { // #y\n /* #y\n#y */ }',
  strings: 'class A { a = "#y"; b = \'#y\' }',
  'a template': 'class A { a = `#y ${1} #y` }',
  'a template in a template': 'class A { a = `${`#y ${2}`} #y` }',
  'a regular expression': 'class A { a = /#y/g; b = x.match(/[/#y]/) }',
  'a regular expression after a keyword': 'class A { a() { return /#y/ } b() { typeof /#y/; throw /#y/ } }',
  'a regular expression after an arrow or an operator': 'class A { a = () => /#y/; b = !/#y/.test(c) && /#z/ }',
  'a regular expression after a closing brace of a block': 'class A { a() { if (b) {} /#y/.test(c) } }',
  'a colour': 'class A { a = "#fff"; b = `#${1}` }',
  'accessor as the name of a field': 'class A { accessor = 3; b = 1 }',
  'accessor as the name of a method': 'class A { accessor() {} get accessor() { return 1 } }',
  'accessor as a variable': 'class A { a(accessor) { accessor = 1; return accessor } }',
  'accessor as what a loop goes over': 'class A { a() { for (const accessor of b) accessor.c() } }',
  'accessor as what a loop counts': 'class A { a() { for (const accessor in b) c(accessor) } }',
  'accessor as an operand': 'class A { a(b) { return accessor in b || accessor instanceof C } }',
  'accessor at the end of a line': 'class A { a() { let accessor\nb() } }',
  'accessor as a property': 'class A { a(b) { b. accessor\nc } }',
  'accessor in a string or comment': 'class A { a = "accessor b"; /* accessor b */ }',
}

for (const [what, text] of Object.entries(without)) {
  test(`nothing is found in ${what}`, () => {
    expect(uncarriedMembers(text)).toEqual([])
  })
}

test('accessor fields are found by name, static ones and those named by a literal too', () => {
  expect(uncarriedMembers('class A { accessor b = 1; accessor c\n static accessor d }')).toEqual([
    'accessor b',
    'accessor c',
    'accessor d',
  ])
  expect(uncarriedMembers("class A { accessor 'b c' = 1 }")).toHaveLength(1)
  expect(uncarriedMembers('class A { accessor [b] = 1 }')).toHaveLength(1)
  expect(uncarriedMembers('class A{accessor b=1}')).toEqual(['accessor b'])
})

test('each member is told once, with whatever letters it is written', () => {
  expect(uncarriedMembers('class A { #$a_1 = 1; #é = 2; b() { return this.#$a_1 + this.#é } }')).toEqual([
    '#$a_1',
    '#é',
  ])
})

test('real classes are read from their own text', () => {
  class Plain {
    note = '#y'
    match(text: string) {
      return /['"`#]/.test(text) ? `${text}${`#${this.note}`}` : 1 / 2 / 3
    }
  }
  class Hidden {
    #x = 1
    get() {
      return this.#x
    }
  }
  expect(uncarriedMembers(String(Plain))).toEqual([])
  expect(uncarriedMembers(String(Hidden))).toEqual(['#x'])
})
