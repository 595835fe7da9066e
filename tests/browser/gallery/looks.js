/**
 * What a test asks of the page that is open; each function gives what is wrong.
 *
 * Run once on a page, it leaves `looks` behind.
 */
globalThis.looks = (() => {
  const SPACING = `* {line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important} p {margin-block-end: 2em !important}`;
  const LARGE = "html {font-size: 200% !important}";
  const CONTROLS = "button, input:not([type=hidden]), select, textarea, summary";
  const REFERENCES = [
    "aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage",
    "aria-owns", "for", "headers", "form", "list",
  ];

  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: false }) &&
    !element.closest(".vh, .skip");
  const name = (element) =>
    `${element.tagName.toLowerCase()}${element.id && `#${element.id}`}` +
    `${[...element.classList].map((each) => `.${each}`).join("")}` +
    ` «${(element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40)}»`;
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

  /** Elements at which the page must be scrolled sideways. */
  function sideways() {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    return [...document.querySelectorAll("body *")]
      .filter((each) => isSeen(each) && each.getBoundingClientRect().right > width + 1)
      .slice(0, 5)
      .map((each) => `wider than ${innerWidth}: ${name(each)}`);
  }

  /** Elements that hide a part of what they hold. */
  function clipped() {
    return [...document.querySelectorAll("body *:not(svg, svg *, img, iframe)")]
      .filter((each) => isSeen(each) && each.matches(":not(input, select)"))
      .filter((each) => {
        const { overflowX, overflowY } = getComputedStyle(each);
        const isCut = (overflow) => overflow === "hidden" || overflow === "clip";
        return (
          each.clientWidth > 1 &&
          ((isCut(overflowX) && each.scrollWidth > each.clientWidth + 1) ||
          (isCut(overflowY) && each.scrollHeight > each.clientHeight + 1))
        );
      })
      .map((each) => `cut off: ${name(each)}`);
  }

  function styled(css, look) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const found = look();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== sheet);
    return found;
  }

  /** WCAG 2.2, 1.4.12 and 1.4.4: wider text and text of twice the size. */
  const spaced = () => styled(SPACING, () => [...sideways(), ...clipped()]);
  const enlarged = () => styled(LARGE, () => [...sideways(), ...clipped()]);

  /** What a finger presses: the label of a box, the place of documents. */
  const pressed = (each) => each.closest("label.choice, .drop") ?? each;

  const isInSentence = (link) =>
    getComputedStyle(link).display === "inline" &&
    words(link.parentElement).length > words(link).length;

  /** WCAG 2.2, 2.5.8, and the sizes that the design asks for. */
  function small() {
    const isDense = document.documentElement.dataset.density === "dense";
    const least = (each) => (each.matches(CONTROLS) ? (isDense ? 32 : 44) : 24);
    return [...document.querySelectorAll(`${CONTROLS}, a[href]`)]
      .filter((each) => isSeen(each) && !isInSentence(each))
      .map((each) => [each, pressed(each).getBoundingClientRect()])
      .filter(([each, box]) => Math.min(box.width, box.height) < least(each) - 0.5)
      .map(([each, box]) =>
        `${Math.round(box.width)} × ${Math.round(box.height)}: ${name(each)}`);
  }

  /** Names that are given twice, and references that lead nowhere. */
  function lost() {
    const all = [...document.querySelectorAll("[id]")].map((each) => each.id);
    const twice = all.filter((id, index) => all.indexOf(id) !== index);
    const dangling = REFERENCES.flatMap((attribute) =>
      [...document.querySelectorAll(`[${attribute}]`)].flatMap((each) =>
        each.getAttribute(attribute).split(/\s+/)
          .filter((id) => document.getElementById(id) === null)
          .map((id) => `${attribute} "${id}" of ${name(each)}`)));
    const links = [...document.querySelectorAll("a[href^='#']")]
      .filter((each) => document.getElementById(each.hash.slice(1)) === null)
      .map((each) => `link ${each.hash}`);
    return [...twice.map((id) => `twice ${id}`), ...dangling, ...links];
  }

  /** For each control: its id, that of its group, what is said beside it. */
  function remarks() {
    // What is behind an open dialog is not there for anybody.
    if (document.querySelector("dialog:modal")) return [];
    return [...document.querySelectorAll(".field")].flatMap((field) => {
      const own = (selector) => [...field.querySelectorAll(selector)].filter(
        (each) => each.closest(".field") === field && isSeen(each));
      const said = own(".hint, .error, .warn")
        .filter((each) => !each.closest("[data-documents], [data-uploads]"))
        .map(words);
      return own("input:not([type=hidden]), select:not(.pair *), textarea").map((control) => ({
        control: control.id, group: field.id, said,
      }));
    });
  }

  const all = () => [...document.querySelectorAll("*")];

  /** Begin with the first key press at the top of the page. */
  function begin() {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
  }

  /** Where the Tab key has to stop: one radio button of each question. */
  function stops() {
    const radios = (name) => [...document.getElementsByName(name)];
    return all()
      .filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ visibilityProperty: true }))
      .filter((each) => each.matches(`a[href], button, select, textarea, summary, input:not([type=hidden])`))
      .filter((each) => each.type !== "radio" || each.checked ||
        (each === radios(each.name)[0] && !radios(each.name).some((other) => other.checked)))
      .map((each) => all().indexOf(each));
  }

  function hidden(element) {
    const box = element.getBoundingClientRect();
    const bar = element.closest(".bar") ? null : document.querySelector(".bar");
    const cover = bar?.getBoundingClientRect();
    const isCovered = cover && cover.top < box.bottom && box.top < cover.bottom;
    const end = isCovered ? cover.top : innerHeight;
    // A tall box may be cut by some lines: browsers show the line that is typed into.
    const least = element.matches("textarea, iframe") ? 48 : Math.min(box.height, 200) - 1;
    const seen = Math.min(box.bottom, end) - Math.max(box.top, 0);
    return seen < least ? `hidden: ${box.top} to ${box.bottom} of ${end}` : "";
  }

  function outlined(element) {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
  }

  /** The stop that the keyboard is at; null where it has left the page. */
  function focused() {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const shown = element.closest(".drop") ?? element;
    return {
      place: all().indexOf(element),
      name: name(element),
      fault: hidden(shown) || (outlined(shown) ? "" : "no outline"),
    };
  }

  return { begin, stops, focused, sideways, clipped, spaced, enlarged, small, lost, remarks };
})();
