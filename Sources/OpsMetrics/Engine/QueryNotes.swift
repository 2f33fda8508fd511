/// What is worth knowing about an answer though it is one: Prometheus' annotations.
public struct QueryNotes: Sendable, Hashable {
    /// More than these are not kept.
    static let limit = 20

    /// What is probably wrong with the question or the data, in the order met.
    public private(set) var warnings: [String] = []
    /// What may be wrong with them.
    public private(set) var infos: [String] = []

    /// Adds a warning once, with its place.
    mutating func warn(_ text: String, at place: SourcePlace) {
        Self.add("PromQL warning: \(text) (\(place.line):\(place.column))", to: &warnings)
    }

    /// Adds an info once, with its place.
    mutating func inform(_ text: String, at place: SourcePlace) {
        Self.add("PromQL info: \(text) (\(place.line):\(place.column))", to: &infos)
    }

    private static func add(_ text: String, to list: inout [String]) {
        guard list.count < limit, !list.contains(text) else { return }
        list.append(text)
    }
}

/// An answer with what is worth knowing about it.
public struct QueryOutcome: Sendable, Hashable {
    /// The answer.
    public let value: QueryValue
    /// Warnings and infos.
    public let notes: QueryNotes
}
