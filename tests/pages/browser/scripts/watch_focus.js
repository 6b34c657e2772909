// Of a group of radio buttons the tabulator reaches one, arrows the others.
() => {
    const all = "a[href], button, input:not([type=hidden]):not([type=radio]), select, textarea, summary"
    const shown = [...document.querySelectorAll(all)].filter(each => !each.disabled && each.checkVisibility())
    window.reached = {shown, seen: new Set(), unmarked: new Set(), isAround: false}
    document.addEventListener("focusin", ({target}) => {
        const style = getComputedStyle(target)
        window.reached.isAround ||= window.reached.seen.has(target)
        window.reached.seen.add(target)
        if (style.outlineStyle === "none" && style.boxShadow === "none") window.reached.unmarked.add(target)
    })
    document.activeElement?.blur()
    document.body.setAttribute("tabindex", "-1")
    document.body.focus()
    return shown.length
}
