/// How the `for` states of alerts are taken up after a restart: the settings that Prometheus has as flags.
public struct RuleRestoration: Sendable, Hashable {
    /// The series that says since when an alert has been active, in seconds since 1970.
    static let seriesName = "ALERTS_FOR_STATE"

    /// A longer outage begins anew: one hour.
    public var outageTolerance: Duration = .seconds(3_600)
    /// After the restart an alert waits so long at least before it fires: ten minutes. Rules with a shorter `for` are
    /// not restored, they wait their `for`.
    public var gracePeriod: Duration = .seconds(600)

    /// Prometheus' defaults.
    public init() {}

    /// When an alert counts as active after a restart, in milliseconds since 1970.
    ///
    /// - Parameters:
    ///   - activeAt: Since when it was active, before.
    ///   - downAt: The last time that it was seen.
    ///   - now: The time of the restoration.
    ///   - hold: The rule's `for` in milliseconds.
    func activeAt(_ activeAt: Int64, downAt: Int64, now: Int64, hold: Int64) -> Int64 {
        let remaining = hold &- (downAt &- activeAt)
        // It was firing.
        if remaining <= 0 { return activeAt }
        let grace = gracePeriod.milliseconds
        if remaining < grace { return now &+ grace &- hold }
        // The outage does not count as time that the condition held.
        return activeAt &+ (now &- downAt)
    }
}

extension RuleGroupState {
    /// Whether states of an earlier run are still to be taken up.
    public var isRestoring: Bool { restoration != nil }

    /// Takes up since when alerts are active from their series in the store, and writes these series from now on.
    /// `evaluate` does so by itself after the second evaluation; a state that has nothing to restore stays as it is.
    ///
    /// - Parameters:
    ///   - group: The group that the state belongs to.
    ///   - store: Where `ALERTS_FOR_STATE` of the earlier run is.
    ///   - milliseconds: The time now, milliseconds since 1970.
    public mutating func restore(_ group: RuleGroup, from store: SeriesStore, at milliseconds: Int64) {
        guard let restoration else { return }
        self.restoration = nil
        for (index, rule) in group.rules.enumerated() where rule.kind == .alert {
            let hold = rule.hold.milliseconds
            guard hold >= restoration.gracePeriod.milliseconds else { continue }
            for (labels, alert) in active[index] ?? [:] {
                guard let last = Self.last(labels, store, restoration, at: milliseconds) else { continue }
                // Whole seconds, as the series has them.
                let downAt = last.milliseconds / 1_000 * 1_000
                let before = Int64(last.value) * 1_000
                active[index]?[labels] = alert.activeSince(
                    restoration.activeAt(before, downAt: downAt, now: milliseconds, hold: hold))
            }
        }
    }

    /// The newest sample of an alert's series within the tolerance; nil where there is none or the series has ended.
    private static func last(
        _ alert: Labels, _ store: SeriesStore, _ restoration: RuleRestoration, at now: Int64
    ) -> SamplePoint? {
        let labels = alert.setting(Labels.nameLabel, to: RuleRestoration.seriesName)
        let matchers = labels.pairs.map { Matcher.equal($0.name, $0.value) }
        let from = now.subtractingReportingOverflow(restoration.outageTolerance.milliseconds).partialValue
        let series = store.select(matchers, from: from, through: now).first { $0.labels == labels }
        guard let last = series?.samples.last, !Staleness.isStale(last.value), abs(last.value) < 1e12 else {
            return nil
        }
        return last
    }
}
