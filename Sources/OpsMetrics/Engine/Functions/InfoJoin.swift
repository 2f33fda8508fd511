/// `info(v, {…})`: adds the labels of info metrics, such as `target_info`, to the series of the same target
/// (promql/info.go of Prometheus 3).
struct InfoJoin {
    /// An info series at one time.
    struct Info {
        let labels: Labels
        /// When its sample was taken: of two series of one target the newer counts.
        let milliseconds: Int64
    }

    /// The labels that say which target a series belongs to.
    static let identifying = ["instance", "job"]
    private static let defaultName = Matcher.equal(Labels.nameLabel, "target_info")

    /// Conditions on the name of the info metrics.
    private let names: [Matcher]
    /// Conditions on the labels to add; none means all labels.
    private let data: [Matcher]
    /// Whether a series that is an info metric itself stays as it is.
    private let isSparing: Bool

    /// - Parameter matchers: Those of the second argument; nil where there is none.
    init(_ matchers: [Matcher]?) {
        let named = (matchers ?? []).filter { $0.name == Labels.nameLabel }
        isSparing = matchers == nil || !named.isEmpty
        data = (matchers ?? []).filter { $0.name != Labels.nameLabel }
        // Names that are only excluded cannot say which metrics are meant: then all that end in `_info` are.
        let isPositive = named.contains { $0.operation == .equal || $0.operation == .matches }
        let ending = isPositive ? nil : try? Matcher(Labels.nameLabel, .matches, ".+_info")
        names = named.isEmpty ? [Self.defaultName] : named + (ending.map { [$0] } ?? [])
    }

    /// What to select for `infos`, with the instant selector's look-back, at the times and with the offset of the first
    /// selector in the first argument.
    var selector: [Matcher] { names + data }

    /// The series with the labels added, in their order; those dropped whose labels had to be there and are not.
    ///
    /// - Parameters:
    ///   - base: The series of the first argument, with their names.
    ///   - infos: What `selector` found at this time.
    /// - Throws: Two infos of a series' target at the same time, or infos of different metrics that contradict one another.
    func apply(_ base: [Sample], _ infos: [Info]) throws(InfoConflict) -> [Sample] {
        try joined(base.map(\.labels), infos).map { Sample(labels: $0.labels, value: base[$0.index].value) }
    }

    /// The same for labels alone: which of `base` stay, and their labels then.
    func joined(_ base: [Labels], _ infos: [Info]) throws(InfoConflict) -> [(index: Int, labels: Labels)] {
        // Others' info series are nobody's business here: two of a target that no series is of contradict nobody.
        let wanted = Set(base.filter { !isSpared($0) }.map { $0.keeping(Self.identifying) })
        let known = try newest(infos, of: wanted)
        let isOptional = data.allSatisfy { $0.matches("") }
        var result: [(index: Int, labels: Labels)] = []
        for (index, labels) in base.enumerated() {
            if isSpared(labels) {
                result.append((index, labels))
                continue
            }
            guard let found = known[labels.keeping(Self.identifying)] else {
                if isOptional { result.append((index, labels)) }
                continue
            }
            result.append((index, try enriched(labels, found)))
        }
        return result
    }

    /// Whether a series stays as it is, for it is an info metric itself.
    private func isSpared(_ labels: Labels) -> Bool {
        let name = labels.name ?? ""
        return isSparing && names.allSatisfy { $0.matches(name) }
    }

    /// The newest info series of each of these targets and of each metric, by target, in the order of the metrics' names.
    private func newest(
        _ infos: [Info], of targets: Set<Labels>
    ) throws(InfoConflict) -> [Labels: [Labels]] {
        var newest: [Labels: [String: Info]] = [:]
        for info in infos {
            let target = info.labels.keeping(Self.identifying)
            if target.isEmpty || !targets.contains(target) { continue }
            let name = info.labels.name ?? ""
            if let other = newest[target]?[name] {
                if other.milliseconds > info.milliseconds { continue }
                guard other.milliseconds < info.milliseconds else {
                    throw InfoConflict(
                        message: "found duplicate series for info metric: existing \(other.labels) @ "
                            + "\(other.milliseconds), new \(info.labels) @ \(info.milliseconds)")
                }
            }
            newest[target, default: [:]][name] = info
        }
        return newest.mapValues { $0.sorted { $0.key < $1.key }.map(\.value.labels) }
    }

    private func enriched(_ labels: Labels, _ infos: [Labels]) throws(InfoConflict) -> Labels {
        let wanted = Set(data.map(\.name))
        var added: [String: String] = [:]
        for label in infos.flatMap(\.pairs) where label.name != Labels.nameLabel {
            guard wanted.isEmpty || wanted.contains(label.name) else { continue }
            if let other = added[label.name], other != label.value {
                throw InfoConflict(message: "conflicting label: \(label.name)")
            }
            if labels[label.name] == nil { added[label.name] = label.value }
        }
        guard !added.isEmpty else { return labels }
        return Labels(labels: labels.pairs + added.map { Label(name: $0.key, value: $0.value) })
    }
}

/// Info series that contradict one another.
struct InfoConflict: Error, Sendable, Hashable {
    let message: String
}
