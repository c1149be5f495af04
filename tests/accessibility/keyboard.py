"""A person with a keyboard only. Each step checks what such a person needs: a focus that can be seen and is not covered."""

from __future__ import annotations

# The element that has the focus, and the box that shows it: a label stands for an input that is drawn by it.
FOCUSED = """() => {
    const element = document.activeElement
    if (!element || element === document.body) return null
    const small = (box) => box.width < 4 || box.height < 4
    const hidden = small(element.getBoundingClientRect()) || getComputedStyle(element).opacity === '0'
    const drawn = hidden && element.labels?.[0] ? element.labels[0] : element
    drawn.scrollIntoView({ block: 'nearest' })
    const box = drawn.getBoundingClientRect()
    const open = [0.1, 0.5, 0.9].some((across) => {
        const hit = document.elementFromPoint(box.left + box.width * across, box.top + box.height / 2)
        return hit && (drawn.contains(hit) || hit.contains(drawn))
    })
    const words = (element.getAttribute('aria-label') || element.textContent || element.name || '').trim().slice(0, 30)
    const name = `${element.localName}#${element.id} “${words}”`
    return { name, x: box.left, y: box.top, width: box.width, height: box.height, open }
}"""
# Room around the box for an outline.
MARGIN_PX = 6


class Keyboard:
    """Tab, Enter, Space and letters. ``seen`` lists where the focus has been."""

    def __init__(self, page):
        self.page, self.seen = page, []

    def tab(self) -> None:
        """One step; insists that the focus is visible and not covered."""
        self.page.keyboard.press("Tab")
        focused = self.page.evaluate(FOCUSED)
        if focused is None:
            return
        self.seen.append(focused["name"])
        assert focused["open"], f"the focus is hidden or covered: {focused['name']}"
        assert self._is_marked(focused), f"the focus cannot be seen: {focused['name']}"

    def _is_marked(self, focused: dict) -> bool:
        """Whether the picture of the element changes when it loses the focus."""
        window = self.page.viewport_size
        left, top = max(0, focused["x"] - MARGIN_PX), max(0, focused["y"] - MARGIN_PX)
        clip = {
            "x": left,
            "y": top,
            "width": max(1, min(focused["width"] + 2 * MARGIN_PX, window["width"] - left)),
            "height": max(1, min(focused["height"] + 2 * MARGIN_PX, window["height"] - top)),
        }
        with_focus = self.page.screenshot(clip=clip)
        self.page.evaluate("() => { window.kept = document.activeElement; window.kept.blur() }")
        without = self.page.screenshot(clip=clip)
        self.page.evaluate("() => window.kept.focus()")
        return with_focus != without

    def go_to(self, selector: str, most: int = 90) -> None:
        """Tab until the focus is on an element of the selector."""
        for _step in range(most):
            self.tab()
            if self.page.evaluate("(selector) => Boolean(document.activeElement?.matches(selector))", selector):
                return
        raise AssertionError(f"{selector} is not reached in {most} steps: {self.seen[-most:]}")

    def press(self, key: str) -> None:
        """A key on what has the focus."""
        self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        """Letters into what has the focus."""
        self.page.keyboard.insert_text(words)
