import Testing

@testable import OpsTerminal

@Suite("Colours")
struct ColourTests {
    @Test(
        "The nearest colour",
        arguments: [
            (.standard, 256, -1), (.rgb(255, 0, 0), 256, 196), (.rgb(0, 0, 0), 256, 16),
            (.rgb(0x4A, 0x4D, 0x55), 256, 239),
            (.rgb(0xFF, 0xB4, 0x54), 256, 215), (.rgb(0xFF, 0x5C, 0x57), 8, 1), (.rgb(0xFF, 0xB4, 0x54), 8, 3),
            (.rgb(0x4A, 0x4D, 0x55), 16, 8), (.rgb(0x74, 0x76, 0x7F), 8, 7), (.rgb(0x76, 0x7C, 0x8A), 16, 8),
            (.index(3), 8, 3), (.index(12), 8, 4), (.index(200), 256, 200),
            (.rgb(0x12, 0x34, 0x56), 16_777_216, 0x123456), (.rgb(0, 0, 3), 16_777_216, 8),
            (.index(196), 16_777_216, 0xFF0000),
            (.index(9), 16_777_216, 0xFF0000), (.rgb(255, 0, 0), 0, -1), (.index(-4), 256, 0), (.index(999), 256, 255),
        ] as [(TerminalColour, Int, Int32)])
    func nearest(colour: TerminalColour, count: Int, wanted: Int32) {
        #expect(ColourPalette.number(colour, count: count) == wanted)
    }

    @Test("Text never takes the colour of what is behind it", arguments: [0, 8, 16, 256, 16_777_216])
    func readable(count: Int) {
        let colours: [TerminalColour] = [
            .standard, .index(0), .index(7), .rgb(74, 77, 85), .rgb(35, 42, 59), .rgb(20, 20, 20), .rgb(250, 250, 250),
        ]
        for foreground in colours {
            for background in colours where background != foreground {
                let shown = ShownAppearance(
                    CellAppearance(foreground: foreground, background: background), count: count)
                #expect(shown.foreground != shown.background || shown.foreground < 0)
                if foreground != .index(0) && count <= 16 { #expect(shown.foreground != 0) }
            }
        }
    }
}
