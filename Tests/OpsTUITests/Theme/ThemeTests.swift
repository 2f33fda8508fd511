import Foundation
import OpsTerminal
import Testing

@testable import OpsTUI

@Suite("Themes")
struct ThemeTests {
    /// The themes that come with the program.
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "themes").path()

    private func parse(_ yaml: String) throws -> Theme {
        try ThemeParser.parse(yaml, file: "mine.yaml", base: ThemeLoader.builtIn())
    }

    @Test("The themes of the house load", arguments: ["default", "light", "mono", "high-contrast"])
    func shipped(name: String) throws {
        let theme = try ThemeLoader.load(name: name, searchPaths: [Self.directory])
        #expect(theme.name == name)
        #expect(Set(theme.tones.keys) == Set(Tone.allCases))
        // What must be told apart looks different at every depth of colour.
        for count in [0, 8, 16, 256, 16_777_216] {
            let looks = [Tone.plain, .attention, .alarm].map { theme.appearance(of: Style($0), colourCount: count) }
            #expect(Set(looks).count == 3)
            for tone in Tone.allCases {
                let selected = theme.appearance(of: Style(tone, selected: true), colourCount: count)
                if theme.tones[tone]?.background == .standard {
                    #expect(selected != theme.appearance(of: Style(tone), colourCount: count))
                }
            }
        }
    }

    @Test("The theme inside the program is the one in the directory")
    func embedded() throws {
        let fromFile = try ThemeLoader.load(name: "default", searchPaths: [Self.directory])
        #expect(try ThemeLoader.load(name: "default", searchPaths: []) == fromFile)
        #expect(try ThemeLoader.load(name: "default", searchPaths: ["/nonexistent"]) == fromFile)
    }

    @Test("A short theme takes the rest from the default one")
    func short() throws {
        let theme = try parse("name: mine\ntones:\n  alarm: { fg: 201, underline: true }\n")
        #expect(
            theme.appearance(of: .alarm, colourCount: 256) == CellAppearance(foreground: .index(201), underline: true))
        #expect(theme.tones[.plain] == (try ThemeLoader.builtIn()).tones[.plain])
    }

    @Test(
        "A mistake names the file, the line and what was expected",
        arguments: [
            ("name: x\ntones:\n  alram: {}\n", 3, "unknown tone \"alram\"; expected plain"),
            ("name: x\ntones:\n  alarm:\n    fg: reddish\n", 4, "expected a colour"),
            ("tones:\n  alarm: { fg: \"#12345\" }\n", 2, "expected a colour"),
            ("tones: { alarm: { fg: 256 } }", 1, "0 to 255"),
            ("tones:\n  alarm: { bold: maybe }\n", 2, "expected true or false"),
            ("tones: 3\n", 1, "expected a mapping"),
            ("\ncolours: {}\n", 2, "unknown key \"colours\""), ("name: [\n", 2, "not YAML"), ("", 1, "empty"),
            ("- a\n", 1, "expected a mapping"), ("tones:\n  alarm: { blink: true }\n", 2, "expected fg, bg, bold"),
            ("name: {}\n", 1, "expected a name"), ("selection:\n  bg: []\n", 2, "expected a colour"),
        ])
    func mistakes(yaml: String, line: Int, words: String) throws {
        let error = try #require(throws: ThemeError.self) { try parse(yaml) }
        #expect(error.description.hasPrefix("mine.yaml:\(line): "), "\(error)")
        #expect(error.message.contains(words), "\(error)")
    }

    @Test(
        "A theme's name is a name, never a path",
        arguments: ["../secret", "/etc/passwd", "", "a/b", "x.yaml", "\u{1B}"])
    func names(name: String) {
        #expect(throws: ThemeError.self) { try ThemeLoader.load(name: name, searchPaths: [Self.directory]) }
    }

    @Test("A missing theme says where it was looked for")
    func missing() throws {
        let error = try #require(throws: ThemeError.self) {
            try ThemeLoader.load(name: "nope", searchPaths: ["/a", "/b"])
        }
        #expect(error.description == "nope: no theme of this name in /a, /b")
    }

    @Test("Stale values fade; abnormal ones keep their hue")
    func stale() throws {
        let theme = try ThemeLoader.builtIn()
        let plain = theme.appearance(of: Style(.strong, bold: true, dim: true), colourCount: 256)
        #expect(plain == theme.stale.appearance)
        let alarm = theme.appearance(of: Style(.alarm, dim: true), colourCount: 256)
        #expect(alarm.foreground == theme.tones[.alarm]?.foreground)
        #expect(alarm.dim)
    }

    @Test("Without colours no look has one")
    func monochrome() throws {
        let painter = ThemePainter(theme: try ThemeLoader.builtIn(), colourCount: 0)
        for tone in Tone.allCases {
            for bits in 0..<8 {
                let style = Style(tone, bold: bits & 1 != 0, selected: bits & 2 != 0, dim: bits & 4 != 0)
                let look = painter.appearance(of: style)
                #expect(look.foreground == .standard && look.background == .standard)
            }
        }
        #expect(painter.appearance(of: .alarm).reverse)
    }

    @Test("Runs are painted in place")
    func paint() throws {
        let painter = ThemePainter(theme: try ThemeLoader.builtIn(), colourCount: 256)
        let painted = painter.paint([Run(row: 3, column: 7, text: "OPEN", style: .alarm)])
        #expect(painted == [CellRun(row: 3, column: 7, text: "OPEN", appearance: painter.appearance(of: .alarm))])
    }
}
