/// Counts events: a counter's selector, or an expression with `$window` where the rate's window goes.
public struct EventQuery: Sendable, Hashable {
    /// The word that stands for a window.
    static let placeholder = "$window"

    private let text: String
    private let isSelector: Bool

    /// - Throws: `EventQueryError` where it is no PromQL, names no metric, or says no window.
    init(_ text: String) throws(EventQueryError) {
        if text.contains(Self.placeholder) {
            (self.text, isSelector) = (text, false)
            let expression = try Self.parse(text.replacing(Self.placeholder, with: "1m"))
            guard expression.type == .vector else {
                throw EventQueryError("must be an instant vector, not a \(expression.type.rawValue)")
            }
            return
        }
        let expression = try Self.parse(text)
        guard case .vector(let selector) = expression.node, selector.isPlain else {
            throw EventQueryError(
                "expected a counter such as requests_total{status=~\"5..\"}, or an expression with \(Self.placeholder) "
                    + "such as sum(rate(requests_total[\(Self.placeholder)]))")
        }
        (self.text, isSelector) = ("\(expression)", true)
    }

    /// The events a second over a window such as `1m`, summed over all series.
    func rate(over window: String) -> String {
        guard !isSelector else { return "sum(rate(\(text)[\(window)]))" }
        let written = text.replacing(Self.placeholder, with: window)
        // In one line, without comments.
        return "sum(\((try? PromQL.parse(written)).map { "\($0)" } ?? written))"
    }

    private static func parse(_ text: String) throws(EventQueryError) -> Expression {
        do { return try PromQL.parse(text) } catch { throw EventQueryError("could not parse expression: \(error)") }
    }
}

/// Why a text counts no events.
struct EventQueryError: Error, Sendable {
    let message: String

    init(_ message: String) { self.message = message }
}

extension VectorSelector {
    /// A metric's name and conditions, without a shift in time: what a window can be written behind.
    var isPlain: Bool { name != nil && modifiers.isEmpty }
}
