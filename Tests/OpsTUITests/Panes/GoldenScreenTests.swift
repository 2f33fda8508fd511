import Foundation
import OpsTerminal
import Testing

@testable import OpsTUI

/// Whole screens as text. Where one changes on purpose, the new picture is in the file that the failure names.
@Suite struct GoldenScreenTests {
    private func compare(_ state: DashboardState, _ name: String, glyphs: GlyphSet = .unicode) throws {
        let lines = DashboardView.render(state, size: state.size, glyphs: glyphs).text()
        let actual = lines.joined(separator: "\n") + "\n"
        let expected = GoldenScreens.all[name]
        guard actual != expected else { return }
        let file = NSTemporaryDirectory() + "golden-\(name).txt"
        try actual.write(toFile: file, atomically: true, encoding: .utf8)
        let old = (expected ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let row = lines.indices.first { $0 >= old.count || lines[$0] != old[$0] } ?? 0
        Issue.record(
            "\(name) differs from row \(row) on; it is now\n\(lines[row])\nwas\n\(row < old.count ? old[row] : "")\nsee \(file)"
        )
    }

    @Test(arguments: [(80, 24), (120, 36), (200, 50), (60, 15)], [true, false])
    func theScreen(_ size: (Int, Int), _ busy: Bool) throws {
        let state = Fixture.state(busy: busy, size: Size(columns: size.0, rows: size.1))
        try compare(state, "\(busy ? "busy" : "calm")-\(size.0)x\(size.1)")
    }

    @Test func theScreenInASCII() throws {
        try compare(Fixture.state(busy: true, size: Size(columns: 80, rows: 24)), "ascii-80x24", glyphs: .ascii)
    }

    @Test func triage() throws {
        var state = Fixture.state(busy: true, size: Size(columns: 100, rows: 30))
        Fixture.press(&state, Fixture.typed("1") + [.enter])
        try compare(state, "triage-100x30")
    }

    @Test func theDialog() throws {
        var state = Fixture.state(busy: false, size: Size(columns: 80, rows: 24))
        Fixture.press(&state, Fixture.typed("2jjvcv-10"))
        try compare(state, "dialog-80x24")
    }
}
