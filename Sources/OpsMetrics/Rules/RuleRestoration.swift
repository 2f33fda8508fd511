/// How the `for` states of alerts are taken up after a restart: the settings that Prometheus has as flags.
public struct RuleRestoration: Sendable, Hashable {
    /// The series that says since when an alert has been active, in seconds since 1970.
    static let seriesName = "ALERTS_FOR_STATE"

    /// A longer outage begins anew: one hour.
    public var outageTolerance: Duration = .seconds(3_600)
    /// After the restart an alert waits so long at least before it fires: ten minutes. Rules with a shorter `for` are
    /// not restored, they wait their `for`.
    public var gracePeriod: Duration = .seconds(600)
    /// How long after a rule's second evaluation alerts that come are still taken up: as long as what it reads may take
    /// to be there again, such as the longest interval of scrapes.
    public var warmUp: Duration = .zero

    /// How far one rule is.
    struct Progress: Sendable {
        var evaluations = 0
        /// Alerts that come later begin anew, in milliseconds since 1970.
        var end = Int64.min
    }

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

extension RuleRestoration {
    /// Ends what no alert took up, so that a later restart does not take it for an alert that holds. To be called once
    /// the restoration is over in all groups.
    ///
    /// - Parameters:
    ///   - alerts: All that are pending or firing.
    ///   - store: Where `ALERTS_FOR_STATE` of the earlier run is.
    public static func endUnclaimed(by alerts: [AlertInstance], in store: SeriesStore) {
        let claimed = Set(alerts.map { $0.labels.setting(Labels.nameLabel, to: seriesName) })
        for labels in store.series([.equal(Labels.nameLabel, seriesName)]) where !claimed.contains(labels) {
            store.markStale(labels, at: nil)
        }
    }
}

extension RuleGroupState {
    /// Whether states of an earlier run are still to be taken up.
    public var isRestoring: Bool { restoration != nil }

    /// Whether what an earlier run wrote of a rule's alerts is still to be read.
    func isUnread(_ index: Int) -> Bool { restoration != nil && (restored[index]?.evaluations ?? 0) < 2 }

    /// After an evaluation of a rule: takes up since when its alerts are active from their series in the store.
    mutating func restore(
        _ index: Int, _ rule: Rule, _ changes: ArraySlice<AlertTransition>, from store: SeriesStore,
        at milliseconds: Int64
    ) {
        guard let restoration else { return }
        // One that was seen to be over begins anew when it comes again.
        for change in changes where change.to == .inactive {
            store.markStale(
                change.alert.labels.setting(Labels.nameLabel, to: RuleRestoration.seriesName), at: nil)
        }
        var progress = restored[index] ?? RuleRestoration.Progress()
        progress.evaluations = min(progress.evaluations + 1, 3)
        if progress.evaluations == 2 {
            progress.end = milliseconds.addingReportingOverflow(restoration.warmUp.milliseconds).partialValue
        }
        restored[index] = progress
        let hold = rule.hold.milliseconds
        guard hold >= restoration.gracePeriod.milliseconds, progress.evaluations >= 2, milliseconds <= progress.end
        else { return }
        let fresh = (active[index] ?? [:]).filter {
            progress.evaluations == 2 || $0.value.activeAtMilliseconds == milliseconds
        }
        guard !fresh.isEmpty else { return }
        let lasts = Self.lasts(of: rule.name, store, restoration, at: milliseconds)
        for (labels, alert) in fresh {
            guard let last = lasts[labels.setting(Labels.nameLabel, to: RuleRestoration.seriesName)] else { continue }
            // Whole seconds, as the series has them.
            let downAt = last.milliseconds / 1_000 * 1_000
            let before = Int64(last.value) * 1_000
            active[index]?[labels] = alert.activeSince(
                restoration.activeAt(before, downAt: downAt, now: milliseconds, hold: hold))
        }
    }

    /// Forgets the restoration where every rule is through with it.
    mutating func endRestoration(of group: RuleGroup, at milliseconds: Int64) {
        guard restoration != nil else { return }
        let isOver = group.rules.enumerated().allSatisfy { index, rule in
            rule.kind == .record || !isUnread(index) && milliseconds >= restored[index]?.end ?? .min
        }
        if isOver { (restoration, restored) = (nil, [:]) }
    }

    /// The newest sample within the tolerance of each series of a rule's alerts; those that have ended are left out.
    private static func lasts(
        of alert: String, _ store: SeriesStore, _ restoration: RuleRestoration, at now: Int64
    ) -> [Labels: SamplePoint] {
        let matchers: [Matcher] = [
            .equal(Labels.nameLabel, RuleRestoration.seriesName), .equal("alertname", alert),
        ]
        let from = now.subtractingReportingOverflow(restoration.outageTolerance.milliseconds).partialValue
        var lasts: [Labels: SamplePoint] = [:]
        for series in store.select(matchers, from: from, through: now) {
            guard let last = series.samples.last, !Staleness.isStale(last.value), abs(last.value) < 1e12 else {
                continue
            }
            lasts[series.labels] = last
        }
        return lasts
    }
}
