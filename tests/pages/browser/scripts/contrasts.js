() => {
    const paint = document.createElement("canvas").getContext("2d", {willReadFrequently: true})
    // Draws colours on one another, as the page does, and reads what is seen.
    const seen = colours => {
        paint.clearRect(0, 0, 1, 1)
        for (const each of colours) { paint.fillStyle = each; paint.fillRect(0, 0, 1, 1) }
        return paint.getImageData(0, 0, 1, 1).data
    }
    const light = ([...colour]) => colour.slice(0, 3)
        .map(each => each / 255)
        .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
        .reduce((sum, each, index) => sum + each * [0.2126, 0.7152, 0.0722][index], 0)
    const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    const filled = each => getComputedStyle(each).fill
    // What lies under everything: a canvas of its own does not know what was chosen for the page.
    const probe = document.body.appendChild(document.createElement("p"))
    probe.style.color = "Canvas"
    const ground = getComputedStyle(probe).color
    probe.remove()
    const under = text => {
        const colours = [ground]
        const ancestors = []
        for (let each = text.parentElement; each; each = each.parentElement) ancestors.unshift(each)
        for (const each of ancestors) colours.push(getComputedStyle(each).backgroundColor)
        const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2
        for (const each of text.ownerSVGElement.querySelectorAll("rect")) {
            const area = each.getBoundingClientRect()
            const precedes = each.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING
            const holds = area.left <= x && x <= area.right && area.top <= y && y <= area.bottom
            if (precedes && holds && filled(each) !== "none") colours.push(filled(each))
        }
        return colours
    }
    return [...document.querySelectorAll("svg text")].map(each => {
        const below = under(each)
        return [each.textContent.trim(), contrast(light(seen(below)), light(seen([...below, filled(each)])))]
    })
}
