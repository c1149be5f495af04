/* The form of a unit's stamp: its previews follow every tick. Nothing is kept before saving; without this a button shows the preview. */
export default function stampForm(form) {
  const previews = form.querySelectorAll('img[data-shape]')
  form.querySelector('[data-preview]').hidden = true
  form.addEventListener('change', () => {
    const wanted = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (name !== 'csrf_token') wanted.append(name, value)
    if (wanted.has('line')) for (const image of previews) image.src = `${image.src.split('?')[0]}?${wanted}`
  })
}
