/* Runs before the first picture of a phone page, hence no module: says on the root how many drafts this page will show, so that their
   place is kept from the start and nothing jumps when the store has been read. The number is kept by parts/draft-count.js. */
;(() => {
  try {
    const counts = JSON.parse(localStorage.getItem('lantian-drafts') || '{}')
    const [, site] = location.pathname.match(/^\/i\/sites\/([^/]+)$/) || []
    const count = counts[site || 'all'] || 0
    if (count) document.documentElement.dataset.drafts = String(Math.min(count, 3))
  } catch {
    // A window that keeps nothing has no drafts either.
  }
})()
