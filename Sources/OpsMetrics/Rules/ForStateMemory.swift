/// Since when alerts held before a restart, read from the series `ALERTS_FOR_STATE`, so that a `for` does not begin anew.
/// Settings, and what is made of them, are Prometheus'.
public struct ForStateMemory: Sendable {
    /// How far back a restart is bridged.
    public struct Settings: Sendable, Hashable {
        /// The longest time without evaluations after which an alert's past still counts.
        public var outageTolerance: Duration
        /// An alert that was not firing does not fire sooner than this after the restart; alerts whose `for` is shorter
        /// begin anew.
        public var gracePeriod: Duration

        public init(outageTolerance: Duration = .seconds(3_600), gracePeriod: Duration = .seconds(600)) {
            self.outageTolerance = outageTolerance
            self.gracePeriod = gracePeriod
        }
    }

    struct Entry: Sendable, Hashable {
        /// Since when the condition had held, milliseconds since 1970.
        var activeAt: Int64
        /// When that was last evaluated.
        var seenAt: Int64
    }

    /// Samples read at most; a store with more has no memory.
    static let sampleLimit = 5_000_000

    private let settings: Settings
    /// By the alerts' labels.
    private let entries: [Labels: Entry]

    /// Nothing is known.
    public init() {
        settings = Settings()
        entries = [:]
    }

    /// Reads a store, before the first evaluation and after a snapshot was restored.
    ///
    /// - Parameter milliseconds: Now, milliseconds since 1970.
    public init(store: SeriesStore, at milliseconds: Int64, settings: Settings = Settings()) {
        self.settings = settings
        let from = milliseconds.subtractingReportingOverflow(settings.outageTolerance.milliseconds).partialValue
        let block = try? store.load(
            [.equal(Labels.nameLabel, "ALERTS_FOR_STATE")], from: from, through: milliseconds,
            sampleLimit: Self.sampleLimit)
        entries = block.map(Self.entries) ?? [:]
    }

    /// True where nothing can be restored.
    public var isEmpty: Bool { entries.isEmpty }

    private static func entries(_ block: SeriesBlock) -> [Labels: Entry] {
        var entries: [Labels: Entry] = [:]
        for (place, labels) in block.labels.enumerated() {
            let range = block.offsets[place]..<block.offsets[place + 1]
            // The restart itself ended the series: what counts is the sample before that.
            guard let last = range.last(where: { !block.values[$0].isNaN }) else { continue }
            let seconds = block.values[last]
            guard seconds.magnitude < 1e14 else { continue }
            entries[labels.withoutName] = Entry(activeAt: Int64(seconds * 1_000), seenAt: block.milliseconds[last])
        }
        return entries
    }

    /// Since when an alert that holds now counts as holding; nil where nothing is known of it.
    ///
    /// - Parameters:
    ///   - labels: The alert's, with its name as `alertname`.
    ///   - hold: Its rule's `for`.
    func activeAt(of labels: Labels, hold: Duration, at now: Int64) -> Int64? {
        guard hold >= settings.gracePeriod, let entry = entries[labels.withoutName] else { return nil }
        return Self.activeAt(
            entry, hold: hold.milliseconds, grace: settings.gracePeriod.milliseconds, now: now)
    }

    static func activeAt(_ entry: Entry, hold: Int64, grace: Int64, now: Int64) -> Int64 {
        let left = hold &- (entry.seenAt &- entry.activeAt)
        // It fired, and goes on firing.
        if left <= 0 { return entry.activeAt }
        // It was about to fire: not before whoever looks at it had the time to.
        if left < grace { return now &+ grace &- hold }
        // The time without evaluations does not count.
        return entry.activeAt &+ (now &- entry.seenAt)
    }
}

extension RuleGroupState {
    /// Lets alerts that hold go on from where they were before a restart; to be called after each of the first two
    /// evaluations, as the first may not see everything yet.
    ///
    /// - Returns: How many alerts were restored.
    public mutating func restore(from memory: ForStateMemory, _ group: RuleGroup, at milliseconds: Int64) -> Int {
        var restored = 0
        for (index, rule) in group.rules.enumerated() where rule.kind == .alert {
            for (labels, instance) in active[index] ?? [:] where instance.state == .pending {
                guard let since = memory.activeAt(of: labels, hold: rule.hold, at: milliseconds),
                    since < instance.activeAtMilliseconds
                else { continue }
                active[index]?[labels]?.activeAtMilliseconds = since
                restored += 1
            }
        }
        return restored
    }
}
