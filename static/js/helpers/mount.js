/* Attaches controllers to elements: data-controller="photo-strip" calls the default export of controllers/photo-strip.js with
   the element. Owns only the attaching. The name is the file name, so there is no list to forget an entry in. */
const NAME = /^[a-z][a-z0-9-]*$/
const FOLDER = '../controllers/'
const attached = new WeakMap()
let known = new Map()

/** Controllers that came in one file with this module (deploy/join_modules.py): name → function that gives the module. */
export function know(controllers) {
  known = new Map(Object.entries(controllers))
}

function fromFolder(name) {
  return known.get(name)?.() ?? import(`${FOLDER}${name}.js`)
}

/** Attach every controller at or below root that is not attached yet. Resolves when all are running. */
export function mount(root) {
  const inside = [...root.querySelectorAll('[data-controller]')]
  if (root.matches?.('[data-controller]')) inside.unshift(root)
  return Promise.all(inside.flatMap((element) => names(element).map((name) => attach(element, name))))
}

function names(element) {
  return element.dataset.controller.split(/\s+/).filter(Boolean)
}

async function attach(element, name) {
  if (!NAME.test(name)) throw new Error(`controller name ${name} is not a file name`)
  const running = attached.get(element) ?? new Set()
  if (running.has(name)) return
  attached.set(element, running.add(name))
  const controller = await fromFolder(name)
  await controller.default(element)
}
