import OpsCore

/// Objectives as plain text.
enum ObjectiveTable {
    /// A line an objective, under a line of headings.
    static func text(_ objectives: [SLOStatus]) -> String {
        KeyTable.table(
            ["NAME", "OBJECTIVE", "REACHED", "BUDGET LEFT", "BURNS", "SPENT IN", "KNOWN", "STATE"],
            objectives.map { slo in
                [
                    slo.name, percent(slo.objective, 3), percent(slo.ratio, 3), percent(slo.budgetLeftRatio, 1),
                    slo.burnRate.map { number($0, 1) + "x" } ?? "-", slo.exhaustedInSec.map(age) ?? "-",
                    known(slo), slo.burning?.rawValue ?? "-",
                ]
            })
    }

    private static func known(_ slo: SLOStatus) -> String {
        guard let window = slo.windowSec else { return "-" }
        return "\(age(slo.windowKnownSec ?? 0)) of \(age(window))"
    }

    private static func age(_ seconds: Double) -> String { KeyTable.age(min(max(seconds, 0), 1e9)) }

    private static func percent(_ share: Double?, _ decimals: Int) -> String {
        share.map { number($0 * 100, decimals) + "%" } ?? "-"
    }

    /// Decimal digits, rounded; nothing that a hostile number could make long.
    private static func number(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return value < 0 ? "<-1e12" : ">1e12" }
        let scale = decimals == 1 ? 10.0 : 1_000.0
        let text = "\((value * scale).rounded() / scale)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
