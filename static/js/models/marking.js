/* Owns a marking (遮盖与标注) while it is drawn: shapes in ten-thousandths of the upright picture, undo, moving by keys, the limits.
   Mirrors domain/marking.py, which refuses what slips through. Must not touch the page. */
import { t } from '../helpers/text.js'

export const SCALE = 10000
export const MOST_SHAPES = 40
export const MOST_LETTERS = 40
const LEAST_SIDE = 50
export const COLOURS = ['red', 'yellow', 'blue']
// What makes two shapes the same, in whatever order a program wrote it.
const KEPT_KEYS = ['kind', 'at', 'colour', 'text']
// Where a shape stands that is put in the middle without a pointer.
const MIDDLE = { redact: [4000, 4200, 6000, 5800], arrow: [3000, 7000, 4800, 5200], ellipse: [3600, 3800, 6400, 6200], text: [3500, 4700] }

/** A shape between two points, or null for a slip of the finger. `text` is needed for words alone. */
export function shapeOf(kind, from, to, { colour, text = '' }) {
  const at = kind === 'text' ? inside(from) : [...inside(from), ...inside(to)]
  if (kind === 'text') return text.trim() ? { kind, at, colour, text: text.trim().slice(0, MOST_LETTERS) } : null
  const sides = [Math.abs(at[0] - at[2]), Math.abs(at[1] - at[3])]
  if ((kind === 'arrow' ? Math.max(...sides) : Math.min(...sides)) < LEAST_SIDE) return null
  if (kind === 'arrow') return { kind, at, colour }
  const box = [Math.min(at[0], at[2]), Math.min(at[1], at[3]), Math.max(at[0], at[2]), Math.max(at[1], at[3])]
  return kind === 'redact' ? { kind, at: box } : { kind, at: box, colour }
}

/** The same in the middle of the picture, for those who have no pointer. */
export function inTheMiddle(kind, wish) {
  const [x1, y1, x2, y2] = MIDDLE[kind]
  return shapeOf(kind, [x1, y1], [x2, y2], wish)
}

function inside(point) {
  return point.map((value) => Math.min(SCALE, Math.max(0, Math.round(value))))
}

/** The shape moved by so much, whole, as far as the picture goes. */
export function moved(shape, dx, dy) {
  const across = kept(shape.at.filter((_value, place) => place % 2 === 0), dx)
  const down = kept(shape.at.filter((_value, place) => place % 2), dy)
  return { ...shape, at: shape.at.map((value, place) => Math.round(value + (place % 2 ? down : across))) }
}

function kept(values, by) {
  return Math.max(-Math.min(...values), Math.min(SCALE - Math.max(...values), by))
}

/** The shape with its second corner moved; null where that would leave next to nothing. Words have one size. */
export function stretched(shape, dx, dy) {
  if (shape.kind === 'text') return null
  const [x1, y1, x2, y2] = shape.at
  return shapeOf(shape.kind, [x1, y1], [x2 + dx, y2 + dy], shape)
}

/** Whether a point lies on a shape, with some room for a finger (in ten-thousandths). */
export function isOn(shape, [x, y], room = 200) {
  const [x1, y1, x2 = shape.at[0] + 1200, y2 = shape.at[1] + 500] = shape.at
  return x >= Math.min(x1, x2) - room && x <= Math.max(x1, x2) + room && y >= Math.min(y1, y2) - room && y <= Math.max(y1, y2) + room
}

/** Whether something that was hidden would show again: mirrors domain.marking.lifts. */
export function lifts(before, after) {
  const hiding = after.filter((shape) => shape.kind === 'redact')
  return before.some((old) => old.kind === 'redact' && !hiding.some((shape) => covers(shape.at, old.at)))
}

function covers(outer, inner) {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
}

/** Two people's changes of the same `base` laid together: what the other saved, without what I took away of the base, and with all that
    I drew. Nothing of either is lost but what one of them removed. */
export function merged(base, mine, theirs) {
  const taken = base.filter((shape) => !has(mine, shape))
  const drawn = mine.filter((shape) => !has(base, shape) && !has(theirs, shape))
  return [...theirs.filter((shape) => !has(taken, shape)), ...drawn]
}

function has(shapes, wanted) {
  return shapes.some((shape) => KEPT_KEYS.every((key) => String(shape[key]) === String(wanted[key])))
}

/** What a kind of shape is called. */
export function kindWords(kind) {
  return { redact: t('遮盖'), arrow: t('箭头'), ellipse: t('圈'), text: t('文字') }[kind]
}

/** What a colour is called. */
export function colourWords(colour) {
  return { red: t('红色'), yellow: t('黄色'), blue: t('蓝色') }[colour]
}

/** Shapes with the steps that led to them. */
export function sheetOf(shapes) {
  const steps = [shapes]
  return {
    get shapes() {
      return steps.at(-1)
    },
    get canUndo() {
      return steps.length > 1
    },
    get isFull() {
      return steps.at(-1).length >= MOST_SHAPES
    },
    /** Take over other shapes as a step of its own. */
    set(next) {
      steps.push(next)
    },
    /** Change the last step without making another: while a finger still moves. */
    amend(next) {
      steps[steps.length - 1] = next
    },
    undo() {
      if (steps.length > 1) steps.pop()
    },
  }
}
