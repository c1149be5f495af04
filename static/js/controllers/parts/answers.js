/* Owns reading answers out of the page of a checklist and writing them into it. The page's input names are those of the compiled form
   (answers.<item>.value …), so a post without script says the same. */

const RESULT_TYPES = ['pass_fail_na', 'pass_fail', 'choice', 'boolean']

/** The answer of an item as the page shows it: {value, note, sub_checks, corrected}. */
export function readAnswer(form, item) {
  const name = `answers.${item.id}`
  return {
    value: VALUE[kindOf(item)].read(form, `${name}.value`, item),
    note: form.elements[`${name}.note`]?.value ?? '',
    sub_checks: [...form.querySelectorAll(`[name="${name}.sub_checks"]:checked`)].map((box) => box.value),
    corrected: form.elements[`${name}.corrected`]?.checked ?? false,
  }
}

/** Show a stored answer. */
export function writeAnswer(form, item, answer) {
  const name = `answers.${item.id}`
  VALUE[kindOf(item)].write(form, `${name}.value`, answer.value, item)
  const note = form.elements[`${name}.note`]
  if (note) note.value = answer.note || ''
  for (const box of form.querySelectorAll(`[name="${name}.sub_checks"]`)) box.checked = (answer.sub_checks || []).includes(box.value)
  const corrected = form.elements[`${name}.corrected`]
  if (corrected) corrected.checked = Boolean(answer.corrected)
}

function kindOf(item) {
  if (RESULT_TYPES.includes(item.answer_type)) return 'radio'
  return item.answer_type in VALUE ? item.answer_type : 'plain'
}

function parts(form, start) {
  return [...form.elements].filter((input) => input.name?.startsWith(start))
}

const VALUE = {
  radio: {
    read: (form, name) => form.querySelector(`[name="${name}"]:checked`)?.value ?? '',
    write: (form, name, value) => {
      for (const radio of form.querySelectorAll(`[name="${name}"]`)) radio.checked = radio.value === value
    },
  },
  plain: {
    read: (form, name) => form.elements[name]?.value ?? '',
    write: (form, name, value) => {
      if (form.elements[name]) form.elements[name].value = value ?? ''
    },
  },
  photo: { read: () => '', write: () => {} },
  fields: {
    read: (form, name) => Object.fromEntries(parts(form, `${name}.`).map((input) => [input.name.slice(name.length + 1), input.value])),
    write: (form, name, value) => {
      for (const input of parts(form, `${name}.`)) input.value = value?.[input.name.slice(name.length + 1)] ?? ''
    },
  },
  person_chain: { read: readPeople, write: writePeople },
}

function readPeople(form, name) {
  const rows = []
  for (const input of parts(form, `${name}.`)) {
    const [place, key] = input.name.slice(name.length + 1).split('.')
    rows[place] = { ...rows[place], [key]: input.value }
  }
  return rows.filter((row) => ['name', 'phone', 'card_number'].some((key) => row[key]?.trim()))
}

function writePeople(form, name, value) {
  for (const input of parts(form, `${name}.`)) {
    const [place, key] = input.name.slice(name.length + 1).split('.')
    if (value?.[place]) input.value = value[place][key] ?? ''
  }
}
