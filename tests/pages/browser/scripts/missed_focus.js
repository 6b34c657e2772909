() => {
    const told = what => each => `${what}: ${each.outerHTML.slice(0, 100)}`
    const {shown, seen, unmarked} = window.reached
    unmarked.delete(document.body)
    return [
        ...shown.filter(each => !seen.has(each)).map(told("not reached")),
        ...[...unmarked].map(told("not seen to be reached")),
    ]
}
