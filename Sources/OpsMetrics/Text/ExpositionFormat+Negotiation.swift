extension ExpositionFormat {
    /// What to answer to a request for metrics.
    public struct Choice: Sendable, Hashable {
        /// The format to write.
        public let format: ExpositionFormat
        /// The answer's header `Content-Type`.
        public let contentType: String
    }

    /// Chooses by the header `Accept` (RFC 9110, 12.5.1).
    ///
    /// OpenMetrics is written only to who names it, without a version or with 0.0.1 or 1.0.0. The range with the highest
    /// weight wins, of equal ones the first. Whoever asks for nothing that there is gets version 0.0.4. The parameter
    /// `escaping` is repeated: names here never need any.
    public static func negotiate(accept: String?) -> Choice {
        var best: (weight: Double, choice: Choice)?
        // A header has a bound of its own; more ranges than this are nobody's wish.
        for range in (accept ?? "").split(separator: ",").prefix(32) {
            let parts = range.split(separator: ";").map { $0.trimmingBlanks().lowercased() }
            guard let media = parts.first else { continue }
            let parameters = parameters(parts.dropFirst())
            let weight = parameters["q"].map { Double($0) ?? 0 } ?? 1
            guard weight > 0, weight <= 1, weight > best?.weight ?? 0,
                let choice = choice(media, parameters)
            else { continue }
            best = (weight, choice)
        }
        return best?.choice ?? Choice(format: .prometheusText, contentType: Self.prometheusText.contentType)
    }

    private static func choice(_ media: String, _ parameters: [String: String]) -> Choice? {
        let version = parameters["version"]
        let escaping = parameters["escaping"].flatMap { escapings.contains($0) ? "; escaping=\($0)" : nil } ?? ""
        switch media {
        case "application/openmetrics-text":
            guard version == nil || version == "1.0.0" || version == "0.0.1" else { return nil }
            let type = "application/openmetrics-text; version=\(version ?? "1.0.0"); charset=utf-8"
            return Choice(format: .openMetrics, contentType: type + escaping)
        case "text/plain", "text/*", "*/*":
            guard version == nil || version == "0.0.4" else { return nil }
            return Choice(format: .prometheusText, contentType: Self.prometheusText.contentType + escaping)
        default: return nil
        }
    }

    private static let escapings: Set<String> = ["allow-utf-8", "underscores", "dots", "values"]

    private static func parameters(_ parts: some Sequence<String>) -> [String: String] {
        var found: [String: String] = [:]
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            var value = pair[1].trimmingBlanks()
            if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                value = String(value.dropFirst().dropLast())
            }
            found[pair[0].trimmingBlanks()] = value
        }
        return found
    }
}

extension StringProtocol {
    /// Without blanks and tabs at both ends.
    fileprivate func trimmingBlanks() -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let start = drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...last])
    }
}
