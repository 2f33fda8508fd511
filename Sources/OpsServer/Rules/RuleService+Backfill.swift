import OpsCore
import OpsMetrics

/// With a linked server the events of objectives were counted there long before this server began to ask: what the store can
/// keep of that is fetched, once for each rule.
extension RuleService {
    /// Samples of one answer at most: below the limits of Prometheus (11,000) and of an answer's length.
    private static let pointLimit = 10_000
    /// Questions for one rule at most.
    private static let tries = 3

    /// Before a group's evaluation at `now`: fills the series of those of its rules that have none yet. What has no answer
    /// is asked again before the next evaluations, three times in all.
    func backfill(_ index: Int, _ linked: LinkedQuestions, at now: Int64) async {
        let group = groups[index].group
        guard groups[index].file == objectives.name else { return }
        let store = engine.store
        let empty = group.rules.indices.filter { place in
            let rule = group.rules[place]
            guard rule.kind == .record, backfills[rule.recorded(.none), default: 0] < Self.tries else { return false }
            return store.series(rule.recorded(.none).pairs.map { .equal($0.name, $0.value) }).isEmpty
        }
        guard !empty.isEmpty else { return }
        let texts = Dictionary(uniqueKeysWithValues: empty.map { ($0, group.rules[$0].text) })
        let end = WallTime(milliseconds: now).advanced(seconds: -(group.interval / .seconds(1)))
        let span = min(store.retention, group.interval * Self.pointLimit) / .seconds(1)
        let answers = await linked.ranges(
            of: texts, from: end.advanced(seconds: -span), through: end, step: group.interval)
        for (place, answer) in answers {
            let rule = group.rules[place]
            backfills[rule.recorded(.none), default: 0] += 1
            guard case .success(let series) = answer else { continue }
            backfills[rule.recorded(.none)] = Self.tries
            for one in series.prefix(1) {
                for sample in one.samples where sample.milliseconds < now {
                    store.append(rule.recorded(one.labels), at: sample.milliseconds, sample.value)
                }
            }
        }
    }
}
