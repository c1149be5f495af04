/* Words for scripts, in the reader's language. Chinese is the key; the page carries translations in #lantian-text.
   Must not format dates or numbers. */
let words

function table() {
  if (words) return words
  const source = globalThis.document?.getElementById('lantian-text')
  words = source ? JSON.parse(source.textContent) : {}
  return words
}

/** The text of a msgid with {name} places filled. A missing translation or value shows itself instead of failing. */
export function t(msgid, params = {}) {
  const text = table()[msgid] || msgid
  return fill(Array.isArray(text) ? text.at(-1) || msgid : text, params)
}

/** Like t, in the form that fits count; {n} is the count. */
export function n(msgid, count, params = {}) {
  const forms = table()[msgid]
  const text = Array.isArray(forms) ? forms[count === 1 ? 0 : forms.length - 1] : forms
  return fill(text || msgid, { n: count, ...params })
}

function fill(text, params) {
  return text.replace(/\{(\w+)\}/g, (place, name) => params[name] ?? place)
}
