/**
 * Mark the section that is being read in the list of sections.
 *
 * @module
 */

/** @param {HTMLFormElement} form */
export function followSections(form) {
  const links = new Map();
  for (const section of form.querySelectorAll("[data-section]")) {
    const link = form.querySelector(`.toc a[href="#${CSS.escape(section.id)}"]`);
    if (link) links.set(section, link);
  }
  const mark = (section) => {
    for (const [other, link] of links) {
      if (other === section) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (entry.isIntersecting) mark(entry.target);
    },
    { rootMargin: "-20% 0px -70% 0px" },
  );
  for (const section of links.keys()) seen.observe(section);
  form.addEventListener("focusin", (event) => {
    const section = event.target.closest("[data-section]");
    if (section) mark(section);
  });
}
