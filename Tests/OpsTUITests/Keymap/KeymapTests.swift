import OpsTerminal
import Testing

@testable import OpsTUI

@Suite struct KeymapTests {
    @Test func theShippedKeysHaveNoConflict() throws {
        let keymap = try KeymapLoader.parse("keys: {}", file: "keymap.yaml")
        #expect(keymap == .shipped)
        let all = Keymap.shipped.keys.values.flatMap { $0 }
        #expect(Set(all).count == all.count)
        for action in DashboardAction.allCases { #expect(keymap.firstKey(for: action) != nil) }
    }

    @Test func aFileChangesWhatItNames() throws {
        let keymap = try KeymapLoader.parse("keys:\n  valve: [x, f5]\n  quit: ctrl-q\n", file: "keymap.yaml")
        #expect(keymap.action(for: .character("x")) == .valve)
        #expect(keymap.action(for: .function(5)) == .valve)
        #expect(keymap.action(for: .character("v")) == nil)
        #expect(keymap.action(for: .character("q")) == nil)
        #expect(keymap.action(for: .control("c")) == .quit, "a screen can always be left")
    }

    @Test(arguments: [
        ("keys:\n  valve: a\n", "keymap.yaml:2: key 'a' is bound to both"),
        ("keys:\n  help: '?'\n  fly: x\n", "keymap.yaml:3: unknown action 'fly'"),
        ("keys:\n  valve: [v, hyper-x]\n", "keymap.yaml:2: 'hyper-x' is no key"),
        ("keys: 3\n", "keymap.yaml:1: expected a mapping of actions"),
        ("colours:\n  a: b\n", "keymap.yaml:1: unknown entry 'colours'"),
        ("keys:\n  redraw: ctrl-c\n", "bound to both"),
        ("keys: [\n", "keymap.yaml:"),
    ])
    func aWrongFileIsNamedWithItsLine(_ text: String, _ expected: String) {
        #expect {
            _ = try KeymapLoader.parse(text, file: "keymap.yaml")
        } throws: { error in
            "\(error)".contains(expected)
        }
    }

    @Test func everyKeyIsWrittenAsItIsRead() {
        let keys: [Key] = [
            .enter, .escape, .tab, .backTab, .up, .pageDown, .character("K"), .character(" "), .control("l"),
            .function(5), .backspace, .home,
        ]
        for key in keys { #expect(KeyNotation.parse(KeyNotation.describe(key)) == key) }
        for text in ["", "hyper-x", "ctrl-", "f99", "xyz"] { #expect(KeyNotation.parse(text) == nil) }
    }
}
