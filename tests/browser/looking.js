// What a person would find on a page with their eyes and their keyboard. Evaluated by the driver, which no policy binds.
globalThis.looking = (() => {
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex^='-'])";
  // Meant for ears alone, or shown on focus alone. A short hash stands in full on the page of its record.
  const NOT_FOR_EYES = ".govuk-visually-hidden, .govuk-skip-link, .portal-hash, script, style, noscript, option";

  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const name = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 110);
  const colour = (text) => {
    const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
    return { red, green, blue, alpha };
  };

  // Relative luminance by the formula of WCAG; what shines through a colour is white.
  function luminance(text) {
    const { red, green, blue, alpha } = colour(text);
    const [r, g, b] = [red, green, blue].map((part) => {
      const share = (part * alpha + 255 * (1 - alpha)) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  /** Contrast of two colours. */
  function contrast(one, other) {
    const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  }

  const onWhite = (text) => contrast(text, "rgb(255, 255, 255)");

  // What stands around an element: the boxes that hide whatever leaves them, as far as the first that scrolls, and whether
  // one of them is clipped away altogether, for ears alone. `known` keeps it for the elements of one look.
  function around(element, known) {
    if (element === document.body || !element) return { edges: [], scrolls: false, isAway: false };
    if (!known.has(element)) {
      const { overflowX, overflowY, clipPath } = getComputedStyle(element);
      const outer = around(element.parentElement, known);
      const isAway = outer.isAway || clipPath.startsWith("inset(50%");
      const scrolls = /auto|scroll/.test(overflowX);
      const [across, down] = [overflowX, overflowY].map((overflow) => /hidden|clip/.test(overflow));
      const own = { box: element.getBoundingClientRect(), across, down };
      const edges = scrolls ? [] : outer.edges;
      known.set(element, {
        edges: across || down ? [...edges, own] : edges,
        scrolls: scrolls || outer.scrolls,
        isAway,
      });
    }
    return known.get(element);
  }

  const isForEyes = (element, known = new Map()) =>
    isShown(element) && !element.closest(NOT_FOR_EYES) && !around(element, known).isAway;

  function* texts(root = document.body) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (walker.currentNode.data.trim()) yield walker.currentNode;
  }

  function lines(text) {
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()].filter((line) => line.width > 0);
  }

  // Whether a line of text leaves a box that hides what leaves it. Nastaliq is drawn far above and below its line, so
  // that upwards and downwards only a line that leaves by more than half is cut.
  function isCut(line, { edges, scrolls }) {
    const middle = (line.top + line.bottom) / 2;
    return (
      edges.some(
        ({ box, across, down }) =>
          (across && (line.left < box.left - 1 || line.right > box.right + 1)) ||
          (down && (middle < box.top || middle > box.bottom)),
      ) ||
      (!scrolls && (line.left < -1 || line.right > document.documentElement.clientWidth + 1))
    );
  }

  /** Texts of which a part cannot be seen. */
  function cutTexts() {
    const known = new Map();
    const cut = [...texts()]
      .filter(({ parentElement }) => isForEyes(parentElement, known))
      .filter((text) => lines(text).some((line) => isCut(line, around(text.parentElement, known))));
    return [...new Set(cut.map((text) => text.data.trim().slice(0, 60)))];
  }

  /** Words of tables that are broken over two lines; codes and addresses may be. */
  function brokenWords() {
    const found = new Set();
    for (const text of texts()) {
      const element = text.parentElement;
      if (!element.closest("td, th") || element.closest("code") || !isForEyes(element)) continue;
      for (const { 0: word, index } of text.data.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const tops = [...range.getClientRects()].map((line) => line.top);
        if (Math.max(...tops) - Math.min(...tops) > 4) found.add(word);
      }
    }
    return [...found];
  }

  /** Everything that Tab stops at: of a group of radios the one that is chosen, else the first. */
  function stops() {
    return [...document.querySelectorAll(FOCUSABLE)].filter((element) => {
      if (!isShown(element) || element.disabled || element.tabIndex < 0) return false;
      if (element.type !== "radio") return true;
      const group = [...document.querySelectorAll(`input[type=radio][name="${element.name}"]`)];
      const own = group.filter((other) => other.form === element.form);
      return element === (own.find((other) => other.checked) ?? own[0]);
    });
  }

  // How an element and its labels look, as far as focus may change it.
  function looks(element) {
    return [element, ...(element.labels ?? [])].flatMap((part) =>
      [null, "::before", "::after"].map((pseudo) => {
        const style = getComputedStyle(part, pseudo);
        const line = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && colour(style.outlineColor);
        return [
          line && line.alpha > 0 ? `${style.outlineWidth} ${style.outlineColor}` : "",
          style.boxShadow.startsWith("rgba(0, 0, 0, 0)") ? "" : style.boxShadow,
          style.backgroundColor,
          parseFloat(style.borderBlockEndWidth) > 0 ? `${style.borderBlockEndWidth} ${style.borderBlockEndColor}` : "",
        ].join("|");
      }),
    );
  }

  /** Focusable elements that look the same with focus and without. */
  function unmarkedFocus() {
    remember();
    const unmarked = stops().filter((element) => {
      element.focus({ preventScroll: true, focusVisible: true });
      return !isMarked(element);
    });
    document.activeElement.blur();
    return unmarked.map(name);
  }

  const unfocused = new Map();

  /** Notes how everything looks that can have the focus, while nothing has it. */
  function remember() {
    document.activeElement?.blur();
    for (const element of stops()) unfocused.set(element, looks(element).join());
  }

  const isMarked = (element) => looks(element).join() !== unfocused.get(element);

  // What is seen of an element: of a radio its label, since the control itself is drawn by the label.
  const seenPart = (element) => (/radio|checkbox/.test(element.type) && element.labels[0]) || element;

  function isUncovered(element, box) {
    const there = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 10));
    return !!there && [element, ...(element.labels ?? [])].some((part) => part.contains(there) || there.contains(part));
  }

  const numberOf = (element) => [...document.querySelectorAll("*")].indexOf(element);
  const nameOf = (number) => name(document.querySelectorAll("*")[number]);
  const numbersOfStops = () => stops().map(numberOf);

  /** The element that has the focus: which it is, where on the page, whether that is marked and uncovered. */
  function focus() {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const part = seenPart(element);
    const box = part.getClientRects()[0];
    return {
      number: numberOf(element),
      name: name(element),
      kind: element.type ?? "",
      left: box.left + scrollX,
      right: box.right + scrollX,
      top: box.top + scrollY,
      bottom: box.bottom + scrollY,
      isMarked: isMarked(element),
      isUncovered: isUncovered(element, box),
    };
  }

  return { cutTexts, brokenWords, stops, unmarkedFocus, remember, focus, numbersOfStops, nameOf, texts, isForEyes, contrast, onWhite };
})();
