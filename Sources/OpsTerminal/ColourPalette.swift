/// The nearest colour that a terminal can show.
enum ColourPalette {
    /// The number that curses gives to a colour on a terminal with `count` colours; -1 is the terminal's own.
    ///
    /// Terminals with more than 256 colours take the parts directly (terminfo's `RGB`), but keep the first eight
    /// numbers for their palette.
    static func number(_ colour: TerminalColour, count: Int) -> Int32 {
        guard count >= 8 else { return -1 }
        switch colour {
        case .standard: return -1
        case .index(let index):
            let bounded = min(max(0, index), 255)
            if bounded < min(count, 8) || (bounded < count && count <= 256) { return Int32(bounded) }
            let (red, green, blue) = parts(ofIndex: bounded)
            return number(.rgb(red, green, blue), count: count)
        case .rgb(let red, let green, let blue):
            if count > 256 { return direct(red, green, blue) }
            return Int32(nearest(red, green, blue, count: count))
        }
    }

    /// The parts of a palette colour as xterm sets them; people change the first 16.
    static func parts(ofIndex index: Int) -> (UInt8, UInt8, UInt8) {
        if index < 16 { return ansi[max(0, index)] }
        if index >= 232 {
            let grey = UInt8(8 + 10 * (min(index, 255) - 232))
            return (grey, grey, grey)
        }
        let place = index - 16
        return (levels[place / 36], levels[(place / 6) % 6], levels[place % 6])
    }

    private static func direct(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int32 {
        let value = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
        return value > 0 && value < 8 ? 8 : value
    }

    /// With 256 colours the first 16 are left out: they look as the person has set them, not as we think.
    private static func nearest(_ red: UInt8, _ green: UInt8, _ blue: UInt8, count: Int) -> Int {
        let candidates = candidates(isGrey: max(red, green, blue) - min(red, green, blue) < 40, count: count)
        var best = candidates.first ?? 0
        var bestDistance = Int.max
        for index in candidates {
            let (r, g, b) = parts(ofIndex: index)
            let distance = distance((Int(red), Int(green), Int(blue)), (Int(r), Int(g), Int(b)))
            if distance < bestDistance {
                best = index
                bestDistance = distance
            }
        }
        return best
    }

    /// Among few colours a grey with a touch of blue is nearer to cyan than to white; it must stay grey all the same.
    private static func candidates(isGrey: Bool, count: Int) -> [Int] {
        switch count {
        case 256...: Array(16..<256)
        case 16...: isGrey ? [0, 7, 8, 15] : Array(0..<16)
        default: isGrey ? [0, 7] : Array(0..<8)
        }
    }

    /// The "redmean" approximation of how different two colours look (T. Riemersma, "Colour metric").
    private static func distance(_ one: (Int, Int, Int), _ two: (Int, Int, Int)) -> Int {
        let mean = (one.0 + two.0) / 2
        let (r, g, b) = (one.0 - two.0, one.1 - two.1, one.2 - two.2)
        return ((512 + mean) * r * r) / 256 + 4 * g * g + ((767 - mean) * b * b) / 256
    }

    private static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
    private static let ansi: [(UInt8, UInt8, UInt8)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
        (255, 255, 255),
    ]
}
