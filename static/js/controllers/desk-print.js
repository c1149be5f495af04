/* A button that prints the page. Pictures that load late are fetched first, so that none is missing on paper. */
export default function deskPrint(button) {
  button.addEventListener('click', async () => {
    const images = [...document.images]
    for (const image of images) image.loading = 'eager'
    await Promise.allSettled(images.map((image) => image.decode()))
    window.print()
  })
}
