() => {
    const named = each => {
        const by = each.getAttribute("aria-labelledby")
        const words = by ? by.split(" ").map(id => document.getElementById(id)?.textContent).join("")
            : each.getAttribute("aria-label") ?? each.querySelector(":scope > title")?.textContent
        return Boolean(words?.trim())
    }
    const hidden = each => each.closest("[aria-hidden=true]")
    const plots = [...document.querySelectorAll("svg")].filter(each => !hidden(each))
    const points = plots.flatMap(each => [...each.querySelectorAll("a, [tabindex]")])
    return [
        ...plots.filter(each => each.getAttribute("role") !== "img" && !each.querySelector("a, [tabindex]"))
            .map(each => `a plot without role: ${each.outerHTML.slice(0, 80)}`),
        ...[...plots, ...points].filter(each => !named(each))
            .map(each => `a plot or point without name: ${each.outerHTML.slice(0, 80)}`),
    ]
}
