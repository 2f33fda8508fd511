import OpsCore

/// An error budget in words, the same on the screen and in plain text.
enum ObjectiveWords {
    /// Below this share a budget is looked at.
    private static let low = 1.0 / 3

    /// What burns comes before what does not, then the smaller budget; nil where none has anything to say.
    static func worst(of objectives: [SLOStatus]) -> SLOStatus? {
        objectives.filter { $0.ratio != nil || $0.budgetLeftRatio != nil }.min { rank($0) < rank($1) }
    }

    private static func rank(_ slo: SLOStatus) -> (Int, Double) {
        let urgency = slo.burning == .page ? 0 : slo.burning == .ticket ? 1 : 2
        let left = slo.budgetLeftRatio ?? 1
        return (urgency, left.isFinite ? left : 1)
    }

    /// Calm while it lasts, amber where it is low, spent or burns, red where somebody is woken.
    static func style(_ slo: SLOStatus) -> Style {
        switch slo.burning {
        case .page: Style(.alarm, bold: true)
        case .ticket: Style(.attention, bold: true)
        case nil: (slo.budgetLeftRatio ?? 1) < low ? Style(.attention, bold: true) : .plain
        }
    }

    /// `31%`; `spent` where the whole window's budget is, `overdrawn` where only that of the known time is.
    static func budget(_ slo: SLOStatus) -> String {
        guard let left = slo.budgetLeftRatio, left.isFinite, left <= 0 else {
            return Quantity.share(slo.budgetLeftRatio, decimals: 0)
        }
        return slo.exhaustedInSec == 0 ? "spent" : "overdrawn"
    }

    /// ``budget(_:)`` without the word beside it: `31% left`, `overdrawn`.
    static func budgetLeft(_ slo: SLOStatus) -> String {
        let words = budget(slo)
        return words.hasSuffix("%") ? "\(words) left" : words
    }

    /// How many times too fast: `14x`, `0.5x`.
    static func burn(_ slo: SLOStatus) -> String { Quantity.column(slo.burnRate) + "x" }

    /// One line: what was reached of what was promised, the budget, how fast it burns, and of how much that is said.
    static func line(_ slo: SLOStatus) -> String {
        var parts = [
            "SLO \(slo.name) \(Quantity.share(slo.ratio)) of \(promise(slo.objective)), budget \(budget(slo))"
        ]
        if let rate = slo.burnRate, rate > 0 { parts.append("burns \(burn(slo))") }
        if let seconds = slo.exhaustedInSec, seconds > 0 { parts.append("spent in \(Quantity.duration(seconds))") }
        if let burning = slo.burning { parts.append(burning == .page ? "PAGE" : "ticket") }
        if let window = slo.windowSec {
            let known = slo.windowKnownSec ?? 0
            let span = Quantity.duration(window)
            parts.append(known < window * 0.99 ? "\(Quantity.duration(known)) of \(span) known" : "over \(span)")
        }
        return parts.joined(separator: ", ")
    }

    /// A target with the digits that it has: `99.9%`, `95%`.
    private static func promise(_ target: Double) -> String {
        var text = Quantity.fixed(target * 100, 3)
        while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") {
            let isPoint = text.hasSuffix(".")
            text.removeLast()
            if isPoint { break }
        }
        return text + "%"
    }
}
